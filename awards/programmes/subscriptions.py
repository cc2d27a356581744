"""The address of somebody's own calendar: signed, so that nobody can make one up.

It opens without signing in, because calendars cannot. It is worth nothing once the person has
left, or has signed out everywhere, and shows only what their roles let them see at that moment.
"""

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from awards.accounts.models import Person
from awards.core.errors import NotFound
from awards.core.permissions import Actor, Grant, Permission
from awards.programmes.models import Edition
from awards.programmes.queries import editions_for

_SALT = "calendar"
_AT_WORK = (Permission.SCORE, Permission.SEE_RESULTS, Permission.SET_UP)
"""Whoever holds one of these may know an edition's dates before they are public."""


def token_of(session: Session, actor: Actor, *, secret: str) -> str:
    """Return the signed part of an address for the actor's own calendar."""
    epoch = session.scalar(select(Person.session_epoch).where(Person.id == actor.person_id))
    return sign(actor.person_id, epoch, secret=secret)


def sign(person_id: str | None, epoch: int | None, *, secret: str) -> str:
    """Return the token of a person whose sign-ins stand at an epoch."""
    token = URLSafeSerializer(secret, salt=_SALT).dumps([person_id, epoch])
    return token if isinstance(token, str) else token.decode()


def subscriber(session: Session, token: str, *, secret: str) -> tuple[Actor, str]:
    """Return whose calendar it is, as they are today, and their language. Raises NotFound."""
    try:
        person_id, epoch = URLSafeSerializer(secret, salt=_SALT).loads(token)
    except (BadSignature, TypeError, ValueError) as error:
        raise NotFound from error
    wanted = select(Person).where(
        Person.id == str(person_id), Person.active, Person.session_epoch == epoch
    )
    person = session.scalars(wanted.options(selectinload(Person.grants))).first()
    if person is None:
        raise NotFound
    grants = frozenset(Grant(g.programme_id, g.role, g.edition_id) for g in person.grants)
    return Actor(person.id, person.name, person.email, grants), person.language


def editions_at_work(session: Session, actor: Actor) -> list[Edition]:
    """Return the opened editions that somebody works in, newest first."""
    found: dict[str, Edition] = {}
    for permission in _AT_WORK:
        found |= {e.id: e for e in editions_for(session, actor, permission)}
    return sorted(found.values(), key=lambda e: (e.opens_at, e.id), reverse=True)
