"""The workbook a juror scores in without a network: making it, and what an upload would change.

The first row, hidden, names the columns whatever the language; two hidden columns hold each sheet's
address and what was stored when the file was made. So an upload knows which cells the juror has
changed, and which of those were changed on the web meanwhile: the same comparison of three states
that the page makes (`static/js/sheet-merge.js`). Nothing is written here.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

from awards.accounts.organisation.imports.sheets import read_sheets
from awards.core.cells import harmless
from awards.core.errors import WrongInput
from awards.core.languages import N_
from awards.core.text import tidy
from awards.scoring.batch import Whole
from awards.scoring.models import SheetState
from awards.scoring.rules import ABSTAIN

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
CODE, AWARD, REASON, STATE, SHEET, WAS = "code", "award", "reason", "state", "sheet", "was"
ABSTAINS = "A"
"""What a juror writes in a cell for an abstention."""
_READ_AS_ABSTAIN = frozenset({"a", "abstain", "avstå", "avstår"})
_MOST_IN_A_CELL = 32_000
_TITLES_ROW = 2
_WIDTHS = {CODE: 10, AWARD: 22, REASON: 60, STATE: 14}


class NotOurFile(WrongInput):
    """A workbook that is not the one that was downloaded."""

    message = N_(
        "This is not the file you downloaded here. Download it anew and write your scores in it."
    )


@dataclass(frozen=True)
class Words:
    """The words of the workbook in the reader's language; `columns` by the columns' names."""

    scores: str
    texts: str
    how: str
    columns: Mapping[str, str]
    heading: str
    text: str
    handed_in: str
    allowed: str
    """What a cell may hold, told by the program when somebody writes something else."""
    lines: Sequence[str]
    """How to use it, and the words of every level."""


@dataclass(frozen=True)
class Text:
    """A part of what a juror reads of a candidate."""

    code_name: str
    award: str
    heading: str
    text: str


def make_workbook(
    sheets: Sequence[tuple[Whole, str]],
    fields: Sequence[str],
    texts: Sequence[Text],
    words: Words,
    *,
    scale: range,
) -> bytes:
    """Return the workbook; `sheets` with the award's name, `fields` the criteria's in order."""
    from xlsxwriter import Workbook  # 30 ms that only who downloads needs

    out = BytesIO()
    with Workbook(out, _OPTIONS) as book:
        _write_scores(book, sheets, fields, words, scale)
        _write_texts(book, texts, words)
        _write_how(book, words)
    return out.getvalue()


def _write_scores(
    book: "Workbook",
    sheets: Sequence[tuple[Whole, str]],
    fields: Sequence[str],
    words: Words,
    scale: range,
) -> None:
    columns = [CODE, AWARD, *fields, REASON, STATE, SHEET, WAS]
    page = book.add_worksheet(words.scores)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    fixed = book.add_format({"valign": "top", "text_wrap": True})
    to_fill = {"valign": "top", "text_wrap": True, "locked": False, "bg_color": "#FFFBE6"}
    free = book.add_format(to_fill)
    for column, name in enumerate(columns):
        page.write_string(0, column, name)
        page.write_string(1, column, words.columns.get(name, ""), bold)
        hidden = {"hidden": True} if name in {SHEET, WAS} else {}
        page.set_column(column, column, _WIDTHS.get(name, 13), None, hidden)
    page.set_row(0, None, None, {"hidden": True})
    page.freeze_panes(2, 2)
    for row, (sheet, award) in enumerate(sheets, start=2):
        is_open = sheet.state is SheetState.OPEN
        cells = {
            CODE: sheet.code_name,
            AWARD: award,
            STATE: "" if is_open else words.handed_in,
            SHEET: sheet.id,
            WAS: json.dumps(dict(sheet.given), ensure_ascii=False, sort_keys=True),
            REASON: sheet.given[REASON],
            **{name: _cell(sheet.given.get(name, "")) for name in fields},
        }
        for column, name in enumerate(columns):
            style = free if is_open and name in {*fields, REASON} else fixed
            if cells[name].isdigit() and name in fields:
                page.write_number(row, column, int(cells[name]), style)
            else:
                page.write_string(row, column, harmless(cells[name]), style)
    if sheets and fields:
        allowed = {
            "validate": "list",
            "source": [*map(str, scale), ABSTAINS],
            "error_title": words.scores,
            "error_message": words.allowed,
        }
        page.data_validation(2, 2, len(sheets) + 1, 1 + len(fields), allowed)
    page.protect("", {"format_columns": True, "format_rows": True, "sort": True})


def _cell(given: str) -> str:
    return ABSTAINS if given == ABSTAIN else given


def _write_texts(book: "Workbook", texts: Sequence[Text], words: Words) -> None:
    page = book.add_worksheet(words.texts)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "bottom": 1})
    titles = [words.columns[CODE], words.columns[AWARD], words.heading, words.text]
    for column, title in enumerate(titles):
        page.write_string(0, column, title, bold)
    page.set_column(0, 0, _WIDTHS[CODE])
    page.set_column(1, 2, _WIDTHS[AWARD])
    page.set_column(3, 3, 100)
    page.freeze_panes(1, 1)
    row = 1
    for one in texts:
        for begin in range(0, max(len(one.text), 1), _MOST_IN_A_CELL):
            part = one.text[begin : begin + _MOST_IN_A_CELL]
            for column, text in enumerate((one.code_name, one.award, one.heading, part)):
                page.write_string(row, column, harmless(text), wrapped)
            row += 1


def _write_how(book: "Workbook", words: Words) -> None:
    page = book.add_worksheet(words.how)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 100)
    for row, line in enumerate(words.lines):
        page.write_string(row, 0, harmless(line), wrapped)


@dataclass(frozen=True)
class Wrong:
    """Why a row cannot be taken; `values` fill the sentence."""

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


def read_workbook(
    data: bytes, sheets: Mapping[str, Whole], fields: Sequence[str], *, scale: range, longest: int
) -> Preview:
    """Say what an uploaded workbook would change. Raises NotOurFile, Unreadable.

    Rows that are not the juror's to score, or any more, are refused one like the other.
    """
    changes: list[Change] = []
    wrong: list[Wrong] = []
    unchanged, seen = 0, set[str]()
    for number, cells in _rows(data, fields):
        reader = _Row(number, cells, fields, scale, longest)
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


def _rows(data: bytes, fields: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    known = {CODE, REASON, SHEET, WAS, *fields}
    found = read_sheets(
        data, columns_known=lambda head: len(known & set(head)), progress=lambda _rows: None
    )
    table = next((sheet for sheet in found if known <= set(sheet.head)), None)
    if table is None:
        raise NotOurFile
    for number, values in table.rows:
        if number != _TITLES_ROW and any(value.strip() for value in values):
            yield number, dict(zip(table.head, values, strict=False))


class _WrongRowError(Exception):
    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.message)
        self.wrong = wrong


@dataclass(frozen=True)
class _Row:
    number: int
    cells: Mapping[str, str]
    fields: Sequence[str]
    scale: range
    longest: int

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
        for name in (*self.fields, REASON):
            mine, stored = self._typed(name), sheet.given.get(name, "")
            if mine in (was.get(name, ""), stored) or (not mine and name != REASON):
                continue
            fields[name] = (stored, mine)
            if stored != was.get(name, ""):
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
        return {str(key): str(value) for key, value in found.items()}

    def _typed(self, name: str) -> str:
        text = tidy(_unquoted(self.cells.get(name, "")))
        if name == REASON:
            if len(text) > self.longest:
                raise self._wrong(
                    N_("The reasons are longer than %(max)s characters."), max=self.longest
                )
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
