"""A stored result run as a workbook. Every text is written as text: never a formula or a link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from secrets import SystemRandom
from typing import TYPE_CHECKING

from awards.core.cells import harmless
from awards.results.models import ResultRun

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDTH = 14

Cell = str | float | None


@dataclass(frozen=True)
class WorkbookWords:
    """The words of the workbook in the reader's language.

    `result`, `scores` and `method_title` name the sheets (at most 31 characters); `method` are the
    lines of the third one; `juror` is what a juror is called before a number.
    """

    result: str
    scores: str
    method_title: str
    place: str
    candidate: str
    mean: str
    spread: str
    sheets: str
    juror: str
    abstained: str
    criteria: Sequence[str]
    method: Sequence[tuple[str, str]]
    figure: str = ""
    """The heading over what counts, where it is not the mean."""


def make_workbook(
    run: ResultRun, words: WorkbookWords, *, names: Mapping[str, str] | None = None
) -> bytes:
    """Return a result run as XLSX: the table, every sheet's points, the method.

    Without `names` (juror id → name) jurors are numbered, in an order that is drawn anew for
    every workbook and kept nowhere: nobody can work it out from ids they know.
    """
    # Reading it in takes a while, and every process of the app reads this module.
    from xlsxwriter import Workbook

    out = BytesIO()
    with Workbook(out, _OPTIONS) as book:
        _fill(book.add_worksheet(words.result), _result_rows(run, words))
        _fill(book.add_worksheet(words.scores), _score_rows(run, words, names))
        _fill(book.add_worksheet(words.method_title), [("", ""), *words.method])
    return out.getvalue()


def _fill(sheet: "Worksheet", rows: Sequence[Sequence[Cell]]) -> None:
    sheet.set_column(0, max(len(rows[0]) - 1, 1), _WIDTH)
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                # Saved as CSV one day, the text must not become a formula there either.
                sheet.write_string(row, column, harmless(cell))
            elif cell is not None:
                sheet.write_number(row, column, cell)
    sheet.freeze_panes(1, 0)


def _result_rows(run: ResultRun, words: WorkbookWords) -> list[Sequence[Cell]]:
    counts = [words.figure] if words.figure else []
    figures = [words.mean, words.spread, words.sheets, *words.criteria]
    head = [words.place, words.candidate, *counts, *figures]
    body = [
        [
            *(s["place"], s["code"]),
            *(s.get("figure") for _one in counts),
            *(s["mean"], s["spread"], s["sheets"]),
            *s["criteria"],
        ]
        for s in run.output["standings"]
    ]
    return [head, *body]


def _score_rows(
    run: ResultRun, words: WorkbookWords, names: Mapping[str, str] | None
) -> list[Sequence[Cell]]:
    jurors = names or _numbered(run, words.juror)
    codes = {s["candidate"]: s["code"] for s in run.output["standings"]}
    body = [
        [
            codes[sheet["candidate"]],
            jurors.get(sheet["juror"], "–"),
            *(words.abstained if value is None else value for value in sheet["points"]),
        ]
        for sheet in run.input["sheets"]
    ]
    body.sort(key=lambda row: (row[0], row[1]))
    return [[words.candidate, words.juror, *words.criteria], *body]


def _numbered(run: ResultRun, word: str) -> dict[str, str]:
    jurors = {sheet["juror"] for sheet in run.input["sheets"]}
    shuffled = SystemRandom().sample(sorted(jurors), len(jurors))
    digits = len(str(len(shuffled)))
    return {juror: f"{word} {n:0{digits}}" for n, juror in enumerate(shuffled, start=1)}
