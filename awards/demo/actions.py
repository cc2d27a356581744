"""Moving the demo's edition in time, so that a newcomer can try every step of the journey."""

from datetime import datetime

from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import SYSTEM
from awards.demo.calendar import dates_of
from awards.programmes.models import Edition, Phase


def move(session: Session, edition: Edition, phase: Phase, *, at: datetime) -> None:
    """Set an edition's dates so that it stands in `phase` at `at`; nothing else changes."""
    dates = dates_of(phase, at, edition.programme.time_zone)
    edition.opens_at, edition.closes_at = dates.opens, dates.closes
    edition.scoring_opens_at, edition.scoring_closes_at = dates.scoring_opens, dates.scoring_closes
    session.flush()
    record(
        session,
        "demo.moved",
        subject=f"edition:{edition.id}",
        by=SYSTEM,
        at=at,
        programme_id=edition.programme_id,
        phase=phase.value,
    )
