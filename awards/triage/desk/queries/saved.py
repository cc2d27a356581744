"""Notes and saved views."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission
from awards.triage.desk.models import DeskNote, SavedView


def note_of(session: Session, nomination_id: str) -> DeskNote | None:
    """Return what the desk has noted on a nomination, as it is in the database now."""
    return session.get(DeskNote, nomination_id, populate_existing=True)


def views_for(session: Session, actor: Actor, programme_id: str) -> Sequence[SavedView]:
    """Return the actor's own views of a programme, and those that are shared in it, by name."""
    if programme_id not in actor.programmes_with(Permission.TRIAGE):
        return []
    return session.scalars(
        select(SavedView)
        .where(
            SavedView.programme_id == programme_id,
            or_(SavedView.person_id == actor.person_id, SavedView.shared),
        )
        .order_by(SavedView.name, SavedView.id)
    ).all()


def view_for(session: Session, actor: Actor, view_id: str) -> SavedView:
    """Return one of them. Raises NotFound for any other."""
    view = session.get(SavedView, view_id)
    mine = view is not None and (view.shared or view.person_id == actor.person_id)
    if view is None or not mine:
        raise NotFound
    if view.programme_id not in actor.programmes_with(Permission.TRIAGE):
        raise NotFound
    return view
