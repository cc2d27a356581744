"""Reading a spreadsheet: CSV in the encodings and separators that offices use, or XLSX."""

import csv
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import IO, Any
from xml.parsers.expat import ExpatError, ParserCreate

from awards.core.errors import WrongInput
from awards.core.languages import N_

LARGEST = 5 * 1024 * 1024
_LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_ROWS = 60_000
_LAST_ROW = 100_000
"""How far down a sheet may reach, empty rows counted: a row's number can be anything."""

_MOST_COLUMNS = 100
"""What stands further to the right is no table's column; a stray mark in XFD costs nothing."""

_WIDEST = 16_384
"""Cells of a row, as many as a spreadsheet program has columns."""

_PIECE = 256 * 1024
_SEPARATORS = (";", ",", "\t")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_ODD = frozenset("†‡„ƒˆ‰‹›˜™Œœ‚¸¤¦¨¬")
"""What å, ä, ö of DOS and old Macs become when they are taken for Windows-1252."""

_TWICE = ("Ã¥", "Ã¤", "Ã¶", "Ã¸", "Ã¦", "Ã…", "Ã„", "Ã–", "Ã˜")
_TOO_LARGE = N_("The file is larger than 5 MB. Divide it, or leave columns out.")
_NO_WORKBOOK = N_("The workbook cannot be opened. Save it again as XLSX.")
_CONTROLS = frozenset(map(chr, range(32))) - {"\t", "\n", "\r"}


class Unreadable(WrongInput):
    """A file that is no spreadsheet we can read; the sentence says what to do."""


@dataclass(frozen=True)
class Sheet:
    """A table: its headings, and its rows with their numbers in the file."""

    name: str
    head: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]


def read_sheets(
    data: bytes,
    *,
    columns_known: Callable[[Sequence[str]], int],
    progress: Callable[[int], None],
    unpacked: int = _LARGEST_UNPACKED,
) -> list[Sheet]:
    """Return the tables of a file; `columns_known` counts the headings that mean something.

    `progress` is told how many rows have been read; a workbook may unpack to so many bytes. Raises
    Unreadable.
    """
    text = require_table(data, unpacked)
    return _workbook(data, progress) if text is None else [_csv(text, columns_known, progress)]


def require_table(data: bytes, unpacked: int = _LARGEST_UNPACKED) -> str | None:
    """Return a CSV's text, or None for a workbook. Raises Unreadable for anything else."""
    if not data.strip():
        raise Unreadable(N_("The file is empty."))
    if len(data) > LARGEST:
        raise Unreadable(_TOO_LARGE)
    if data.startswith(_OLD_EXCEL):
        raise Unreadable(
            N_("This is the old Excel format. Open the file and save it as XLSX, or as CSV.")
        )
    if not data.startswith(_ZIP):
        return _text(data)
    _require_workbook(data, unpacked)
    return None


def _require_workbook(data: bytes, unpacked: int) -> None:
    """Look into the archive, not at what it would unpack to: that could be anything."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise Unreadable(_NO_WORKBOOK) from error
    if sum(entry.file_size for entry in entries) > unpacked:
        raise Unreadable(_TOO_LARGE)
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise Unreadable(_NO_WORKBOOK)


def _require_narrow(data: bytes) -> None:
    """Count the cells of each row while unpacking: openpyxl builds a whole row in memory."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for entry in archive.infolist():
            # Every part: which of them is a sheet, and what it is called, the file may choose.
            with archive.open(entry) as part, suppress(ExpatError):
                _Cells().read(part)


class _Cells:
    """Counts cells; raises Unreadable at a row with more than any program writes."""

    def __init__(self) -> None:
        self.cells = 0
        self.parser = ParserCreate()
        self.parser.StartElementHandler = self._started

    def read(self, part: IO[bytes]) -> None:
        """Go through one sheet, a piece at a time."""
        while piece := part.read(_PIECE):
            self.parser.Parse(piece, False)

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        tag = name.rpartition(":")[2]
        if tag == "row":
            self.cells = 0
        elif tag == "c":
            self.cells += 1
            if self.cells > _WIDEST:
                raise Unreadable(
                    N_("A row has more than 16,384 cells, so it is no table we can read.")
                )


def _text(data: bytes) -> str:
    """Decode a CSV: UTF-8 with or without mark, UTF-16 with one, or Windows-1252."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _plain(data.decode(encoding, "replace"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _plain(_windows(data))
    if any(letters in text for letters in _TWICE):
        raise Unreadable(
            N_(
                "The letters å, ä, ö have been damaged on the way: the file was saved twice in "
                "different ways. Export it again as CSV UTF-8."
            )
        )
    return _plain(text)


def _windows(data: bytes) -> str:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _Unclear from error
    if not _ODD.isdisjoint(text):
        raise _Unclear
    return text


class _Unclear(Unreadable):
    """Neither UTF-8 nor Windows-1252 with any certainty."""

    message = N_(
        "We cannot tell how the letters in the file are stored. Save it as “CSV UTF-8”, or as XLSX."
    )


def _plain(text: str) -> str:
    if not _CONTROLS.isdisjoint(text):
        raise Unreadable(N_("This is no table. Choose a CSV or XLSX file."))
    return text


def _csv(
    text: str, columns_known: Callable[[Sequence[str]], int], progress: Callable[[int], None]
) -> Sheet:
    separator = max(_SEPARATORS, key=lambda mark: columns_known(_first_line(text, mark)))
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, Sequence[str]]] = []
    head: Sequence[str] = ()
    begun = 1
    try:
        for cells in reader:
            if any(cells):
                if head:
                    rows.append((begun, cells))
                else:
                    head = cells
            begun = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            N_("The quotation marks do not fit together from line %(line)s on. Mend that line."),
            line=begun,
        ) from error
    _require_size(len(rows))
    progress(len(rows))
    return Sheet("", head, rows)


def _first_line(text: str, separator: str) -> Sequence[str]:
    return next(csv.reader(StringIO(text[:10_000]), delimiter=separator), ())


def _require_size(rows: int) -> None:
    if rows > MOST_ROWS:
        raise Unreadable(N_("The file has more than 60,000 rows. Divide it."))


def _workbook(data: bytes, progress: Callable[[int], None]) -> list[Sheet]:
    from openpyxl import load_workbook  # 150 ms that only a workbook needs

    try:
        _require_narrow(data)
        book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except Unreadable:
        raise
    except Exception as error:  # a damaged, locked or odd archive fails in a dozen ways
        raise Unreadable(_NO_WORKBOOK) from error
    try:
        return [found for sheet in book.worksheets if (found := _sheet(sheet, progress))]
    finally:
        book.close()


def _sheet(sheet: Any, progress: Callable[[int], None]) -> Sheet | None:
    head: Sequence[str] = ()
    rows: list[tuple[int, Sequence[str]]] = []
    for number, values in enumerate(_values(sheet), start=1):
        if number > _LAST_ROW:
            raise Unreadable(
                N_(
                    "A sheet reaches further down than row 100,000. Delete the empty rows below "
                    "the table, or save it as CSV."
                )
            )
        if not any(values):
            continue
        if not head:
            head = values
            continue
        rows.append((number, values))
        if len(rows) % 500 == 0:
            _require_size(len(rows))
            progress(len(rows))
    progress(len(rows))
    return Sheet(sheet.title, head, rows) if head else None


def _values(sheet: Any) -> Iterator[Sequence[str]]:
    """Give every row up to the last one written, empty ones in between too."""
    sheet.reset_dimensions()  # what a file says of its own size need not be true
    try:
        for cells in sheet.iter_rows(values_only=True):
            yield [_cell(value) for value in cells[:_MOST_COLUMNS]]
    except Exception as error:  # as above: the parts are unpacked and parsed only now
        raise Unreadable(_NO_WORKBOOK) from error


def _cell(value: object) -> str:
    """Return a cell as text: a whole number without point, a day as 2026-01-31."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
