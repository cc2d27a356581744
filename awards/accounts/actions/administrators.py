"""Making administrators of everything, the first one above all."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts import rules
from awards.accounts.models import Person, RoleGrant
from awards.audit.actions import record
from awards.core.errors import WrongInput
from awards.core.languages import N_
from awards.core.permissions import Actor, Role
from awards.core.text import one_line


def make_administrator(
    session: Session, address: str, *, name: str = "", by: Actor, at: datetime
) -> Person:
    """Make somebody administrator everywhere; a person is added when the address is unknown.

    Without a name a new person is called as the address begins. Harmless when they are
    administrator already. Raises WrongInput for what is no e-mail address, and for somebody
    who may not sign in any more.
    """
    email = rules.require_address(address)
    person = session.scalars(select(Person).where(Person.email == email)).first()
    if person is None:
        person = Person(name=one_line(name) or email.partition("@")[0], email=email)
        session.add(person)
        session.flush()
        record(session, "person.added", subject=f"person:{person.id}", by=by, at=at)
    if not person.active:
        raise WrongInput(N_("This person may not sign in any more."))
    if not any(g.role is Role.ADMIN and g.programme_id is None for g in person.grants):
        grant = RoleGrant(programme_id=None, role=Role.ADMIN)
        person.grants.append(grant)
        session.flush()
        record(
            session,
            "role.granted",
            subject=f"role-grant:{grant.id}",
            by=by,
            at=at,
            edition_id=None,
            person_id=person.id,
            role=Role.ADMIN.value,
        )
    return person
