"""Begun sheets whose candidate went to another juror: set aside with a record, and brought back.

A sheet is sealed while its juror has a conflict or no assignment; it opens again when both end.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import Actor
from awards.juries.models import Answer, ConflictStatement
from awards.scoring.models import ScoreSheet, SheetState
from awards.scoring.routing.round import Pair
from awards.scoring.rules import state_after

_AT_A_TIME = 500


def set_aside(
    session: Session, pairs: Collection[Pair], *, by: Actor, at: datetime, programme_id: str
) -> int:
    """Seal the open sheets of these pairs; return how many."""
    sheets = [s for s in _sheets(session, pairs) if s.state is SheetState.OPEN]
    for sheet in sheets:
        sheet.state = SheetState.SEALED
        _record(session, "sheet.set-aside", sheet, by, at, programme_id)
    session.flush()
    return len(sheets)


def bring_back(
    session: Session, pairs: Collection[Pair], *, by: Actor, at: datetime, programme_id: str
) -> int:
    """Open the sealed sheets of these pairs whose juror has no conflict; return how many."""
    sealed = [s for s in _sheets(session, pairs) if s.state is SheetState.SEALED]
    free = _free(session, [sheet.candidate_id for sheet in sealed])
    back = [sheet for sheet in sealed if (sheet.person_id, sheet.candidate_id) in free]
    for sheet in back:
        sheet.state = state_after(free=True, handed_in=sheet.handed_in_at is not None)
        _record(session, "sheet.brought-back", sheet, by, at, programme_id)
    session.flush()
    return len(back)


def _sheets(session: Session, pairs: Collection[Pair]) -> list[ScoreSheet]:
    """Return the sheets of some pairs, locked; by candidates, a few hundred at a time."""
    candidates = sorted({candidate_id for _, candidate_id in pairs})
    found: list[ScoreSheet] = []
    for begin in range(0, len(candidates), _AT_A_TIME):
        some = candidates[begin : begin + _AT_A_TIME]
        wanted = (
            select(ScoreSheet)
            .where(ScoreSheet.candidate_id.in_(some), ScoreSheet.state != SheetState.HANDED_IN)
            .order_by(ScoreSheet.id)
            .with_for_update()
        )
        found.extend(s for s in session.scalars(wanted) if (s.person_id, s.candidate_id) in pairs)
    return found


def _free(session: Session, candidate_ids: Collection[str]) -> set[Pair]:
    rows = session.execute(
        select(ConflictStatement.person_id, ConflictStatement.candidate_id).where(
            ConflictStatement.candidate_id.in_(list(candidate_ids)),
            ConflictStatement.answer == Answer.NONE,
        )
    )
    return {(row[0], row[1]) for row in rows}


def _record(  # noqa: PLR0917 - its callers stand right above
    session: Session, event: str, sheet: ScoreSheet, by: Actor, at: datetime, programme_id: str
) -> None:
    subject = f"sheet:{sheet.id}"
    record(session, event, subject=subject, by=by, at=at, programme_id=programme_id)
