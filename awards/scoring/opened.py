"""A sheet as saving needs it: what it holds and where its round stands, in one statement.

Saving is done hundreds of times an evening, by everybody at once: it reads no words of criteria
and awards, and asks the database past the object mapper.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from awards.core.permissions import Actor
from awards.core.prepared import Prepared
from awards.juries.queries import values_of
from awards.programmes.models import Award, Criterion, Edition, Phase, Programme
from awards.programmes.schedule import Schedule, phase_in
from awards.scoring.models import Score, ScoreSheet, SheetState
from awards.scoring.queries import BY_CANDIDATE, BY_SHEET, not_there, unbegun, with_sheet
from awards.triage.models import Candidate


@dataclass(frozen=True, slots=True)
class Opened:
    """A juror's sheet, begun or not, without a word that is not the juror's own."""

    id: str
    candidate_id: str
    begun: bool
    state: SheetState
    version: int
    reason: str
    reasons: Mapping[str, str]
    note: str
    saved_at: datetime | None
    last_change: str | None
    keys: Mapping[str, str]
    """Criterion's key → its id, in the criteria's order."""
    marks: Mapping[str, int | None]
    """Criterion id → score, None for an abstention; unanswered ones are missing."""
    edition_id: str
    programme_id: str
    zone: str
    scale: range
    schedule: Schedule | None
    """None while the edition is a draft, or archived."""

    def phase(self, at: datetime) -> Phase:
        """Return where the round stands, as far as dates tell."""
        return phase_in(self.schedule, at) if self.schedule else Phase.UPCOMING


def opened_sheet(session: Session, juror: Actor, sheet_id: str, *, secret: str) -> Opened:
    """Return a juror's own sheet for saving.

    Raises NotFound for another juror's, a sealed one, and a candidate the juror may not read.
    """
    head, rows = _rows(session, juror, BY_SHEET, sheet_id)
    if not rows:
        candidate_id = unbegun(session, juror, sheet_id, secret)
        if candidate_id is None:
            raise not_there(session, juror, sheet_id)
        head, rows = _rows(session, juror, BY_CANDIDATE, candidate_id)
    if not rows:
        raise not_there(session, juror, sheet_id)
    first = head[0]
    standing = first.opened_at is not None and first.archived_at is None
    dates = (first.opens_at, first.closes_at, first.scoring_opens_at, first.scoring_closes_at)
    return Opened(
        id=first.sheet_id or sheet_id,
        candidate_id=first.candidate_id,
        begun=first.sheet_id is not None,
        state=first.state or SheetState.OPEN,
        version=first.version or 0,
        reason=first.reason or "",
        reasons=first.reasons or {},
        note=first.note or "",
        saved_at=first.saved_at,
        last_change=first.last_change,
        keys={row.key: row.criterion_id for row in rows},
        marks={row.criterion_id: row.value for row in rows if row.abstained is not None},
        edition_id=first.edition_id,
        programme_id=first.programme_id,
        zone=first.time_zone,
        scale=range(first.scale_low, first.scale_high + 1),
        schedule=Schedule(*dates) if standing else None,
    )


def _rows(session: Session, juror: Actor, by: str, wanted: str) -> tuple[list[Any], list[Any]]:
    """Return a row a criterion; the sheet's and the edition's columns are the same in each."""
    values = {**values_of(juror), "wanted": wanted}
    return _statement(by).head_and_rows(session.connection(), values)


@cache
def _statement(by: str) -> Prepared:
    column = ScoreSheet.id if by == BY_SHEET else Candidate.id
    mark = (Score.criterion_id == Criterion.id) & (Score.sheet_id == ScoreSheet.id)
    return Prepared(
        with_sheet(one=True)
        .join(Award, Award.id == Candidate.award_id)
        .join(Edition, Edition.id == Award.edition_id)
        .join(Programme, Programme.id == Edition.programme_id)
        .join(Criterion, (Criterion.edition_id == Edition.id) & Criterion.archived_at.is_(None))
        .join(Score, mark, isouter=True)
        .where(column == bindparam("wanted"))
        .order_by(Criterion.position)
        .with_only_columns(
            ScoreSheet.id.label("sheet_id"),
            Candidate.id.label("candidate_id"),
            ScoreSheet.state,
            ScoreSheet.version,
            ScoreSheet.reason,
            ScoreSheet.reasons,
            ScoreSheet.note,
            ScoreSheet.saved_at,
            ScoreSheet.last_change,
            Criterion.id.label("criterion_id"),
            Criterion.key,
            Score.value,
            Score.abstained,
            Edition.id.label("edition_id"),
            Edition.programme_id,
            Programme.time_zone,
            Edition.scale_low,
            Edition.scale_high,
            Edition.opened_at,
            Edition.archived_at,
            Edition.opens_at,
            Edition.closes_at,
            Edition.scoring_opens_at,
            Edition.scoring_closes_at,
        )
    )
