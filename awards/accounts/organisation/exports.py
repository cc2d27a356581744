"""The organisation as files: what is there, and examples to fill in. An import reads them again."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

from awards.core.cells import harmless

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDTH = 28
Row = Sequence[str]


@dataclass(frozen=True)
class Headings:
    """The headings of both tables in the reader's language, and what the sheets are called."""

    units: Row
    people: Row
    units_sheet: str
    people_sheet: str
    manager_yes: str


def as_csv(head: Row, rows: Iterable[Row]) -> bytes:
    """Return a table as CSV that Excel opens with the right letters."""
    out = StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_workbook(sheets: Sequence[tuple[str, Row, Iterable[Row]]]) -> bytes:
    """Return tables (sheet, headings, rows) as XLSX, every cell as text."""
    from xlsxwriter import Workbook  # 30 ms that only who exports needs

    out = BytesIO()
    with Workbook(out, _OPTIONS) as book:
        bold = book.add_format({"bold": True})
        for name, head, rows in sheets:
            sheet = book.add_worksheet(name)
            sheet.set_column(0, len(head) - 1, _WIDTH)
            sheet.freeze_panes(1, 0)
            for column, heading in enumerate(head):
                sheet.write_string(0, column, heading, bold)
            for number, row in enumerate(rows, start=1):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, harmless(cell))
    return out.getvalue()


def example_csv(words: Headings) -> bytes:
    """Return an example of a file with people, their units and who manages them."""
    return as_csv(words.people, _people(words.manager_yes))


def example_workbook(words: Headings) -> bytes:
    """Return an example with a sheet of units and one of people."""
    return as_workbook(
        [
            (words.units_sheet, words.units, _UNITS),
            (words.people_sheet, words.people, _people(words.manager_yes)),
        ]
    )


_UNITS = (
    ("", "100", "Vård- och omsorgsförvaltningen", "", "förvaltning", "", "", ""),
    ("", "110", "Hemvården", "100", "enhet", "kim.ek@example.org", "2026-01-01", ""),
)


def _people(yes: str) -> list[Row]:
    return [
        ("", "Kim Ek", "kim.ek@example.org", "enhetschef", "110", "", yes),
        ("", "Sam Lind", "sam.lind@example.org", "undersköterska", "110", "", ""),
        (
            "",
            "Ida Berg",
            "ida.berg@example.org",
            "lärare",
            "",
            "Barn och skola / Norra skolan",
            yes,
        ),
    ]
