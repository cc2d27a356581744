"""Views of the list, kept by name."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import Actor
from awards.triage.desk import rules
from awards.triage.desk.models import SavedView


def save_view(
    session: Session,
    programme_id: str,
    name: str,
    filters: Mapping[str, str],
    *,
    shared: bool,
    by: Actor,
    at: datetime,
) -> SavedView:
    """Keep a filter by name; one's own of the same name is replaced. Raises TooManyViews."""
    mine = (SavedView.programme_id == programme_id, SavedView.person_id == by.person_id)
    view = session.scalars(select(SavedView).where(*mine, SavedView.name == name)).first()
    if view is None:
        number = session.scalar(select(func.count()).select_from(SavedView).where(*mine)) or 0
        if number >= rules.MOST_VIEWS:
            raise rules.TooManyViews
        view = SavedView(programme_id=programme_id, person_id=by.person_id, name=name)
        session.add(view)
    view.filters, view.shared, view.saved_at = dict(filters), shared, at
    session.flush()
    _record(session, "view.saved", view, by=by, at=at, shared=shared)
    return view


def remove_view(session: Session, view: SavedView, *, by: Actor, at: datetime) -> None:
    """Take a view away: one's own, or a shared one whose owner may have left."""
    _record(session, "view.removed", view, by=by, at=at)
    session.delete(view)
    session.flush()


def _record(
    session: Session, event: str, view: SavedView, *, by: Actor, at: datetime, **details: object
) -> None:
    record(
        session,
        event,
        subject=f"view:{view.id}",
        by=by,
        at=at,
        programme_id=view.programme_id,
        **details,
    )
