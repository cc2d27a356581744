"""What the look for duplicates has found before anybody opens the demo."""

from datetime import datetime

from sqlalchemy.orm import Session

from awards.programmes.models import Edition
from awards.triage.twins.actions import keep
from awards.triage.twins.reading import entries_of, stamps
from awards.triage.twins.search import suggestions


def look_for_twins(session: Session, edition: Edition, at: datetime) -> None:
    """Look through the edition, as the job does."""
    session.flush()
    stamp, _ = stamps(session, [edition.id])[edition.id]
    entries = entries_of(session, edition.id)
    marks = {entry.id: entry.mark for entry in entries}
    keep(session, edition.id, suggestions(entries), marks=marks, stamp=stamp, at=at)
