"""Writing down that the organisation left the house."""

from datetime import datetime

from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import Actor


def record_export(session: Session, table: str, *, by: Actor, at: datetime) -> None:
    """Write down who took which table with them: all programmes' people are in it."""
    record(session, "organisation.exported", subject=f"export:{table}", by=by, at=at)
