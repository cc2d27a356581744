"""All of a juror's sheets in an edition at once: for the file to score in without a network."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from awards.core.db import Translated
from awards.core.permissions import Actor
from awards.juries.queries import values_of
from awards.programmes.models import Award, Criterion
from awards.scoring import rules
from awards.scoring.models import ScoreSheet, SheetState
from awards.scoring.queries import stored_marks, with_sheet
from awards.triage.models import Candidate


@dataclass(frozen=True)
class Whole:
    """A juror's sheet, begun or not, with what the juror has given."""

    id: str
    candidate_id: str
    code_name: str
    award: Translated
    state: SheetState
    version: int
    given: Mapping[str, str]
    """Field of the form → what stands in it, as `forms` names and writes both."""


class Asked(NamedTuple):
    """A criterion of an edition."""

    id: str
    key: str
    name: Translated
    levels: dict[str, list[str]]


def criteria_of(session: Session, edition_id: str) -> list[Asked]:
    """Return what an edition's sheets ask, in order."""
    rows = session.execute(
        select(Criterion.id, Criterion.key, Criterion.name, Criterion.levels)
        .where(Criterion.edition_id == edition_id, Criterion.archived_at.is_(None))
        .order_by(Criterion.position)
    )
    return [Asked(*row) for row in rows]


def sheets_in(
    session: Session, juror: Actor, edition_id: str, *, secret: str, criteria: list[Asked]
) -> list[Whole]:
    """Return what a juror may read in an edition, in the juror's own order, in two statements."""
    rows = session.execute(_all(), {**values_of(juror), "edition": edition_id}).all()
    marks = stored_marks(session, [row.sheet_id for row in rows if row.sheet_id])
    found = [
        Whole(
            id=row.sheet_id or rules.sheet_id(secret, juror.person_id or "", row.candidate_id),
            candidate_id=row.candidate_id,
            code_name=row.code_name,
            award=row.award,
            state=row.state or SheetState.OPEN,
            version=row.version or 0,
            given=_given(marks.get(row.sheet_id, {}), row, criteria),
        )
        for row in rows
    ]
    return sorted(found, key=lambda sheet: sheet.id)


def _given(marks: Mapping[str, int | None], row: Any, criteria: list[Asked]) -> dict[str, str]:
    scores = {
        f"score-{one.key}": rules.as_sent(marks[one.id]) for one in criteria if one.id in marks
    }
    # An edition whose texts are purged has a list where the reasons were.
    given = row.reasons or {}
    reasons = {f"reason-{one.key}": given.get(one.id, "") for one in criteria}
    return {**scores, **reasons, "reason": row.reason or "", "note": row.note or ""}


@cache
def _all() -> Select[*tuple[Any, ...]]:
    return (
        with_sheet()
        .join(Award, Award.id == Candidate.award_id)
        .where(Award.edition_id == bindparam("edition"))
        .with_only_columns(
            ScoreSheet.id.label("sheet_id"),
            Candidate.id.label("candidate_id"),
            Candidate.code_name,
            Award.name.label("award"),
            ScoreSheet.state,
            ScoreSheet.version,
            ScoreSheet.reason,
            ScoreSheet.reasons,
            ScoreSheet.note,
        )
    )
