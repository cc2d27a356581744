"""Signing in and out."""

from collections.abc import Callable
from datetime import datetime

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts import emails, queries, rules
from awards.accounts.models import Person, RoleGrant, SignInLink
from awards.audit.actions import record
from awards.core.errors import WrongInput
from awards.core.languages import N_
from awards.core.permissions import Actor, Role
from awards.core.text import tidy


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
        person = Person(name=tidy(name) or email.partition("@")[0], email=email)
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
            person_id=person.id,
            role=Role.ADMIN.value,
        )
    return person


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="sign-in-link")


def make_link(session: Session, person: Person, *, secret: str, at: datetime) -> str:
    """Make a single-use link for a person; return its signed token."""
    link = SignInLink(person_id=person.id, created_at=at, expires_at=at + rules.LINK_LIVES)
    session.add(link)
    session.flush()
    actor = Actor(person.id, person.name, person.email)
    record(session, "sign-in.asked", subject=f"person:{person.id}", by=actor, at=at)
    token = _signer(secret).dumps(link.id)
    return token if isinstance(token, str) else token.decode()


def send_link(
    session: Session, email: str, *, secret: str, url_of: Callable[[str], str], at: datetime
) -> None:
    """Mail a link if the address is known. The caller answers the same in both cases."""
    person = queries.person_by_email(session, email)
    if person is not None:
        token = make_link(session, person, secret=secret, at=at)
        emails.send_link(session, person, url=url_of(token), at=at)


def use_link(session: Session, token: str, *, secret: str, at: datetime) -> Person:
    """Use a link up and return whose it is.

    Raises LinkUnusable, also for somebody who may not sign in any more.
    """
    try:
        link_id = _signer(secret).loads(token)
    except BadSignature as error:
        raise rules.LinkUnusable from error
    wanted = select(SignInLink).where(SignInLink.id == str(link_id)).with_for_update()
    link = rules.require_usable(session.scalars(wanted).first(), at)
    person = session.get_one(Person, link.person_id, populate_existing=True)
    if not person.active:
        raise rules.LinkUnusable
    link.used_at = at
    signed_in(session, person, way="link", at=at)
    return person


def signed_in(session: Session, person: Person, *, way: str, at: datetime) -> None:
    """Write down that a person signed in, and how (link, demo)."""
    actor = Actor(person.id, person.name, person.email)
    record(session, "sign-in.done", subject=f"person:{person.id}", by=actor, at=at, way=way)


def signed_out(session: Session, *, by: Actor, at: datetime) -> None:
    """End all sessions of a person: a copy of the cookie is worth nothing afterwards."""
    person = session.get_one(Person, by.person_id)
    person.session_epoch += 1
    session.flush()
    record(session, "sign-out.done", subject=f"person:{by.person_id}", by=by, at=at)
