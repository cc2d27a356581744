"""The workbook a juror scores in without a network.

The first row, hidden, names the columns whatever the language; two hidden columns hold each sheet's
address and what was stored when the file was made. `uploads` reads it again.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from awards.core.cells import harmless
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
CODE, AWARD, STATE, SHEET, WAS = "code", "award", "state", "sheet", "was"
SCORE = "score-"
"""What the form's fields for scores begin with."""
ABSTAINS = "A"
"""What a juror writes in a cell for an abstention."""
_MOST_IN_A_CELL = 32_000
_LONGEST_KEPT = 80
"""Longer than a mark, so that a mark is its own mark."""
TITLES_ROW = 2
"""The second row says in words what the first one, hidden, names."""
_WIDTHS = {CODE: 10, AWARD: 22, STATE: 14}
_SCORE_WIDTH, _TEXT_WIDTH = 13, 44


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
    """Return the workbook; `sheets` with the award's name, `fields` what is filled in, in order."""
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
    columns = [CODE, AWARD, *fields, STATE, SHEET, WAS]
    page = book.add_worksheet(words.scores)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    fixed = book.add_format({"valign": "top", "text_wrap": True})
    to_fill = {"valign": "top", "text_wrap": True, "locked": False, "bg_color": "#FFFBE6"}
    free = book.add_format(to_fill)
    for column, name in enumerate(columns):
        page.write_string(0, column, name)
        page.write_string(1, column, words.columns.get(name, ""), bold)
        hidden = {"hidden": True} if name in {SHEET, WAS} else {}
        page.set_column(column, column, _width(name, fields), None, hidden)
    page.set_row(0, None, None, {"hidden": True})
    page.freeze_panes(2, 2)
    for row, (sheet, award) in enumerate(sheets, start=2):
        is_open = sheet.state is SheetState.OPEN
        cells = {
            CODE: sheet.code_name,
            AWARD: award,
            STATE: "" if is_open else words.handed_in,
            SHEET: sheet.id,
            WAS: json.dumps(
                {name: mark_of(text) for name, text in sheet.given.items()},
                ensure_ascii=False,
                sort_keys=True,
            ),
            **{name: _cell(name, sheet.given.get(name, "")) for name in fields},
        }
        for column, name in enumerate(columns):
            style = free if is_open and name in fields else fixed
            if cells[name].isdigit() and is_score(name):
                page.write_number(row, column, int(cells[name]), style)
            else:
                page.write_string(row, column, harmless(cells[name]), style)
    for column, name in enumerate(columns):
        if sheets and is_score(name):
            page.data_validation(2, column, len(sheets) + 1, column, _allowed(words, scale))
    page.protect("", {"format_columns": True, "format_rows": True, "sort": True})


def mark_of(text: str) -> str:
    """Return what the hidden cell holds of a text: itself, or what tells a long one from others.

    A cell takes 32,767 characters; all reasons of a sheet together may be longer.
    """
    if len(text) <= _LONGEST_KEPT:
        return text
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _width(name: str, fields: Sequence[str]) -> int:
    usual = _TEXT_WIDTH if name in fields and not is_score(name) else _SCORE_WIDTH
    return _WIDTHS.get(name, usual)


def _allowed(words: Words, scale: range) -> dict[str, object]:
    return {
        "validate": "list",
        "source": [*map(str, scale), ABSTAINS],
        "error_title": words.scores,
        "error_message": words.allowed,
    }


def is_score(field: str) -> bool:
    """Say whether a field of the form holds a score; the others hold words."""
    return field.startswith(SCORE)


def _cell(name: str, given: str) -> str:
    return ABSTAINS if is_score(name) and given == ABSTAIN else given


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
