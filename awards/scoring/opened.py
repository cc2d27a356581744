"""A sheet as saving needs it: what it holds and where its round stands, in one statement.

Saving is done hundreds of times an evening, by everybody at once: it reads no words of criteria
and awards, and asks the database past the object mapper.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, ColumnElement, bindparam, func, select, type_coerce
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from awards.core.permissions import Actor
from awards.core.prepared import Prepared
from awards.juries.queries import values_of
from awards.programmes.models import Award, Criterion, Edition, Phase, Programme
from awards.programmes.schedule import Schedule, phase_in
from awards.scoring.models import Score, ScoreSheet, SheetState
from awards.scoring.queries import BY_CANDIDATE, BY_SHEET, candidate_behind, not_there, with_sheet
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
    """Return a juror's own sheet for saving, begun or not.

    Raises NotFound for another juror's, a sealed one, and a candidate the juror may not read.
    """
    found = own_sheet(session.connection(), juror, sheet_id, secret=secret)
    if found is None:
        raise not_there(session, juror, sheet_id)
    return found


def own_sheet(
    connection: Connection, juror: Actor, sheet_id: str, *, secret: str, begun: bool = True
) -> Opened | None:
    """Return a juror's own sheet for saving; none for any other, and where `opened_sheet` raises.

    `begun` is whether something was saved in it, as far as the page knows: it is looked for in
    that way first, and found in either.
    """
    by_sheet = partial(_read, connection, juror, BY_SHEET, sheet_id, sheet_id)
    by_candidate = partial(_by_candidate, connection, juror, sheet_id, secret)
    first, then = (by_sheet, by_candidate) if begun else (by_candidate, by_sheet)
    return first() or then()


def _by_candidate(
    connection: Connection, juror: Actor, sheet_id: str, secret: str
) -> Opened | None:
    candidate_id = candidate_behind(connection, juror, sheet_id, secret)
    if candidate_id is None:
        return None
    return _read(connection, juror, BY_CANDIDATE, candidate_id, sheet_id)


def _read(
    connection: Connection, juror: Actor, by: str, wanted: str, sheet_id: str
) -> Opened | None:
    values = {**values_of(juror), "wanted": wanted}
    found = _statement(by, connection.dialect.name).rows(connection, values)
    return _opened(found[0], sheet_id) if found and found[0].lines else None


def _opened(row: Any, sheet_id: str) -> Opened:
    standing = row.opened_at is not None and row.archived_at is None
    dates = (row.opens_at, row.closes_at, row.scoring_opens_at, row.scoring_closes_at)
    lines = [line[1:] for line in sorted(row.lines, key=itemgetter(0))]
    scored = {one: value for one, _, value, abstained in lines if abstained is not None}
    return Opened(
        id=row.sheet_id or sheet_id,
        candidate_id=row.candidate_id,
        begun=row.sheet_id is not None,
        state=row.state or SheetState.OPEN,
        version=row.version or 0,
        reason=row.reason or "",
        reasons=row.reasons or {},
        note=row.note or "",
        saved_at=row.saved_at,
        last_change=row.last_change,
        keys={key: one for one, key, _, _ in lines},
        marks=scored,
        edition_id=row.edition_id,
        programme_id=row.programme_id,
        zone=row.time_zone,
        scale=range(row.scale_low, row.scale_high + 1),
        schedule=Schedule(*dates) if standing else None,
    )


def _lines(dialect: str) -> ColumnElement[Any]:
    """Return a column with the edition's criteria and this sheet's marks, in no order.

    A list of (position, criterion's id, its key, score, abstained) in JSON: six rows that repeat
    all that there is of the sheet take longer to send and to read than the whole statement.
    """
    together, one = _AS_LIST[dialect]
    mark = (Score.criterion_id == Criterion.id) & (Score.sheet_id == ScoreSheet.id)
    line = one(Criterion.position, Criterion.id, Criterion.key, Score.value, Score.abstained)
    return (
        select(type_coerce(together(line), JSON))
        .select_from(Criterion)
        .join(Score, mark, isouter=True)
        .where(Criterion.edition_id == Edition.id, Criterion.archived_at.is_(None))
        .correlate(Edition, ScoreSheet)
        .scalar_subquery()
    )


_AS_LIST = {
    "postgresql": (func.json_agg, func.json_build_array),
    "sqlite": (func.json_group_array, func.json_array),
}


@cache
def _statement(by: str, dialect: str) -> Prepared:
    column = ScoreSheet.id if by == BY_SHEET else Candidate.id
    return Prepared(
        with_sheet(one=True)
        .join(Award, Award.id == Candidate.award_id)
        .join(Edition, Edition.id == Award.edition_id)
        .join(Programme, Programme.id == Edition.programme_id)
        .where(column == bindparam("wanted"))
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
            _lines(dialect).label("lines"),
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
