"""Who looks after a nomination, and what is noted on it."""

from datetime import datetime

from sqlalchemy.orm import Session

from awards.core.errors import WrongInput
from awards.core.languages import N_
from awards.core.permissions import Actor
from awards.nominations import writing
from awards.nominations.models import Nomination
from awards.triage.desk import rules
from awards.triage.desk.models import DeskNote
from awards.triage.desk.queries import coordinators, note_of


def require_colleague(session: Session, nomination: Nomination, person_id: str | None) -> None:
    """Raise WrongInput for somebody who does not coordinate the programme."""
    programme = nomination.award.edition.programme
    if person_id and person_id not in {one.id for one in coordinators(session, programme)}:
        raise WrongInput(N_("Choose one of the coordinators."))


def assign(
    session: Session,
    nomination: Nomination,
    person_id: str | None,
    *,
    by: Actor,
    at: datetime,
) -> bool:
    """Let somebody look after a nomination, or nobody; False when it is so already."""
    note = note_of(session, nomination.id)
    if (note.assignee_id if note else None) == person_id:
        return False
    note = note or _new(session, nomination)
    note.assignee_id = person_id
    _touch(note, by, at)
    writing.note(
        session, nomination, "nomination.assigned", by=by, at=at, person_id=person_id or ""
    )
    return True


def write_note(
    session: Session, nomination: Nomination, text: str, *, version: int, by: Actor, at: datetime
) -> bool:
    """Write the note that only coordinators read; False when it says so already.

    `version` is the one the page showed, 0 for none. Raises NoteChanged.
    """
    note = note_of(session, nomination.id)
    if (note.note if note else "") == text:
        return False
    if (note.version if note else 0) != version:
        raise rules.NoteChanged
    note = note or _new(session, nomination)
    note.note = text
    _touch(note, by, at)
    writing.note(session, nomination, "nomination.noted", by=by, at=at)
    return True


def keep_note(
    session: Session,
    nomination: Nomination,
    *,
    text: str,
    person_id: str | None,
    version: int,
    by: Actor,
    at: datetime,
) -> bool:
    """Save who looks after a nomination and the note together; False when nothing differs.

    `version` is the one the page showed. Raises NoteChanged when a colleague has changed either
    since, WrongInput for somebody who does not coordinate the programme.
    """
    note = note_of(session, nomination.id)
    before = (note.note, note.assignee_id, note.version) if note else ("", None, 0)
    if before[:2] == (text, person_id):
        return False
    if before[2] != version:
        raise rules.NoteChanged
    require_colleague(session, nomination, person_id)
    write_note(session, nomination, text, version=version, by=by, at=at)
    assign(session, nomination, person_id, by=by, at=at)
    return True


def _new(session: Session, nomination: Nomination) -> DeskNote:
    note = DeskNote(nomination_id=nomination.id, note="", version=0)
    session.add(note)
    return note


def _touch(note: DeskNote, by: Actor, at: datetime) -> None:
    note.version += 1
    note.changed_at, note.changed_by_id = at, by.person_id
