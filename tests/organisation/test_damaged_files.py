"""Files that are damaged, or made to keep the worker busy: each ends in words."""

import re
import tracemalloc
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import ImportState, OrgImport
from awards.accounts.organisation import tasks
from awards.accounts.organisation.actions import imports
from awards.accounts.organisation.imports.sheets import Unreadable
from awards.audit.models import AuditLine
from awards.jobs.registry import Workshop
from tests.organisation.test_import_pages import upload, workbook
from tests.organisation.test_imports import UNITS
from tests.page import Browser

SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
GOOD = workbook(People=[["Namn", "E-post"], ["Kim Ek", "kim@example.org"]])
TOO_FAR = "A sheet reaches further down than row 100,000."
UNOPENED = "The workbook cannot be opened."


def changed(name: str, change: Callable[[str], str]) -> bytes:
    """Return the good workbook with one part changed."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(GOOD)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            text = old.read(entry).decode()
            new.writestr(entry, change(text) if entry == name else text)
    return out.getvalue()


def halved(text: str) -> str:
    return text[: len(text) // 2]


def marked(offset: int, value: int) -> bytes:
    """Return the good workbook with two bytes of every entry's headers changed."""
    data = bytearray(changed("", str))
    for signature, at in ((b"PK\x03\x04", offset), (b"PK\x01\x02", offset + 2)):
        for found in re.finditer(re.escape(signature), bytes(data)):
            begin = found.start() + at
            data[begin : begin + 2] = value.to_bytes(2, "little")
    return bytes(data)


def test_a_row_with_millions_of_cells_is_refused_before_it_takes_memory() -> None:
    wide = changed(SHEET, lambda t: t.replace("</row>", "<c/>" * 1_000_000 + "</row>", 1))
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable, match="more than 16,384 cells"):
            imports.read_content(wide)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (changed(SHEET, lambda t: t.replace('<row r="2"', '<row r="99999999999"')), TOO_FAR),
        (
            changed(
                SHEET,
                lambda t: (
                    re.sub('ref="[^"]*"', 'ref="A1:XFD1048576"', t, count=1)
                    .replace('<row r="2"', '<row r="1048576"')
                    .replace('r="A2"', 'r="A1048576"')
                ),
            ),
            TOO_FAR,
        ),
        (changed(BOOK, halved), UNOPENED),
        (changed(SHEET, halved), UNOPENED),
        (changed("xl/sharedStrings.xml", lambda _: "<sst/>"), UNOPENED),
        (marked(6, 1), UNOPENED),  # encrypted
        (marked(8, 97), UNOPENED),  # a compression nobody has
        (marked(8, 8), UNOPENED),  # said to be deflated, but is not: zlib.error
    ],
)
def test_a_damaged_workbook_is_said_to_be_so(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=re.escape(words)):
        imports.read_content(data)


def test_a_workbook_that_is_wrong_about_its_size_is_read_whole() -> None:
    for ref in ("A1", "A1:XFD1048576"):
        data = changed(SHEET, lambda t, ref=ref: re.sub('ref="[^"]*"', f'ref="{ref}"', t, count=1))  # type: ignore[misc]
        assert imports.read_content(data) == imports.read_content(GOOD)


def test_a_far_away_mark_makes_no_wide_rows() -> None:
    data = changed(
        SHEET,
        lambda t: t.replace("</row></sheetData>", '<c r="XFD2"><v>1</v></c></row></sheetData>'),
    )
    assert data != changed("", str)
    assert imports.read_content(data) == imports.read_content(GOOD)


def test_a_damaged_upload_can_be_dropped(
    desk: Browser,
    work: Callable[[], None],
) -> None:
    page = upload(desk, changed(SHEET, halved))
    work()
    shown = desk.follow(page)
    assert UNOPENED in shown.text
    desk.post(f"{page.location}/drop", shown.form(f"{page.location}/drop"))


def test_an_import_that_always_fails_is_given_up_and_the_next_goes_on(
    desk: Browser,
    session: Session,
    workshop: Workshop,
    jobs: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bad, good = upload(desk, "fails;here\n"), upload(desk, UNITS)
    jobs.clear()
    read = imports.read_content

    def fail(data: bytes, *args: object) -> object:
        if data.startswith(b"fails"):
            raise RuntimeError
        return read(data, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(imports, "read_content", fail)
    for _ in range(3):
        tasks.sweep(workshop)
        assert "The file is being read" in desk.follow(bad).text
        assert "New units" in desk.follow(good).text
    tasks.sweep(workshop)
    shown = desk.follow(bad)
    assert "We tried several times, but could not read the file to its end." in shown.text
    line = session.scalars(select(AuditLine).where(AuditLine.event == "import.failed")).one()
    assert (line.subject, line.details) == (f"import:{bad.location.split('/')[-1]}", {"tries": 3})
    session.rollback()
    desk.post(f"{bad.location}/confirm", {"digest": ""}, 409)
    desk.post(f"{bad.location}/drop", shown.form(f"{bad.location}/drop"))


def test_what_cannot_be_saved_is_given_up_too(
    desk: Browser,
    work: Callable[[], None],
    workshop: Workshop,
    jobs: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = upload(desk, UNITS)
    work()
    desk.post(f"{page.location}/confirm", desk.follow(page).form(f"{page.location}/confirm"))
    jobs.clear()

    def fail(*args: object, **values: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(imports, "write", fail)
    for _ in range(4):
        tasks.sweep(workshop)
    assert "could not save the changes. Nothing was written." in desk.follow(page).text


def test_a_file_can_be_forgotten_while_it_is_read(
    desk: Browser,
    work: Callable[[], None],
    session: Session,
) -> None:
    page = upload(desk, UNITS)
    desk.post(f"{page.location}/drop", desk.follow(page).form(f"{page.location}/drop"))
    work()
    assert session.scalars(select(OrgImport.state)).one() is ImportState.DROPPED
