"""Choosing a calibration text, stating a conflict about it, scoring it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.errors import NotFound
from awards.core.permissions import Actor
from awards.programmes.models import Award, Phase
from awards.programmes.rules import phase_of
from awards.scoring.actions.saving import Saved, Typed, is_stored
from awards.scoring.calibrating import rules
from awards.scoring.calibrating.models import Calibration, CalibrationSheet
from awards.scoring.calibrating.queries import Practice, is_suggested, loans_for
from awards.scoring.rules import (
    ScoringOver,
    SheetClosed,
    StaleSheet,
    require_complete,
    require_open,
)

Sections = Sequence[Mapping[str, Any]]


class Subject(NamedTuple):
    """What a line of the audit trail is about."""

    calibration_id: str
    programme_id: str


def write_text(
    session: Session, award: Award, sections: Sections, *, by: Actor, at: datetime
) -> None:
    """Let an award's jury score a text that is made up.

    Raises NothingWritten, TooLateToChoose, and TextStays when somebody has begun with another.
    """
    if not any(section["text"] for section in sections):
        raise rules.NothingWritten
    _choose(session, award, sections, None, by=by, at=at)


def borrow(session: Session, award: Award, candidate_id: str, *, by: Actor, at: datetime) -> None:
    """Let an award's jury score a juror copy of an earlier round, as it is.

    Raises NotFound for one that may not be borrowed, TooLateToChoose, and TextStays.
    """
    loans = loans_for(session, award, at)
    loan = next((one for one in loans if one.candidate_id == candidate_id), None)
    if loan is None:
        raise NotFound
    _choose(session, award, loan.copy.sections, candidate_id, by=by, at=at)


def _choose(
    session: Session,
    award: Award,
    sections: Sections,
    source_id: str | None,
    *,
    by: Actor,
    at: datetime,
) -> None:
    rules.require_choosable(phase_of(award, at))
    found = _held(session, award)
    if found is not None:
        rules.require_untouched(_begun(session, found))
        _forget_answers(session, found)
        session.delete(found)  # who has its page open scores nothing else by it
        session.flush()
    found = Calibration(
        award_id=award.id,
        sections=[dict(section) for section in sections],
        source_id=source_id,
        chosen_at=at,
    )
    session.add(found)
    session.flush()
    source = "earlier-round" if source_id else "made-up"
    about = Subject(found.id, award.edition.programme_id)
    _record(session, "calibration.chosen", about, by, at, source=source)


def take_away(session: Session, award: Award, *, by: Actor, at: datetime) -> None:
    """Take an award's calibration text away, and what jurors gave it; it counted nowhere.

    A second click changes nothing.
    """
    found = _held(session, award)
    if found is None:
        return
    sheets = _begun(session, found)
    _forget_answers(session, found)
    session.delete(found)
    session.flush()
    about = Subject(found.id, award.edition.programme_id)
    _record(session, "calibration.removed", about, by, at, sheets=sheets)


def _held(session: Session, award: Award) -> Calibration | None:
    """Return an award's text; nobody else chooses one, or begins to score it, meanwhile."""
    session.execute(select(Award.id).where(Award.id == award.id).with_for_update())
    wanted = select(Calibration).where(Calibration.award_id == award.id)
    return session.scalars(wanted.with_for_update()).first()


def _begun(session: Session, calibration: Calibration) -> int:
    begun = select(func.count(CalibrationSheet.saved_at)).where(
        CalibrationSheet.calibration_id == calibration.id
    )
    return session.scalar(begun) or 0


def _forget_answers(session: Session, calibration: Calibration) -> None:
    """Take away all there is of jurors: what they said about another text says nothing here."""
    own = CalibrationSheet.calibration_id == calibration.id
    session.execute(delete(CalibrationSheet).where(own))


def state(session: Session, practice: Practice, *, free: bool, by: Actor, at: datetime) -> bool:
    """Take a juror's word on a borrowed text; return whether they may read it.

    Where facts on file connect them with whom it was written about, it is left out for them.
    What they had scored goes when they leave it out. Raises SheetClosed after handing in: then
    they know how the others scored it.
    """
    require_open(practice.sheet.state)
    allowed = free and not is_suggested(session, by, practice)
    said: dict[str, Any] = {"free": allowed}
    if not allowed:
        said |= {"marks": {}, "reason": "", "reasons": {}, "saved_at": None}
    if practice.own_id is None:
        _begin(session, practice, by, **said)
    elif practice.free is not allowed:
        mine = (CalibrationSheet.id == practice.own_id) & CalibrationSheet.handed_in_at.is_(None)
        changed = session.execute(update(CalibrationSheet).where(mine).values(**said))
        if cast("CursorResult[Any]", changed).rowcount != 1:
            raise SheetClosed  # handed in meanwhile
    else:
        return allowed
    answer = "none" if allowed else "left-out"
    _note(session, "calibration.stated", practice, by, at, answer=answer)
    return allowed


def save(
    session: Session,
    practice: Practice,
    typed: Typed,
    *,
    version: int,
    by: Actor,
    at: datetime,
    change: str = "",
) -> Saved:
    """Store what was typed on a calibration sheet: the same promises as `scoring.actions.save`."""
    sheet = practice.sheet
    require_open(sheet.state)
    if is_stored(sheet, typed, version=version, change=change):
        return Saved(sheet.version, sheet.saved_at)
    _require_scoring(practice, at)
    if version != sheet.version:
        raise StaleSheet
    new = {
        "marks": {**sheet.marks, **typed.marks},
        "reason": sheet.reason if typed.reason is None else typed.reason,
        "reasons": {**sheet.reasons, **typed.reasons},
        "last_change": change or None,
        "saved_at": at,
        "version": version + 1,
    }
    try:
        if practice.own_id is None:
            _begin(session, practice, by, free=True, **new)
        else:
            _change(session, practice, new)
    except StaleSheet:
        return _stored_by(session, practice, by, change=change)
    _note(session, "calibration.saved", practice, by, at, version=version + 1)
    return Saved(version + 1, at)


def _stored_by(session: Session, practice: Practice, by: Actor, *, change: str) -> Saved:
    """Return what this change stored when it was sent twice at once, else raise StaleSheet."""
    same = (
        (CalibrationSheet.calibration_id == practice.sheet.id)
        & (CalibrationSheet.person_id == by.person_id)
        & (CalibrationSheet.last_change == change)
        & CalibrationSheet.handed_in_at.is_(None)
        & CalibrationSheet.free
    )
    found = select(CalibrationSheet.version, CalibrationSheet.saved_at).where(same)
    row = session.execute(found).first() if change else None
    if row is None:
        raise StaleSheet
    return Saved(row.version, row.saved_at)


def hand_in(session: Session, practice: Practice, *, by: Actor, at: datetime) -> None:
    """Close a juror's calibration sheet; from then on they see how the jury scored the text.

    A second click changes nothing. Raises ScoringOver, NotComplete, NothingScored, and StaleSheet
    when it was changed meanwhile.
    """
    sheet = practice.sheet
    if sheet.handed_in_at is not None:
        return
    _require_scoring(practice, at)
    require_complete(sheet.criteria, sheet.marks)
    _change(session, practice, {"handed_in_at": at})
    _note(session, "calibration.handed-in", practice, by, at)


def _require_scoring(practice: Practice, at: datetime) -> None:
    if practice.sheet.phase(at) is not Phase.SCORING:
        raise ScoringOver


def _begin(session: Session, practice: Practice, by: Actor, **values: Any) -> None:
    """Write a juror's first row, if nobody was faster. Raises StaleSheet."""
    calibration_id = practice.sheet.id
    row = CalibrationSheet(calibration_id=calibration_id, person_id=by.person_id, **values)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:  # another tab was first, or the text was taken away
        raise StaleSheet from error


def _change(session: Session, practice: Practice, values: Mapping[str, Any]) -> None:
    """Change the row that was read; its version says whether it is still the same."""
    unchanged = (
        (CalibrationSheet.id == practice.own_id)
        & (CalibrationSheet.version == practice.sheet.version)
        & CalibrationSheet.handed_in_at.is_(None)
        & CalibrationSheet.free
    )
    done = session.execute(update(CalibrationSheet).where(unchanged).values(**values))
    if cast("CursorResult[Any]", done).rowcount != 1:
        raise StaleSheet


def _note(
    session: Session, event: str, practice: Practice, by: Actor, at: datetime, **details: object
) -> None:
    about = Subject(practice.sheet.id, practice.sheet.programme_id)
    _record(session, event, about, by, at, **details)


def _record(
    session: Session, event: str, about: Subject, by: Actor, at: datetime, **details: object
) -> None:
    subject, programme_id = f"calibration:{about.calibration_id}", about.programme_id
    record(session, event, subject=subject, by=by, at=at, programme_id=programme_id, **details)
