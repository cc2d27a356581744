"""Reading people."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, and_, bindparam, column, or_, select, table
from sqlalchemy.orm import Session, selectinload

from awards.accounts.models import Person, RoleGrant
from awards.core.permissions import Actor, Grant


def cookie_key(person: Person) -> str:
    """Return what a session cookie holds for a person: useless once the epoch is raised."""
    return f"{person.id}.{person.session_epoch}"


_PROGRAMME = table("programme", column("id"))
"""Only its ids: what a programme is, is a later feature's."""

_BY_KEY = (
    select(
        Person.name,
        Person.email,
        Person.language,
        RoleGrant.programme_id,
        RoleGrant.edition_id,
        RoleGrant.role,
        _PROGRAMME.c.id.label("each"),
    )
    .join(RoleGrant, RoleGrant.person_id == Person.id, isouter=True)
    .join(
        _PROGRAMME,
        and_(RoleGrant.role.is_not(None), RoleGrant.programme_id.is_(None)),
        isouter=True,
    )
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
    held = [row for row in rows if row.role]
    grants = {Grant(row.programme_id, row.role, row.edition_id) for row in held}
    grants |= {Grant(row.each, row.role) for row in held if row.each}
    first = rows[0]
    return Actor(person_id, first.name, first.email, frozenset(grants)), first.language


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
    """Select the ids of everybody who is anything in one of the programmes, or everywhere."""
    here = RoleGrant.programme_id.in_(list(programme_ids))
    return select(RoleGrant.person_id).where(or_(here, RoleGrant.programme_id.is_(None)))
