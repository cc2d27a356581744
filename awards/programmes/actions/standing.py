"""What later features write into an award: that it is decided, and when it is told."""

from datetime import datetime

from sqlalchemy.orm import Session

from awards.programmes.models import Award


def mark_decided(session: Session, award: Award, *, at: datetime) -> None:
    """Note that the deciding body's decision is recorded; the caller writes the audit line."""
    award.decided_at = at
    session.flush()


def set_announcement(session: Session, award: Award, *, announce_at: datetime | None) -> None:
    """Set or take away the minute the embargo lifts; the caller writes the audit line."""
    award.announce_at = announce_at
    session.flush()
