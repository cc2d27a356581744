"""What a coordinator does with mail that waits: edit, send, drop, take back, try again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.errors import Conflict, WrongInput
from awards.core.languages import N_
from awards.core.permissions import Actor
from awards.jobs.registry import enqueue
from awards.mail.kinds import KINDS
from awards.mail.merge import leftovers_of
from awards.mail.models import MailState, OutboxMail
from awards.mail.texts import words_of


class MailMoved(Conflict):
    """The mail is not where the page showed it: sent, dropped or changed meanwhile."""

    message = N_("This mail has been changed, sent or dropped meanwhile. Look at it again first.")


class ListMoved(Conflict):
    """One of several mails is not where the page showed it; none is sent."""

    message = N_("One of these mails has been changed, sent or dropped meanwhile. Look again.")


class LinkLost(WrongInput):
    """The words were changed so that the recipient would get no link."""

    message = N_("Leave %(words)s where it is: there the recipient finds the link.")


def edit(
    session: Session,
    mail: OutboxMail,
    *,
    subject: str,
    body: str,
    version: int,
    by: Actor,
    at: datetime,
) -> bool:
    """Change a waiting mail's words by hand; False when they are the same.

    Raises MailMoved, WrongInput for words with merge fields left, LinkLost.
    """
    mail = _locked(session, mail, MailState.HELD, version)
    subject, body = " ".join(subject.split()), body.strip() + "\n"
    if not subject or not body.strip() or leftovers_of(f"{subject}\n{body}"):
        raise WrongInput
    if mail.own_link and mail.merge_values["url"] not in body:
        raise LinkLost(words=mail.merge_values["url"])
    if (mail.subject, mail.body) == (subject, body):
        return False
    mail.subject, mail.body, mail.edited = subject, body, True
    mail.version += 1
    _record(session, "mail.edited", mail, by=by, at=at, version=mail.version)
    return True


def write_anew(
    session: Session, mail: OutboxMail, *, version: int, by: Actor, at: datetime
) -> None:
    """Give up what was edited by hand and write the mail from its text again. Raises MailMoved."""
    mail = _locked(session, mail, MailState.HELD, version)
    words = words_of(session, mail.programme_id, KINDS[mail.template], mail.language)
    mail.subject, mail.body = words.filled(mail.merge_values)
    mail.edited = False
    mail.version += 1
    _record(session, "mail.rewritten", mail, by=by, at=at, version=mail.version)


def release(session: Session, mail: OutboxMail, *, version: int, by: Actor, at: datetime) -> None:
    """Let a waiting mail go. Raises MailMoved unless it is the version that was looked at."""
    _release(session, _locked(session, mail, MailState.HELD, version), by=by, at=at)


def release_all(
    session: Session,
    mails: Sequence[OutboxMail],
    seen: Mapping[str, int],
    *,
    by: Actor,
    at: datetime,
) -> int:
    """Let several go: exactly those that were shown (id → version). Raises ListMoved, or all go."""
    wanted = (
        select(OutboxMail)
        .where(OutboxMail.id.in_([mail.id for mail in mails]))
        .order_by(OutboxMail.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    locked = session.scalars(wanted).all()
    if {m.id: m.version for m in locked if m.state is MailState.HELD} != dict(seen):
        raise ListMoved
    for mail in locked:
        _release(session, mail, by=by, at=at)
    return len(locked)


def _release(session: Session, mail: OutboxMail, *, by: Actor, at: datetime) -> None:
    mail.state, mail.next_try_at = MailState.QUEUED, at
    mail.released_by_id, mail.released_at = by.person_id, at
    _record(session, "mail.released", mail, by=by, at=at)
    enqueue(session, "mail.send")


def drop(session: Session, mail: OutboxMail, *, version: int, by: Actor, at: datetime) -> None:
    """Decide that a waiting mail is not sent; it can be taken back. Raises MailMoved."""
    mail = _locked(session, mail, MailState.HELD, version)
    mail.state = MailState.DROPPED
    _record(session, "mail.dropped", mail, by=by, at=at)


def restore(session: Session, mail: OutboxMail, *, by: Actor, at: datetime) -> None:
    """Let a dropped mail wait again; once more is the same. Raises MailMoved for any other."""
    mail = _locked(session, mail)
    if mail.state is MailState.HELD:
        return
    _require(mail, MailState.DROPPED)
    mail.state = MailState.HELD
    _record(session, "mail.restored", mail, by=by, at=at)


def try_again(session: Session, mail: OutboxMail, *, by: Actor, at: datetime) -> None:
    """Try a mail that failed once more, as often as a new one; a second click changes nothing.

    Raises MailMoved for one that has not failed.
    """
    mail = _locked(session, mail)
    if mail.state is MailState.QUEUED:
        return
    _require(mail, MailState.FAILED)
    mail.state, mail.attempts, mail.next_try_at, mail.error = MailState.QUEUED, 0, at, ""
    _record(session, "mail.tried-again", mail, by=by, at=at)
    enqueue(session, "mail.send")


def _locked(
    session: Session,
    mail: OutboxMail,
    state: MailState | None = None,
    version: int | None = None,
) -> OutboxMail:
    """Return the mail as it is now, for nobody else to change. Raises MailMoved."""
    session.refresh(mail, with_for_update=True)
    if state is not None:
        _require(mail, state)
    if version is not None and mail.version != version:
        raise MailMoved
    return mail


def _require(mail: OutboxMail, state: MailState) -> None:
    if mail.state is not state:
        raise MailMoved


def _record(
    session: Session, event: str, mail: OutboxMail, *, by: Actor, at: datetime, **details: object
) -> None:
    """Write the line: which mail and which kind; never to whom or what it says."""
    session.flush()
    record(
        session,
        event,
        subject=f"mail:{mail.id}",
        by=by,
        at=at,
        programme_id=mail.programme_id,
        template=mail.template,
        **details,
    )
