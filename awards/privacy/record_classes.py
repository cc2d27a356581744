"""What goes with an edition's texts, class by class, and what stays and why.

A column that is marked personal goes by itself when its table hangs on an edition: on an award of
it, a nomination, a candidate, or on what hangs on these. Only what is named here stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Delete,
    MetaData,
    Select,
    Table,
    Update,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)

from awards.core.db import Base
from awards.core.languages import N_

_METADATA: MetaData = Base.metadata
_FILES = "stored_file"

GONE = {"nominee_name": "–", "nominator_name": "–"}
"""What stands where a name stood that pages show; elsewhere nothing stands there."""

_WHOLE = frozenset({"nomination_answer", "nomination_member", "tie"})
"""Rows that are nothing without their text. So are all that hold a file."""

KEPT_COLUMNS = frozenset({("conflict_statement", "answer"), ("conflict_statement", "ground")})
"""Codes without which a result cannot be recounted: who did not score whom."""

LENT = frozenset({("calibration", "source_id")})
"""A text that a later edition has borrowed goes when the round goes in which it was written."""

_PEOPLE = N_("People, their roles and how they sign in, as long as they work here")
_DECISION = N_("The jury's proposal and the decision, with the winners' names and citations")
_PAPERS = N_("Certificates")
_RECORD = N_("The audit trail, and the reasons for changed rules and dates")
_POINTS = N_("Points and places, with who gave them")

STAYS: Mapping[str, str] = {
    "person": _PEOPLE,
    "org_unit": _PEOPLE,
    "sign_in_link": _PEOPLE,
    "sign_in_session": _PEOPLE,
    "provider_account": _PEOPLE,
    "org_import": _PEOPLE,
    "saved_view": _PEOPLE,
    "result_run": _POINTS,
    "proposal": _DECISION,
    "decision": _DECISION,
    "decided_outcome": _DECISION,
    "certificate": _PAPERS,
    "audit_line": _RECORD,
    "rule_change": _RECORD,
    "purge": _RECORD,
    "mail_text": _RECORD,
}
"""Table → what it is part of."""

_OTHER = N_("Other notes about nominations")
LABELS: Mapping[str, str] = {
    "nomination": N_("Names, addresses and effects in nominations"),
    "nomination_answer": N_("Answers to the questions of the form"),
    "nomination_member": N_("Members of nominated groups"),
    "juror_copy": N_("Juror copies"),
    "candidate": N_("Notes on who takes part"),
    "conflict_statement": N_("Conflicts of interest in words"),
    "tie": N_("Whom jurors are close to"),
    "score_sheet": N_("Jurors' reasons"),
    "calibration_sheet": N_("Jurors' reasons"),
    "calibration": N_("Calibration texts"),
    "outbox_mail": N_("Mails about the nominations"),
    _FILES: N_("Attached files"),
}


def label_of(table: str) -> str:
    """Return what the texts of a table are called: a message id."""
    return LABELS.get(table, _OTHER)


@dataclass(frozen=True)
class RecordClass:
    """The texts of one table: how many an edition has, and how they go."""

    table: Table
    condition: ColumnElement[bool]
    blank: Mapping[str, Any] | None
    """Column → what stands there afterwards; none where the whole row goes."""

    def count(self) -> Select[int]:
        """Select how many there are."""
        return select(func.count()).select_from(self.table).where(self.condition)

    def purge(self) -> Update | Delete:
        """Return the statement that takes them away."""
        if self.blank is None:
            return delete(self.table).where(self.condition)
        return update(self.table).where(self.condition).values(dict(self.blank))


def classes_of(edition_id: str) -> list[RecordClass]:
    """Return everything that goes with an edition's texts, in the order in which it can go."""
    awards = _table("award").c
    mine = select(awards.id).where(awards.edition_id == edition_id)
    found = {
        "edition": _table("edition").c.id == edition_id,
        "award": awards.edition_id == edition_id,
    }
    for name in ("nomination", "candidate"):
        found[name] = _table(name).c.award_id.in_(mine)
    for name, foreign in _ways().items():
        above = foreign.column.table
        found[name] = foreign.parent.in_(select(foreign.column).where(found[above.name]))
        for other in _lent(name):
            found[name] |= other.parent.in_(
                select(other.column).where(found[other.column.table.name])
            )
    whole = _whole()
    going = [
        RecordClass(_table(name), found[name], None if name in whole else _blank(_table(name)))
        for name in (table.name for table in reversed(_METADATA.sorted_tables))
        if name in found and name not in STAYS and _personal(_table(name))
    ]
    return [_mails(found), *going]


def files_of(edition_id: str) -> Select[str]:
    """Select the ids of the files that hang on what goes: their rows go, then their bytes."""
    held = [
        select(foreign.parent).where(one.condition)
        for one in classes_of(edition_id)
        for foreign in one.table.foreign_keys
        if foreign.column.table.name == _FILES
    ]
    files = _table(_FILES).c.id
    return select(files).where(files.in_(held[0].union(*held[1:])) if held else literal(False))


def _table(name: str) -> Table:
    return _METADATA.tables[name]


def _personal(table: Table) -> list[Column[Any]]:
    return [
        column
        for column in table.columns
        if "personal" in column.info and (table.name, column.name) not in KEPT_COLUMNS
    ]


@cache
def _ways() -> dict[str, Any]:
    """Return table → the foreign key by which it hangs on an edition, or on what does."""
    reached, ways = {"edition", "award", "nomination", "candidate"}, {}
    for table in _METADATA.sorted_tables:
        if table.name in reached or table.name in STAYS or table.name == _FILES:
            continue
        keys = sorted(table.foreign_keys, key=lambda key: key.parent.name)
        way = next((key for key in keys if key.column.table.name in reached), None)
        if way is not None:
            ways[table.name] = way
            reached.add(table.name)
    return ways


def _lent(name: str) -> list[Any]:
    """Return further keys of a table by which a text of an edition may stand in another one's."""
    keys = _table(name).foreign_keys
    return [key for key in keys if (name, key.parent.name) in LENT]


@cache
def _whole() -> frozenset[str]:
    """Return the tables whose rows go whole, and what hangs on such a row with them."""
    whole = set(_WHOLE)
    for table in _METADATA.sorted_tables:
        above = {key.column.table.name for key in table.foreign_keys}
        if table.name in _ways() and above & {_FILES, *whole}:
            whole.add(table.name)
    return frozenset(whole)


def _blank(table: Table) -> dict[str, Any]:
    return {column.name: _nothing(column) for column in _personal(table)}


def _nothing(column: Column[Any]) -> Any:
    if column.nullable:
        return None
    if isinstance(column.type, JSON):
        return []
    return GONE.get(column.name, "")


def _mails(found: Mapping[str, ColumnElement[bool]]) -> RecordClass:
    """Mails name what they tell about in words, not by a foreign key.

    To nominators about their nomination, to nominees about the award, to jurors about the edition.
    """
    mails = _table("outbox_mail")
    told = [
        mails.c.about.in_(select(literal(f"{kind}:") + _table(kind).c.id).where(found[kind]))
        for kind in ("nomination", "award", "edition")
    ]
    return RecordClass(mails, or_(*told), None)
