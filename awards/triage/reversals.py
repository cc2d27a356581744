"""Taking back what was done by a step: a verdict, a prepared copy. See `desk.actions.undoing`."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import Actor
from awards.mail import release
from awards.mail.models import MailState, OutboxMail
from awards.nominations.emails import NOTICE, TAKES_PART
from awards.nominations.models import Nomination
from awards.programmes.models import Award, Edition
from awards.triage import emails, queries
from awards.triage.queries import CopyCase


def lock_edition(session: Session, edition: Edition) -> None:
    """Let nobody else judge or copy in an edition until this transaction is over."""
    wanted = select(Award.id).where(Award.edition_id == edition.id).order_by(Award.id)
    session.execute(wanted.with_for_update())


def letters_on(session: Session, nomination: Nomination) -> list[OutboxMail]:
    """Return what its verdict has written: to the nominator, and to the nominee."""
    found = [*emails.letters_about(session, [nomination.id])]
    if nomination.nominee_email:
        to_nominee = select(OutboxMail).where(
            OutboxMail.template.in_((TAKES_PART, NOTICE)),
            OutboxMail.about == f"award:{nomination.award_id}",
            OutboxMail.recipient == nomination.nominee_email,
            OutboxMail.state != MailState.DROPPED,
        )
        found += session.scalars(to_nominee)
    return found


def take_verdict_back(session: Session, nomination: Nomination, *, by: Actor, at: datetime) -> None:
    """Let a nomination wait for its verdict again; letters that still wait are dropped."""
    candidate = queries.candidate_of(session, nomination.id)
    if candidate is None or candidate.verdict is None:
        return
    for one in queries.standing_of(session, candidate.id):
        for mail in letters_on(session, one):
            if mail.state is MailState.HELD:
                release.drop(session, mail, version=mail.version, by=by, at=at)
    candidate.verdict = candidate.reason = candidate.judged_at = None
    candidate.note = ""
    session.flush()
    record(
        session,
        "nomination.verdict-taken-back",
        subject=f"nomination:{nomination.id}",
        by=by,
        at=at,
        programme_id=nomination.award.edition.programme_id,
    )


def discard_copy(session: Session, case: CopyCase, *, by: Actor, at: datetime) -> None:
    """Take away a draft that nobody has touched since it was prepared."""
    draft = case.copies.draft
    if draft is None:
        return
    record(
        session,
        "juror-copy.discarded",
        subject=f"candidate:{case.candidate.id}",
        by=by,
        at=at,
        programme_id=case.award.edition.programme_id,
        version=draft.version,
    )
    session.delete(draft)
    session.flush()
