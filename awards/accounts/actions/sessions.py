"""Beginning and ending sessions: one row for each browser that somebody is signed in with."""

import logging
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from awards.accounts import rules
from awards.accounts.models import Person, SignInLink, SignInSession, SignInWay
from awards.accounts.queries import Visit
from awards.audit.actions import record
from awards.core.db import Database
from awards.core.permissions import PUBLIC, Actor
from awards.core.sign_in import LONGEST_SESSION

log = logging.getLogger("awards.accounts")

KEEP_ENDED = timedelta(days=30)
KEEP_LINKS = timedelta(days=1)


def begin_session(
    session: Session,
    person: Person,
    *,
    way: SignInWay,
    device: str,
    at: datetime,
    once: str | None = None,
) -> str:
    """Sign a person in; return the key for the cookie, which is kept nowhere else.

    `once` is a text that may begin one session only: Replayed the second time.
    """
    key = secrets.token_urlsafe(24)
    begun = SignInSession(
        person_id=person.id,
        key_digest=rules.digest_of(key),
        epoch=person.session_epoch,
        way=way,
        device=device,
        once=None if once is None else rules.digest_of(once),
        started_at=at,
        seen_at=at,
    )
    session.add(begun)
    try:
        session.flush()
    except IntegrityError as error:
        raise rules.Replayed from error
    actor = Actor(person.id, person.name, person.email)
    subject = f"person:{person.id}"
    record(session, "sign-in.done", subject=subject, by=actor, at=at, way=way.value)
    return key


def note_refusal(session: Session, *, why: str, at: datetime) -> None:
    """Write down that somebody was not let in; who they are is not known."""
    record(session, "sign-in.refused", subject="sign-in:", by=PUBLIC, at=at, why=why)


def note_visit(database: Database, visit: Visit, *, over: str, at: datetime) -> None:
    """Note, in a transaction of its own, that a session was used, or why it is over.

    The page was right without it, so a database that is busy is no reason to fail.
    """
    try:
        with database.write() as session:
            if over:
                end_over(session, visit.session_id, why=over, by=visit.actor, at=at)
            else:
                note_seen(session, visit.session_id, at=at)
    except SQLAlchemyError:
        log.warning("session.not-noted", exc_info=True)


def note_seen(session: Session, session_id: str, *, at: datetime) -> None:
    """Note that a session is in use; not again within a few minutes."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.seen_at <= at - rules.SEEN_EVERY)
        .values(seen_at=at)
        .execution_options(synchronize_session=False)
    )


def end_over(session: Session, session_id: str, *, why: str, by: Actor, at: datetime) -> None:
    """End a session that has been idle for too long, or is too old; harmless when it has ended."""
    found = session.get(SignInSession, session_id, with_for_update=True)
    if found is None or found.ended_at is not None:
        return
    found.ended_at = at
    record(session, "session.ended", subject=f"session:{session_id}", by=by, at=at, why=why)


def end_session(session: Session, ended: SignInSession, *, by: Actor, at: datetime) -> None:
    """End one of one's own sessions from another one."""
    if ended.ended_at is None:
        ended.ended_at = at
        subject = f"session:{ended.id}"
        record(session, "session.ended", subject=subject, by=by, at=at, why="signed-out")


def sign_out(session: Session, session_id: str, *, by: Actor, at: datetime) -> SignInSession:
    """End this session and return it: a copy of its cookie is worth nothing afterwards."""
    found = session.get_one(SignInSession, session_id)
    found.ended_at = found.ended_at or at
    record(session, "sign-out.done", subject=f"session:{session_id}", by=by, at=at)
    return found


def sign_out_everywhere(session: Session, *, by: Actor, at: datetime) -> None:
    """End all sessions of a person, this one too."""
    person = session.get_one(Person, by.person_id)
    person.session_epoch += 1
    still = SignInSession.ended_at.is_(None), SignInSession.person_id == person.id
    running = session.scalars(select(SignInSession).where(*still)).all()
    for one in running:
        one.ended_at = at
    record(
        session,
        "sign-out.everywhere",
        subject=f"person:{person.id}",
        by=by,
        at=at,
        sessions=len(running),
    )


def forget_old(session: Session, *, at: datetime) -> None:
    """Remove links and sessions that have been over for long: nobody needs to know any more."""
    session.execute(delete(SignInLink).where(SignInLink.expires_at < at - KEEP_LINKS))
    session.execute(
        delete(SignInSession).where(SignInSession.started_at < at - LONGEST_SESSION - KEEP_ENDED)
    )
