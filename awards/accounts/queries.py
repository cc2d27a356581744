"""Reading people."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, selectinload

from awards.accounts.models import Person, RoleGrant
from awards.core.permissions import Actor, Grant


def cookie_key(person: Person) -> str:
    """Return what a session cookie holds for a person: useless once the epoch is raised."""
    return f"{person.id}.{person.session_epoch}"


_BY_KEY = (
    select(Person.name, Person.email, Person.language, RoleGrant.programme_id, RoleGrant.role)
    .join(RoleGrant, RoleGrant.person_id == Person.id, isouter=True)
    .where(
        Person.id == bindparam("person"),
        Person.active,
        Person.session_epoch == bindparam("epoch"),
    )
)
"""Made once: every page of somebody signed in asks for this."""


def person_of_key(session: Session, key: str) -> tuple[Actor, str] | None:
    """Return the actor and language behind a session cookie, in one query; none when stale."""
    person_id, _, epoch = key.partition(".")
    rows = session.execute(_BY_KEY, {"person": person_id, "epoch": _whole(epoch)}).all()
    if not rows:
        return None
    grants = frozenset(Grant(r.programme_id, r.role) for r in rows if r.programme_id)
    first = rows[0]
    return Actor(person_id, first.name, first.email, grants), first.language


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else -1  # noqa: PLR2004


def person_by_email(session: Session, email: str) -> Person | None:
    """Find an active person by e-mail, whatever the case."""
    wanted = select(Person).where(Person.email == email.strip().lower(), Person.active)
    return session.scalars(wanted).first()


def people_with_roles(session: Session) -> Sequence[Person]:
    """Return everybody who holds a role, with their grants: for the demo's sign-in page."""
    wanted = select(Person).where(Person.active, Person.grants.any()).order_by(Person.name)
    return session.scalars(wanted.options(selectinload(Person.grants))).all()


def names_of(session: Session, person_ids: Iterable[str]) -> dict[str, str]:
    """Return id → name for the ids that are people."""
    ids = list(set(person_ids))
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {row.id: row.name for row in rows}


def people_in(programme_ids: Iterable[str]) -> Select[str]:
    """Select the ids of everybody who is anything in one of the programmes."""
    return select(RoleGrant.person_id).where(RoleGrant.programme_id.in_(list(programme_ids)))
