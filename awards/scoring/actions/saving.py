"""Saving a score sheet: what a page sends is stored once, whole, and overwrites nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.errors import NotFound
from awards.core.permissions import Actor
from awards.core.prepared import Prepared
from awards.programmes.models import Phase
from awards.scoring import rules
from awards.scoring.guards import is_refusal
from awards.scoring.models import Score, ScoreSheet, SheetState
from awards.scoring.opened import Opened
from awards.scoring.queries import Sheet

_SHEETS = cast("Table", ScoreSheet.__table__)
_SCORES = cast("Table", Score.__table__)


Savable = Sheet | Opened
"""Saving asks the same of both: the second is quicker to come by."""


@dataclass(frozen=True)
class Typed:
    """What a page sends of a sheet: some marks, perhaps a reason. The rest stays as it is."""

    marks: rules.Marks
    reason: str | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Criterion id → reason."""
    note: str | None = None

    def is_in(self, sheet: Savable) -> bool:
        """Say whether a sheet holds all of this already."""
        return (
            (self.reason is None or self.reason == sheet.reason)
            and (self.note is None or self.note == sheet.note)
            and all(sheet.reasons.get(key, "") == text for key, text in self.reasons.items())
            and all(
                key in sheet.marks and sheet.marks[key] == value
                for key, value in self.marks.items()
            )
        )


@dataclass(frozen=True)
class Saved:
    """What is stored now."""

    version: int
    at: datetime | None


def require_scoring(sheet: Savable, at: datetime) -> None:
    """Raise ScoringOver before its round, and after it."""
    if sheet.phase(at) is not Phase.SCORING:
        raise rules.ScoringOver


def save(
    session: Session,
    sheet: Savable,
    typed: Typed,
    *,
    version: int,
    by: Actor,
    at: datetime,
    change: str = "",
) -> Saved:
    """Store what was typed, all or nothing; `version` is the one the page was opened with.

    Sending the same again changes nothing: a lost answer may be repeated. `change` is the page's
    own id of what it sends. Without one (no script) the same content is enough, for the page is
    read anew; a page that goes on from its answer must not skip a version it has never shown.
    Raises ScoringOver, SheetClosed, StaleSheet when the sheet has moved on, and NotFound when a
    conflict became known since it was read.
    """
    if there := stored_before(sheet, typed, version=version, at=at, change=change):
        return there
    try:
        _write_sheet(session, sheet, by, **new_values(sheet, typed, at=at, change=change))
        _write_scores(session, sheet.id, new_marks(sheet, typed))
    except rules.StaleSheet:
        return stored_by(session.connection(), sheet, change=change)
    except IntegrityError as error:
        if is_refusal(error):
            raise NotFound from error
        raise
    record_about(session, "sheet.saved", sheet, by, at, version=version + 1)
    return Saved(version + 1, at)


def stored_before(
    sheet: Savable, typed: Typed, *, version: int, at: datetime, change: str
) -> Saved | None:
    """Return what is stored when that is all of it already; none when it is to be written.

    Raises what `save` raises.
    """
    rules.require_open(sheet.state)
    if is_stored(sheet, typed, version=version, change=change):
        return Saved(sheet.version, sheet.saved_at)
    require_scoring(sheet, at)
    if version != sheet.version:
        raise rules.StaleSheet
    return None


def stored_by(connection: Connection, sheet: Savable, *, change: str) -> Saved:
    """Return what this change stored when it was sent twice and the other was written meanwhile.

    Both may read the sheet before either writes it. Raises StaleSheet when another was faster.
    """
    same = (
        (_SHEETS.c.id == sheet.id)
        & (_SHEETS.c.last_change == change)
        & (_SHEETS.c.state == SheetState.OPEN)
    )
    found = select(_SHEETS.c.version, _SHEETS.c.saved_at).where(same)
    row = connection.execute(found).first() if change else None
    if row is None:
        raise rules.StaleSheet
    return Saved(row.version, row.saved_at)


def new_values(sheet: Savable, typed: Typed, *, at: datetime, change: str) -> dict[str, object]:
    """Return the columns of a sheet that a save writes, without its version."""
    return {**_words(sheet, typed), "last_change": change or None, "saved_at": at}


def new_marks(sheet: Savable, typed: Typed) -> rules.Marks:
    """Return the marks that are not stored yet: of the six that a page sends mostly one."""
    unknown = object()
    return {key: mark for key, mark in typed.marks.items() if sheet.marks.get(key, unknown) != mark}


def is_stored(sheet: Savable, typed: Typed, *, version: int, change: str) -> bool:
    """Say whether what a page sends is there already: sent again, or the same content."""
    sent_again = bool(change) and change == sheet.last_change
    knows_it = not change or version == sheet.version
    return sent_again or (knows_it and typed.is_in(sheet))


def _words(sheet: Savable, typed: Typed) -> dict[str, object]:
    """Return the columns of a sheet's texts that are written; what is not sent stays."""
    words: dict[str, object] = {"reason": sheet.reason if typed.reason is None else typed.reason}
    if typed.reasons:
        words["reasons"] = {**sheet.reasons, **typed.reasons}
    if typed.note is not None and typed.note != sheet.note:
        words["note"] = typed.note
    return words


def _write_sheet(session: Session, sheet: Savable, by: Actor, **new: object) -> None:
    """Begin the sheet, or change it if nobody was faster, else raise StaleSheet."""
    values = {**new, "version": sheet.version + 1}
    if sheet.begun:
        change_sheet(session, sheet, values)
        return
    first = {"id": sheet.id, "person_id": by.person_id, "candidate_id": sheet.candidate_id}
    begin = _insert(_dialect_of(session), _SHEETS).values(**first, **values, state=SheetState.OPEN)
    begun = begin.on_conflict_do_nothing().returning(_SHEETS.c.id)
    if session.execute(begun).first() is None:
        raise rules.StaleSheet


@cache
def _change_of(*columns: str) -> Prepared:
    """Prepare changing these columns of an open sheet, at the version read."""
    unchanged = (
        (_SHEETS.c.id == bindparam("sheet"))
        & (_SHEETS.c.version == bindparam("read"))
        & (_SHEETS.c.state == SheetState.OPEN)
    )
    new: dict[str, Any] = {column: bindparam(f"new_{column}") for column in columns}
    return Prepared(update(_SHEETS).where(unchanged).values(new))


def change_sheet(session: Session, sheet: Savable, values: Mapping[str, object]) -> None:
    """Change the row that was read; its version says whether it is still the same."""
    new = {f"new_{column}": value for column, value in values.items()}
    read = {"sheet": sheet.id, "read": sheet.version}
    if _change_of(*values).run(session.connection(), {**read, **new}).rowcount != 1:
        raise rules.StaleSheet


def _write_scores(session: Session, sheet_id: str, marks: rules.Marks) -> None:
    """Write all scores with one statement, replacing earlier ones."""
    if not marks:
        return
    values: dict[str, object] = {"sheet": sheet_id}
    for place, (criterion_id, value) in enumerate(marks.items()):
        values |= {
            f"criterion_{place}": criterion_id,
            f"value_{place}": value,
            f"abstained_{place}": value is None,
        }
    _replace_scores(_dialect_of(session), len(marks)).run(session.connection(), values)


def _dialect_of(session: Session) -> str:
    return session.get_bind().dialect.name


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return the database's own INSERT: both know ON CONFLICT, SQLAlchemy has it per dialect."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def _replace_scores(dialect: str, many: int) -> Prepared:
    """Prepare writing so many scores of one sheet."""
    rows: list[dict[str, Any]] = [
        {
            "sheet_id": bindparam("sheet"),
            "criterion_id": bindparam(f"criterion_{place}"),
            "value": bindparam(f"value_{place}"),
            "abstained": bindparam(f"abstained_{place}"),
        }
        for place in range(many)
    ]
    write = _insert(dialect, _SCORES).values(rows)
    return Prepared(
        write.on_conflict_do_update(
            index_elements=["sheet_id", "criterion_id"],
            set_={"value": write.excluded.value, "abstained": write.excluded.abstained},
        )
    )


def record_about(
    session: Session, event: str, sheet: Savable, by: Actor, at: datetime, **details: object
) -> None:
    """Append a line about a sheet to the trail."""
    subject, programme_id = f"sheet:{sheet.id}", sheet.programme_id
    record(session, event, subject=subject, by=by, at=at, programme_id=programme_id, **details)
