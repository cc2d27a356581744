"""Where a nomination can go, and where it has been."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from awards.accounts.models import Person
from awards.core.db import Translated
from awards.mail.models import MailState, OutboxMail
from awards.nominations.models import Nomination
from awards.programmes.models import Award
from awards.programmes.rules import phase_of
from awards.triage.moving import rules
from awards.triage.moving.models import Move

MOVED = "triage/moved"
"""The letter to a nominator."""


def targets(award: Award, at: datetime) -> list[Award]:
    """Return the other awards of the edition that still take candidates, in their order."""
    others = [one for one in award.edition.awards if one.id != award.id]
    return [one for one in others if rules.takes(one, phase_of(one, at))]


@dataclass(frozen=True)
class Past:
    """One move, written out."""

    at: datetime
    by: str
    from_award: Translated
    to_award: Translated
    reason: str


def moves_of(session: Session, nomination_id: str) -> Sequence[Past]:
    """Return the moves of a nomination, the oldest first."""
    left, reached = aliased(Award), aliased(Award)
    rows = session.execute(
        select(Move.moved_at, Person.name, left.name, reached.name, Move.reason)
        .join(left, left.id == Move.from_award_id)
        .join(reached, reached.id == Move.to_award_id)
        .outerjoin(Person, Person.id == Move.moved_by)
        .where(Move.nomination_id == nomination_id)
        .order_by(Move.moved_at, Move.id)
    )
    return [Past(at, by or "", one, other, why) for at, by, one, other, why in rows]


def sent_to(session: Session, nomination_id: str) -> str | None:
    """Return the id of the award a nomination was sent to; none when it has never been moved."""
    return session.scalars(
        select(Move.from_award_id)
        .where(Move.nomination_id == nomination_id)
        .order_by(Move.moved_at, Move.id)
        .limit(1)
    ).first()


def letters(session: Session, nomination: Nomination) -> Sequence[OutboxMail]:
    """Return what its nominator has been told about moves, or will be."""
    wanted = select(OutboxMail).where(
        OutboxMail.template == MOVED,
        OutboxMail.about == f"nomination:{nomination.id}",
        OutboxMail.state != MailState.DROPPED,
    )
    return session.scalars(wanted.order_by(OutboxMail.queued_at, OutboxMail.id)).all()
