"""Asking for a link, and using it up: by the link itself, or by its code.

Asking does the same whether anybody has the address or not: a row, and a job. Only the job
looks whether there is somebody to write to, so that neither answer nor time tells.
"""

from datetime import datetime

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from awards.accounts import emails, queries, rules
from awards.accounts.models import Person, SignInLink
from awards.audit.actions import record
from awards.core.permissions import Actor
from awards.jobs.registry import enqueue


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="sign-in-link")


def _token(link: SignInLink, secret: str) -> str:
    token = _signer(secret).dumps(link.id)
    return token if isinstance(token, str) else token.decode()


def ask_for_link(
    session: Session, address: str, *, wanted: str, secret: str, at: datetime
) -> SignInLink:
    """Ask for a mail with a link, to whomever has the address; `wanted` is the path afterwards.

    Raises TooManyLinks, for an address that nobody has just as well.
    """
    address = address.strip().lower()
    digest = rules.digest_of(address, secret=secret)
    if queries.links_for(session, digest, at - rules.LINK_LIVES) >= rules.MOST_LINKS:
        raise rules.TooManyLinks
    link = SignInLink(
        address=address,
        address_digest=digest,
        wanted=wanted,
        created_at=at,
        expires_at=at + rules.LINK_LIVES,
    )
    session.add(link)
    session.flush()
    enqueue(session, "accounts.write-links")
    return link


def write_links(session: Session, *, secret: str, base_url: str, at: datetime) -> None:
    """Write the mails that were asked for, where somebody has the address."""
    waiting = select(SignInLink).where(SignInLink.address != "").order_by(SignInLink.created_at)
    for link in session.scalars(waiting.with_for_update(skip_locked=True)).all():
        person = queries.person_by_email(session, link.address)
        link.address = ""
        if person is None or at >= link.expires_at:
            continue
        link.person_id, link.epoch = person.id, person.session_epoch
        emails.send_link(
            session,
            person,
            url=f"{base_url}/sign-in/{_token(link, secret)}",
            code=rules.shown(rules.code_of(link.id, secret=secret)),
            at=at,
        )
        _note_asked(session, person, at)
    session.flush()


def make_link(session: Session, person: Person, *, secret: str, at: datetime) -> str:
    """Make a link for a person without a mail; return its signed token."""
    link = SignInLink(
        person_id=person.id,
        epoch=person.session_epoch,
        created_at=at,
        expires_at=at + rules.LINK_LIVES,
    )
    session.add(link)
    session.flush()
    _note_asked(session, person, at)
    return _token(link, secret)


def _note_asked(session: Session, person: Person, at: datetime) -> None:
    actor = Actor(person.id, person.name, person.email)
    record(session, "sign-in.asked", subject=f"person:{person.id}", by=actor, at=at)


def use_link(session: Session, token: str, *, secret: str, at: datetime) -> tuple[Person, str]:
    """Use a link up; return whose it is and the path they wanted.

    Raises LinkUnusable, also for somebody who may not sign in any more.
    """
    try:
        link_id = _signer(secret).loads(token)
    except BadSignature as error:
        raise rules.LinkUnusable from error
    return _use(session, _locked(session, str(link_id), at), at)


def spend_attempt(session: Session, link_id: str) -> None:
    """Count a try before it is looked at, so that trying many at once gains nothing.

    Raises CodesSpent when there is none left.
    """
    counted = (
        update(SignInLink)
        .where(SignInLink.id == link_id, SignInLink.attempts < rules.MOST_ATTEMPTS)
        .values(attempts=SignInLink.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    if session.connection().execute(counted).rowcount != 1:
        raise rules.CodesSpent


def use_code(
    session: Session, link_id: str, typed: str, *, secret: str, at: datetime
) -> tuple[Person, str]:
    """Use a link up by its code, in the browser that asked for it; return as `use_link` does.

    `spend_attempt` comes first, in a transaction of its own. Raises WrongCode, or LinkUnusable.
    """
    link = _locked(session, link_id, at)
    if not rules.is_code(typed, rules.code_of(link_id, secret=secret)) or link.person_id is None:
        raise rules.WrongCode
    return _use(session, link, at)


def _locked(session: Session, link_id: str, at: datetime) -> SignInLink:
    wanted = select(SignInLink).where(SignInLink.id == link_id).with_for_update()
    return rules.require_usable(session.scalars(wanted).first(), at)


def _use(session: Session, link: SignInLink, at: datetime) -> tuple[Person, str]:
    if link.person_id is None:
        raise rules.LinkUnusable
    person = session.get_one(Person, link.person_id, populate_existing=True)
    # Signed out everywhere, or another address: what was mailed before opens nothing more.
    if not person.active or link.epoch != person.session_epoch:
        raise rules.LinkUnusable
    link.used_at = at
    session.flush()
    return person, link.wanted
