"""What an uploaded workbook would change: nothing is written here.

The hidden columns tell which cells the juror has changed since the file was made, and which of
those were changed on the web meanwhile: the same comparison of three states that the page makes
(`static/js/sheet-merge.js`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from awards.accounts.organisation.imports.sheets import read_sheets
from awards.core.cells import harmless
from awards.core.errors import WrongInput
from awards.core.languages import N_
from awards.core.text import tidy
from awards.scoring.batch import Whole
from awards.scoring.models import SheetState
from awards.scoring.offline.workbook import CODE, SHEET, TITLES_ROW, WAS, mark_of
from awards.scoring.rules import ABSTAIN

_READ_AS_ABSTAIN = frozenset({"a", "abstain", "avstå", "avstår"})


class NotOurFile(WrongInput):
    """A workbook that is not the one that was downloaded."""

    message = N_(
        "This is not the file you downloaded here. Download it anew and write your scores in it."
    )


@dataclass(frozen=True)
class Wrong:
    """Why a row cannot be taken; `values` fill the sentence, `column` by its name in the file."""

    row: int
    code_name: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """What a row would change: field → (stored now, in the file)."""

    row: int
    sheet: Whole
    fields: Mapping[str, tuple[str, str]]
    clashes: frozenset[str] = frozenset()
    """Fields that were changed on the web as well, after the file was made."""


@dataclass(frozen=True)
class Preview:
    """What an upload comes to."""

    changes: Sequence[Change]
    wrong: Sequence[Wrong]
    unchanged: int


_LARGEST_UNPACKED = 15 * 1024 * 1024
"""Bytes; several times what the longest list with the longest texts takes."""


def read_workbook(
    data: bytes,
    sheets: Mapping[str, Whole],
    scores: Sequence[str],
    texts: Mapping[str, int],
    *,
    scale: range,
) -> Preview:
    """Say what an uploaded workbook would change. Raises NotOurFile, Unreadable.

    `scores` are the criteria's fields, `texts` those that hold words, with how many characters each
    may have. A column of words that the file does not have changes nothing.
    Rows that are not the juror's to score, or any more, are refused one like the other.
    """
    changes: list[Change] = []
    wrong: list[Wrong] = []
    unchanged, seen = 0, set[str]()
    for number, cells in _rows(data, scores):
        reader = _Row(number, cells, scores, texts, scale)
        try:
            sheet = reader.sheet(sheets, seen)
            change = reader.change(sheet)
        except _WrongRowError as error:
            wrong.append(error.wrong)
            continue
        if change is None:
            unchanged += 1
        else:
            changes.append(change)
    return Preview(changes, wrong, unchanged)


def _rows(data: bytes, scores: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    known = {CODE, SHEET, WAS, *scores}
    found = read_sheets(
        data,
        columns_known=lambda head: len(known & set(head)),
        progress=lambda _rows: None,
        unpacked=_LARGEST_UNPACKED,
    )
    table = next((sheet for sheet in found if known <= set(sheet.head)), None)
    if table is None:
        raise NotOurFile
    for number, values in table.rows:
        if number != TITLES_ROW and any(value.strip() for value in values):
            yield number, dict(zip(table.head, values, strict=False))


class _WrongRowError(Exception):
    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.message)
        self.wrong = wrong


@dataclass(frozen=True)
class _Row:
    number: int
    cells: Mapping[str, str]
    scores: Sequence[str]
    texts: Mapping[str, int]
    scale: range

    def sheet(self, sheets: Mapping[str, Whole], seen: set[str]) -> Whole:
        """Return the juror's own sheet that this row is about."""
        address = self.cells.get(SHEET, "").strip()
        if address not in sheets:
            raise self._wrong(N_("This candidate is not on your list, or is no longer."))
        if address in seen:
            raise self._wrong(N_("This candidate stands in the file twice."))
        seen.add(address)
        return sheets[address]

    def change(self, sheet: Whole) -> Change | None:
        """Return what is different, none when nothing is."""
        was = self._was()
        fields, clashes = {}, set()
        for name in (*self.scores, *(name for name in self.texts if name in self.cells)):
            mine, stored = self._typed(name), sheet.given.get(name, "")
            before = was.get(name, "")
            if mine == stored or mark_of(mine) == before or (not mine and name in self.scores):
                continue
            fields[name] = (stored, mine)
            if mark_of(stored) != before:
                clashes.add(name)
        if fields and sheet.state is not SheetState.OPEN:
            raise self._wrong(N_("This sheet is handed in. Open it again on the web to change it."))
        return Change(self.number, sheet, fields, frozenset(clashes)) if fields else None

    def _was(self) -> dict[str, str]:
        try:
            found = json.loads(_unquoted(self.cells.get(WAS, "")))
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise self._wrong(N_("A hidden cell of this row is damaged. Download the file anew."))
        return {str(key): mark_of(str(value)) for key, value in found.items()}

    def _typed(self, name: str) -> str:
        text = tidy(_unquoted(self.cells.get(name, "")))
        if name in self.texts:
            if len(text) > self.texts[name]:
                message = N_("“%(column)s” has more than %(max)s characters.")
                raise self._wrong(message, column=name, max=self.texts[name])
            return text
        if text.lower() in _READ_AS_ABSTAIN:
            return ABSTAIN
        if text and text not in map(str, self.scale):
            low, high = self.scale[0], self.scale[-1]
            message = N_("“%(text)s” is not a score. Write %(low)s to %(high)s, or A to abstain.")
            raise self._wrong(message, text=text[:40], low=low, high=high)
        return text

    def _wrong(self, message: str, **values: Any) -> _WrongRowError:
        code_name = self.cells.get(CODE, "")[:10]
        return _WrongRowError(Wrong(self.number, code_name, message, values))


def _unquoted(text: str) -> str:
    """Take away the ' that `harmless` put before a text."""
    return text[1:] if text.startswith("'") and harmless(text[1:]) == text else text
