"""From cells to rows: one for a unit, one for a person, and what is wrong with the rest."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from awards.accounts.models import OrgKind
from awards.accounts.organisation.imports.columns import Column, columns_in
from awards.accounts.organisation.imports.sheets import Sheet, Unreadable
from awards.core.errors import WrongInput
from awards.core.languages import N_
from awards.core.search import fold

LONGEST = 200
_LONGEST_ADDRESS = 254
_ADDRESS = re.compile(r"[^@\s,;<>\"()]+@[^@\s,;<>\"()]+\.[^@\s.,;<>\"()]+")
_GUARD = re.compile(r"'(?=[=+\-@\t\r])")
_PATH = re.compile(r"\s+/\s+|\s*[>\\]\s*")
"""A stroke with spaces around it; one without may be part of a name."""

_YES = frozenset({"ja", "yes", "x", "1", "true", "sann", "y", "j", "sant"})
_KINDS = {
    "arbetsgivare": OrgKind.EMPLOYER,
    "arbeidsgiver": OrgKind.EMPLOYER,
    "employer": OrgKind.EMPLOYER,
    "forvaltning": OrgKind.ADMINISTRATION,
    "etat": OrgKind.ADMINISTRATION,
    "sektor": OrgKind.ADMINISTRATION,
    "administration": OrgKind.ADMINISTRATION,
    "bolag": OrgKind.COMPANY,
    "selskap": OrgKind.COMPANY,
    "company": OrgKind.COMPANY,
    "enhet": OrgKind.UNIT,
    "unit": OrgKind.UNIT,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a cell: the sheet, the row as the program shows it, the heading."""

    sheet: str
    row: int
    column: str
    message: str
    values: dict[str, Any] = field(default_factory=dict)


class UnitRow(NamedTuple):
    """A unit as a file says it is; None where the file has no such column."""

    row: int
    employer: str
    code: str
    name: str
    parent: tuple[str, ...]
    kind: OrgKind | None
    manager: str | None
    valid_from: date | None
    valid_to: date | None
    says_from: bool
    says_to: bool


class PersonRow(NamedTuple):
    """A person as a file says; None where the file has no such column."""

    row: int
    employer: str
    name: str
    email: str
    title: str | None
    unit_code: str
    unit_path: tuple[str, ...]
    manager: str
    manages: bool


@dataclass
class Content:
    """What a file says, and all that is wrong with it."""

    units: list[UnitRow] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    sheets: dict[str, str] = field(default_factory=dict)
    """"units" and "people" → the sheet they came from."""
    heads: dict[str, dict[Column, str]] = field(default_factory=dict)
    """"units" and "people" → column → the heading it has in the file."""

    def blame(self, what: str, row: int, column: Column, message: str, **values: Any) -> None:
        """Note a fault in a column of the units' or the people's sheet."""
        heading = self.heads.get(what, {}).get(column, "")
        self.faults.append(Fault(self.sheets.get(what, ""), row, heading, message, values))


def content_of(sheets: Sequence[Sheet]) -> Content:
    """Return what the sheets say. Raises Unreadable when none has headings we know."""
    content = Content()
    for sheet in sheets:
        columns = columns_in(sheet.head)
        if Column.EMAIL in columns:
            _take(content, "people", sheet, columns, _people)
        elif Column.NAME in columns or Column.UNIT in columns:
            _take(content, "units", sheet, columns, _units)
    if not content.heads:
        raise Unreadable(
            N_(
                "We do not know the headings. A file with people needs name and e-mail, one with "
                "units needs name and code. Fetch the example and compare."
            )
        )
    return content


def _take(
    content: Content,
    what: str,
    sheet: Sheet,
    columns: dict[Column, int],
    read: Callable[[Content, Sheet, dict[Column, int]], None],
) -> None:
    if what in content.heads:
        raise Unreadable(N_("Two sheets hold the same kind of rows. Keep one of them."))
    content.sheets[what] = sheet.name
    content.heads[what] = {column: sheet.head[place] for column, place in columns.items()}
    read(content, sheet, columns)


_Cells = dict[Column, Callable[[Sequence[str]], str]]


def _readers(columns: dict[Column, int]) -> _Cells:
    """Return how each column's cell of a row is read; what the file has not is empty."""
    return {column: _reader(columns.get(column)) for column in Column}


def _reader(place: int | None) -> Callable[[Sequence[str]], str]:
    """Read a cell: tidied, without the guard that our own exports put before =."""
    if place is None:
        return lambda _cells: ""

    def read(cells: Sequence[str]) -> str:
        text = " ".join(cells[place].split()) if place < len(cells) else ""
        return text[1:] if text[:1] == "'" and _GUARD.match(text) else text

    return read


def _whole_rows(content: Content, what: str, sheet: Sheet) -> Iterator[tuple[int, Sequence[str]]]:
    """Give the rows that have no more cells than there are headings."""
    width = len(sheet.head)
    for row, cells in sheet.rows:
        if len(cells) > width and any(cells[width:]):
            content.faults.append(
                Fault(
                    content.sheets[what],
                    row,
                    "",
                    N_("The row has %(cells)s cells, but there are %(heads)s headings."),
                    {"cells": len(cells), "heads": width},
                )
            )
            continue
        yield row, cells


def _people(content: Content, sheet: Sheet, columns: dict[Column, int]) -> None:
    # Ten thousand rows: what is the same for each of them is looked up before them.
    read = _readers(columns)
    name_in = read[Column.NAME] if Column.NAME in columns else _whole_name(read)
    email_in, manager_in, manages_in = (
        read[one] for one in (Column.EMAIL, Column.MANAGER, Column.MANAGES)
    )
    title_in = read[Column.TITLE] if Column.TITLE in columns else None
    employer_in, code_in, unit_in = (
        read[one] for one in (Column.EMPLOYER, Column.CODE, Column.UNIT)
    )
    for row, cells in _whole_rows(content, "people", sheet):
        name, email = name_in(cells), email_in(cells).lower()
        _check_person(content, row, name, email)
        manager, manages = _manager(manager_in(cells))
        content.people.append(
            PersonRow(
                row,
                employer_in(cells),
                name,
                email,
                None if title_in is None else title_in(cells),
                code_in(cells),
                path_of(unit_in(cells)),
                manager,
                manages or _says_yes(manages_in(cells)),
            )
        )
        if manager and not _ADDRESS.fullmatch(manager):
            content.blame("people", row, Column.MANAGER, _WRONG_ADDRESS, text=manager)


def _whole_name(read: _Cells) -> Callable[[Sequence[str]], str]:
    first, last = read[Column.FIRST_NAME], read[Column.LAST_NAME]
    return lambda cells: f"{first(cells)} {last(cells)}".strip()


_WRONG_ADDRESS = N_("“%(text)s” is no e-mail address.")


def _check_person(content: Content, row: int, name: str, email: str) -> None:
    if not name:
        content.blame("people", row, Column.NAME, N_("The name is missing."))
    elif len(name) > LONGEST:
        content.blame("people", row, Column.NAME, N_("The text is longer than 200 characters."))
    if not email:
        content.blame("people", row, Column.EMAIL, N_("The e-mail address is missing."))
    elif len(email) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(email):
        content.blame("people", row, Column.EMAIL, _WRONG_ADDRESS, text=email[:80])


def _manager(text: str) -> tuple[str, bool]:
    """Return the manager's address, and whether the row's person is it ("ja", "x")."""
    if not text or "@" in text:
        return text.lower(), False
    return ("", True) if _says_yes(text) else (text, False)


def _says_yes(text: str) -> bool:
    return bool(text) and fold(text) in _YES


def path_of(text: str) -> tuple[str, ...]:
    """Return the names on the way to a unit: "Vård / Hemvården" has two."""
    return tuple(part for part in _PATH.split(text) if part) if text else ()


def _units(content: Content, sheet: Sheet, columns: dict[Column, int]) -> None:
    read = _readers(columns)
    named = Column.NAME if Column.NAME in columns else Column.UNIT
    for row, cells in _whole_rows(content, "units", sheet):
        name = read[named](cells)
        if not name:
            content.blame("units", row, named, N_("The name is missing."))
            continue
        if len(name) > LONGEST:
            content.blame("units", row, named, N_("The text is longer than 200 characters."))
        manager = read[Column.MANAGER](cells).lower()
        if manager and not _ADDRESS.fullmatch(manager):
            content.blame("units", row, Column.MANAGER, _WRONG_ADDRESS, text=manager)
        first, last = (
            _day(content, row, column, read[column](cells))
            for column in (Column.VALID_FROM, Column.VALID_TO)
        )
        if first and last and last < first:
            content.blame(
                "units", row, Column.VALID_TO, N_("The last day is before the first one.")
            )
        content.units.append(
            UnitRow(
                row,
                read[Column.EMPLOYER](cells),
                read[Column.CODE](cells),
                name,
                path_of(read[Column.PARENT](cells)),
                _kind(content, row, read[Column.KIND](cells)),
                manager if Column.MANAGER in columns else None,
                first,
                last,
                Column.VALID_FROM in columns,
                Column.VALID_TO in columns,
            )
        )


def _kind(content: Content, row: int, text: str) -> OrgKind | None:
    if not text:
        return None
    kind = _KINDS.get(fold(text))
    if kind is None:
        content.blame(
            "units",
            row,
            Column.KIND,
            N_("“%(text)s” is no kind of unit. Write employer, administration, company or unit."),
            text=text[:80],
        )
    return kind


def _day(content: Content, row: int, column: Column, text: str) -> date | None:
    if not text:
        return None
    try:
        return read_day(text)
    except WrongInput as error:
        content.blame("units", row, column, error.message, **error.values)
    return None


_NORDIC_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")


def read_day(text: str) -> date:
    """Read 2026-01-31, 20260131 or 31.1.2026. Raises WrongInput."""
    found = _NORDIC_DAY.fullmatch(text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise WrongInput(
            N_("“%(text)s” is no day. Write it like 2026-01-31."), text=text[:40]
        ) from error
