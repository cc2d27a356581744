"""Reading who is who in a programme."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from awards.accounts.models import Person, RoleGrant
from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission, Role
from awards.mail.models import MailState, OutboxMail
from awards.programmes.models import Edition, Programme


class Held(NamedTuple):
    """A role that somebody holds; `edition` is None for all of them."""

    grant: RoleGrant
    person: Person
    edition: Edition | None


def programmes_for(session: Session, actor: Actor) -> Sequence[Programme]:
    """Return the programmes in which the actor gives roles, by address."""
    held = actor.programmes_with(Permission.GRANT_ROLES)
    wanted = select(Programme).where(Programme.id.in_(held), Programme.archived_at.is_(None))
    return session.scalars(wanted.order_by(Programme.slug)).all()


def programme_for(session: Session, actor: Actor, slug: str | None) -> Programme:
    """Return the asked one of them, or the first. Raises NotFound."""
    found = programmes_for(session, actor)
    asked = next((p for p in found if slug in {None, p.slug}), None)
    if asked is None:
        raise NotFound
    return asked


def editions_of(session: Session, programme: Programme) -> Sequence[Edition]:
    """Return the programme's editions, drafts too, newest first."""
    wanted = select(Edition).where(
        Edition.programme_id == programme.id, Edition.archived_at.is_(None)
    )
    return session.scalars(wanted.order_by(Edition.year.desc(), Edition.slug)).all()


def held_in(session: Session, programme: Programme) -> dict[Role, list[Held]]:
    """Return who holds which role in a programme, or everywhere; by role, then by name."""
    rows = session.execute(
        select(RoleGrant, Person, Edition)
        .join(Person, Person.id == RoleGrant.person_id)
        .join(Edition, Edition.id == RoleGrant.edition_id, isouter=True)
        .where(or_(RoleGrant.programme_id == programme.id, RoleGrant.programme_id.is_(None)))
        .order_by(Person.name, Person.id, RoleGrant.id)
    )
    found: dict[Role, list[Held]] = {role: [] for role in Role}
    for row in rows:
        found[row[0].role].append(Held(*row))
    return found


def grant_for(session: Session, actor: Actor, grant_id: str) -> tuple[RoleGrant, Programme]:
    """Return a grant in a programme whose roles the actor gives. Raises NotFound."""
    row = session.execute(
        select(RoleGrant, Programme)
        .join(Programme, Programme.id == RoleGrant.programme_id)
        .where(
            RoleGrant.id == grant_id,
            Programme.id.in_(actor.programmes_with(Permission.GRANT_ROLES)),
        )
    ).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def grants_of(session: Session, person_id: str, programme_id: str, role: Role) -> set[str | None]:
    """Return in which editions of a programme somebody holds a role; None is all of them."""
    wanted = select(RoleGrant.edition_id).where(
        RoleGrant.person_id == person_id,
        RoleGrant.programme_id == programme_id,
        RoleGrant.role == role,
    )
    return set(session.scalars(wanted))


def waiting_about(session: Session, about: str) -> Sequence[OutboxMail]:
    """Return the mails about a thing that still wait."""
    wanted = select(OutboxMail).where(OutboxMail.about == about, OutboxMail.state == MailState.HELD)
    return session.scalars(wanted.with_for_update()).all()


def person_with(session: Session, email: str) -> Person | None:
    """Find a person by address, also one who may not sign in any more."""
    return session.scalars(select(Person).where(Person.email == email)).first()


def active_person(session: Session, person_id: str) -> Person:
    """Return somebody who may sign in. Raises NotFound."""
    found = session.scalars(select(Person).where(Person.id == person_id, Person.active)).first()
    if found is None:
        raise NotFound
    return found
