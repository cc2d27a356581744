"""What nominators are told about the verdict: a letter that waits until a coordinator sends it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.core.languages import N_, in_language
from awards.core.translation import translator
from awards.mail.actions import queue_mail
from awards.mail.models import MailState, OutboxMail
from awards.nominations.models import Nomination
from awards.triage.models import IneligibleReason

NOT_TAKING_PART = "triage/not_taking_part"

_REASONS = {
    IneligibleReason.NOT_EMPLOYED: N_(
        "whoever you nominated does not work with us, as far as we can see"
    ),
    IneligibleReason.ORGANISATION_NOT_ELIGIBLE: N_(
        "the organisation they work in does not take part this year"
    ),
    IneligibleReason.SELF_NOMINATION: N_(
        "the nomination is of yourself, and in this award somebody else has to write it"
    ),
    IneligibleReason.TOO_THIN: N_("the text is too short for the jury to judge by"),
    IneligibleReason.LATE: N_("it reached us after the last day"),
    IneligibleReason.WRONG_AWARD: N_("it does not fit what the award is given for"),
    IneligibleReason.OTHER: N_("it does not fulfil the rules of the award"),
}
"""Reason → how a letter says it, after "because"."""


def prepare_letters(
    session: Session,
    nominations: Sequence[Nomination],
    reason: IneligibleReason,
    *,
    at: datetime,
) -> int:
    """Put a letter to each nominator whose address we have into the outbox, where it waits."""
    written = 0
    for nomination in nominations:
        if not nomination.nominator_email:
            continue
        edition, language = nomination.award.edition, nomination.language
        queue_mail(
            session,
            NOT_TAKING_PART,
            to=nomination.nominator_email,
            language=language,
            at=at,
            held=True,
            programme_id=edition.programme_id,
            about=_about(nomination.id),
            name=nomination.nominator_name,
            nominee=nomination.nominee_name,
            award=in_language(nomination.award.name, language),
            programme=in_language(edition.name, language),
            organisation=edition.programme.organisation,
            reference=nomination.reference,
            reason=translator(language)(_REASONS[reason]),
            contact=edition.programme.contact_email,
        )
        written += 1
    return written


def letters_about(session: Session, nomination_ids: Collection[str]) -> Sequence[OutboxMail]:
    """Return the letters about these nominations that have not been dropped."""
    return session.scalars(
        select(OutboxMail)
        .where(
            OutboxMail.template == NOT_TAKING_PART,
            OutboxMail.about.in_([_about(one) for one in nomination_ids]),
            OutboxMail.state != MailState.DROPPED,
        )
        .order_by(OutboxMail.queued_at, OutboxMail.id)
    ).all()


def _about(nomination_id: str) -> str:
    return f"nomination:{nomination_id}"
