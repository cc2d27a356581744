"""Reminding late jurors: drafts in the outbox, which a coordinator looks at before they go."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.languages import in_language
from awards.core.permissions import SYSTEM, Actor
from awards.juries.queries import unanswered_count, values_of
from awards.mail import release
from awards.mail.actions import queue_mail
from awards.mail.compose import moment_in_words
from awards.programmes.models import Award, Edition
from awards.scoring.models import ScoreSheet
from awards.scoring.progress import (
    REMINDER,
    JurorProgress,
    progress_of_jury,
    waiting_reminders,
)
from awards.scoring.queries import with_sheet
from awards.triage.models import Candidate


def remind_late(session: Session, edition: Edition, *, url: str, by: Actor, at: datetime) -> int:
    """Write a reminder to each juror who is late and has none waiting; return how many.

    A reminder that waits for somebody who is no longer late is dropped.
    """
    late = {juror.person.email: juror for juror in progress_of_jury(session, edition, at).late}
    waiting = waiting_reminders(session, edition)
    for address, mail in waiting.items():
        if address not in late:
            release.drop(session, mail, version=mail.version, by=by, at=at)
    new = [juror for address, juror in late.items() if address and address not in waiting]
    for juror in new:
        _write(session, edition, juror, url=url, at=at)
    if new:
        subject = f"edition:{edition.id}"
        programme_id, jurors = edition.programme_id, len(new)
        record(
            session,
            "jury.reminded",
            subject=subject,
            by=by,
            at=at,
            programme_id=programme_id,
            jurors=jurors,
        )
    return len(new)


def _write(
    session: Session, edition: Edition, juror: JurorProgress, *, url: str, at: datetime
) -> None:
    programme, language = edition.programme, juror.person.language or edition.programme.language
    queue_mail(
        session,
        REMINDER,
        to=juror.person.email,
        language=language,
        at=at,
        held=True,
        programme_id=programme.id,
        about=f"edition:{edition.id}",
        name=juror.person.name,
        programme=in_language(edition.name, language),
        organisation=programme.organisation,
        left=str(juror.left),
        deadline=moment_in_words(edition.scoring_closes_at, programme.time_zone, language),
        url=url,
        contact=programme.contact_email,
    )


def drop_when_done(session: Session, edition: Edition, *, by: Actor, at: datetime) -> None:
    """Drop the reminder that waits for a juror who has just handed in the last sheet."""
    mail = waiting_reminders(session, edition).get(by.email)
    if mail is not None and not _left(session, by, edition.id):
        release.drop(session, mail, version=mail.version, by=SYSTEM, at=at)


def _left(session: Session, juror: Actor, edition_id: str) -> int:
    awards = select(Award.id).where(Award.edition_id == edition_id)
    left = (
        with_sheet()
        .where(Candidate.award_id.in_(awards), ScoreSheet.handed_in_at.is_(None))
        .with_only_columns(func.count())
    )
    own = session.execute(left, values_of(juror)).scalar_one()
    return own + unanswered_count(session, juror, edition_id)
