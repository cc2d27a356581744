"""Reading people, and who is signed in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, column, func, or_, select, table
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, selectinload

from awards.accounts import rules
from awards.accounts.models import (
    Person,
    ProviderAccount,
    RoleGrant,
    SignInLink,
    SignInSession,
    SignInWay,
)
from awards.core.permissions import Actor, Grant, Role
from awards.core.prepared import Prepared

_PROGRAMME = table(
    "programme",
    *(column(name) for name in ("id", "organisation", "contact_email", "archived_at")),
)
"""What a programme is, is a later feature's; its key and whom to ask are enough here."""


@dataclass(frozen=True)
class Visit:
    """Somebody who is signed in, with the session they are in."""

    actor: Actor
    language: str
    session_id: str
    way: SignInWay
    started_at: datetime
    seen_at: datetime


_BY_KEY = Prepared(
    select(
        SignInSession.id,
        SignInSession.way,
        SignInSession.started_at,
        SignInSession.seen_at,
        Person.id.label("person_id"),
        Person.name,
        Person.email,
        Person.language,
        RoleGrant.programme_id,
        RoleGrant.edition_id,
        RoleGrant.role,
        _PROGRAMME.c.id.label("each"),
    )
    .join(Person, Person.id == SignInSession.person_id)
    .join(RoleGrant, RoleGrant.person_id == Person.id, isouter=True)
    .join(
        _PROGRAMME,
        and_(RoleGrant.role.is_not(None), RoleGrant.programme_id.is_(None)),
        isouter=True,
    )
    .where(
        SignInSession.key_digest == bindparam("digest"),
        SignInSession.ended_at.is_(None),
        SignInSession.epoch == Person.session_epoch,
        Person.active,
    )
)
"""Made once: every page of somebody signed in asks for this."""


def visit_of_key(connection: Connection, key: str) -> Visit | None:
    """Return who is behind a session cookie, in one query; none when the session has ended.

    Whether it has been idle for too long is `rules.is_over`'s to say.
    """
    rows = _BY_KEY.rows(connection, {"digest": rules.digest_of(key)})
    if not rows:
        return None
    first = rows[0]
    return Visit(
        actor=Actor(first.person_id, first.name, first.email, _grants(rows)),
        language=first.language,
        session_id=first.id,
        way=first.way,
        started_at=first.started_at,
        seen_at=first.seen_at,
    )


def _grants(rows: Sequence[Any]) -> frozenset[Grant]:
    """Return the grants of a person's rows; one held everywhere is also one in each programme."""
    held = [row for row in rows if row.role]
    grants = [Grant(row.programme_id, row.role, row.edition_id) for row in held]
    return frozenset(grants + [Grant(row.each, row.role) for row in held if row.each])


def sessions_of(
    session: Session, actor: Actor, roles: Iterable[Role], at: datetime
) -> Sequence[SignInSession]:
    """Return the sessions in which the actor is signed in now, the last used first.

    `roles` are all that they hold: one they act in makes no session longer.
    """
    held = tuple(roles)
    wanted = (
        select(SignInSession)
        .join(Person, Person.id == SignInSession.person_id)
        .where(
            SignInSession.person_id == actor.person_id,
            SignInSession.ended_at.is_(None),
            SignInSession.epoch == Person.session_epoch,
        )
        .order_by(SignInSession.seen_at.desc(), SignInSession.id)
    )
    found = session.scalars(wanted).all()
    return [s for s in found if not rules.is_over(s.started_at, s.seen_at, held, at)]


def session_of(session: Session, actor: Actor, session_id: str) -> SignInSession | None:
    """Find one of the actor's own sessions; somebody else's is simply not there."""
    wanted = select(SignInSession).where(
        SignInSession.id == session_id, SignInSession.person_id == actor.person_id
    )
    return session.scalars(wanted).first()


def links_for(session: Session, address_digest: str, since: datetime) -> int:
    """Count how often a link to an address has been asked for since a moment."""
    asked = select(func.count()).where(
        SignInLink.address_digest == address_digest, SignInLink.created_at > since
    )
    return session.scalar(asked) or 0


def person_by_email(session: Session, email: str) -> Person | None:
    """Find an active person by e-mail, whatever the case."""
    wanted = select(Person).where(Person.email == email.strip().lower(), Person.active)
    return session.scalars(wanted).first()


def account_of(session: Session, issuer: str, subject: str) -> ProviderAccount | None:
    """Find the account that a provider knows by this subject."""
    wanted = select(ProviderAccount).where(
        ProviderAccount.issuer == issuer, ProviderAccount.subject == subject
    )
    return session.scalars(wanted).first()


def accounts_of(session: Session, person: Person) -> Sequence[ProviderAccount]:
    """Return the accounts at providers that are linked with a person."""
    wanted = select(ProviderAccount).where(ProviderAccount.person_id == person.id)
    return session.scalars(wanted).all()


def contacts(session: Session) -> list[tuple[str, str]]:
    """Return organisation and address of whom to ask, for somebody who is not let in."""
    columns = (_PROGRAMME.c.organisation, _PROGRAMME.c.contact_email)
    rows = session.execute(select(*columns).distinct().order_by(*columns))
    return [(row.organisation, row.contact_email) for row in rows]


def people_with_roles(session: Session) -> Sequence[Person]:
    """Return everybody who holds a role, with their grants: for the demo's sign-in page."""
    wanted = select(Person).where(Person.active, Person.grants.any()).order_by(Person.name)
    return session.scalars(wanted.options(selectinload(Person.grants))).all()


def names_of(session: Session, person_ids: Iterable[str]) -> dict[str, str]:
    """Return id → name for the ids that are people."""
    ids = list(set(person_ids))
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {row.id: row.name for row in rows}


def holders(session: Session, programme_id: str | None, role: Role) -> set[str]:
    """Return the ids of the active people who hold a role in all of a programme, for writing.

    Whoever holds it everywhere counts; without a programme, only they do. The rows are locked,
    those of the people too, so that two cannot take away or close the last two at once.
    """
    everywhere = RoleGrant.programme_id.is_(None)
    here = or_(RoleGrant.programme_id == programme_id, everywhere) if programme_id else everywhere
    wanted = (
        select(RoleGrant)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == role, here, Person.active)
        .order_by(RoleGrant.id)
        .with_for_update(of=[RoleGrant, Person])
    )
    return {grant.person_id for grant in session.scalars(wanted)}


def running(session: Session, programme_ids: Iterable[str]) -> set[str]:
    """Return which of the programmes are not in the archive."""
    wanted = select(_PROGRAMME.c.id).where(
        _PROGRAMME.c.id.in_(list(programme_ids)), _PROGRAMME.c.archived_at.is_(None)
    )
    return set(session.scalars(wanted))


def people_in(programme_ids: Iterable[str]) -> Select[str]:
    """Select the ids of everybody who is anything in one of the programmes, or everywhere."""
    here = RoleGrant.programme_id.in_(list(programme_ids))
    return select(RoleGrant.person_id).where(or_(here, RoleGrant.programme_id.is_(None)))
