"""Saving on PostgreSQL in one journey: sheet, scores and the trail's line are one statement.

It is a transaction of its own, and says by its rows whether the sheet was still the one that was
read. Everything that `actions.save` refuses is refused before, the conflict guard stands behind.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import CTE, Integer, String, Table, bindparam, func, select, true, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import IntegrityError

from awards.audit.actions import APPENDED, line_to_append
from awards.core.errors import NotFound
from awards.core.permissions import Actor
from awards.core.prepared import Prepared
from awards.scoring import rules
from awards.scoring.actions.saving import (
    Saved,
    Typed,
    new_marks,
    new_values,
    stored_before,
    stored_by,
)
from awards.scoring.guards import is_refusal
from awards.scoring.models import Score, ScoreSheet, SheetState
from awards.scoring.opened import Opened

_SHEETS = cast("Table", ScoreSheet.__table__)
_SCORES = cast("Table", Score.__table__)
_EMPTY = {"reason": "", "reasons": {}, "note": ""}
"""What a sheet begins with."""


def save_at_once(
    connection: Connection,
    sheet: Opened,
    typed: Typed,
    *,
    version: int,
    by: Actor,
    at: datetime,
    change: str = "",
) -> Saved:
    """Store what was typed, as `actions.save` does, and commit it; raises what that raises."""
    if there := stored_before(sheet, typed, version=version, at=at, change=change):
        return there
    marks = new_marks(sheet, typed)
    new = {**new_values(sheet, typed, at=at, change=change), "version": version + 1}
    line = line_to_append(
        "sheet.saved",
        subject=f"sheet:{sheet.id}",
        by=by,
        at=at,
        programme_id=sheet.programme_id,
        version=version + 1,
    )
    which: dict[str, object] = {"sheet": sheet.id, "read": version}
    if not sheet.begun:
        new = {**_EMPTY, **new}
        which = {"sheet": sheet.id, "juror": by.person_id, "candidate": sheet.candidate_id}
    statement = (_changing if sheet.begun else _beginning)(*new)
    given = {f"new_{column}": value for column, value in new.items()}
    values = {**line, **given, **_of_marks(marks), **which}
    try:
        written = statement.run_alone(connection, values)
    except IntegrityError as error:
        if is_refusal(error):
            raise NotFound from error
        raise
    if written.rowcount != 1:
        return stored_by(connection, sheet, change=change)
    return Saved(version + 1, at)


class _AsText(ARRAY[Any]):
    """A list of ids or numbers as PostgreSQL writes it: the driver takes longer to do so."""

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str]:
        """Return what writes it."""
        del dialect
        return lambda values: f"{{{','.join(['NULL' if v is None else str(v) for v in values])}}}"


def _of_marks(marks: rules.Marks) -> Mapping[str, object]:
    return {"criteria": list(marks), "scores": list(marks.values())}


@cache
def _changing(*columns: str) -> Prepared:
    """Prepare changing these columns of an open sheet at the version read, and its scores."""
    unchanged = (
        (_SHEETS.c.id == bindparam("sheet"))
        & (_SHEETS.c.version == bindparam("read"))
        & (_SHEETS.c.state == SheetState.OPEN)
    )
    change = update(_SHEETS).where(unchanged).values(_new(columns))
    return _with_scores_and_line(change.returning(_SHEETS.c.id).cte("changed"))


@cache
def _beginning(*columns: str) -> Prepared:
    """Prepare beginning a sheet, unless somebody was faster, with these columns and its scores."""
    first = {
        "id": bindparam("sheet"),
        "person_id": bindparam("juror"),
        "candidate_id": bindparam("candidate"),
        "state": SheetState.OPEN,
    }
    begin = insert(_SHEETS).values({**first, **_new(columns)}).on_conflict_do_nothing()
    return _with_scores_and_line(begin.returning(_SHEETS.c.id).cte("begun"))


def _new(columns: Iterable[str]) -> dict[str, Any]:
    return {column: bindparam(f"new_{column}") for column in columns}


def _with_scores_and_line(sheet: CTE) -> Prepared:
    """Prepare writing what belongs to a sheet that was written; a row comes back when it was.

    The scores are written before the line, whose lock is held until the commit; the guard looks at
    them and their keys after it.
    """
    sent = func.unnest(
        bindparam("criteria", type_=_AsText(String)), bindparam("scores", type_=_AsText(Integer))
    )
    given = sent.table_valued("criterion_id", "value", name="given").render_derived()
    scored = [sheet.c.id, given.c.criterion_id, given.c.value, given.c.value.is_(None)]
    marks = select(*scored).select_from(sheet.join(given, true()))
    names = ["sheet_id", "criterion_id", "value", "abstained"]
    write = insert(_SCORES).from_select(names, marks)
    replace = write.on_conflict_do_update(
        index_elements=["sheet_id", "criterion_id"],
        set_={"value": write.excluded.value, "abstained": write.excluded.abstained},
    )
    marked = replace.returning(_SCORES.c.criterion_id).cte("marked")
    before = select(func.count()).select_from(marked).scalar_subquery()
    return Prepared(select(APPENDED).select_from(sheet).where(before >= 0))
