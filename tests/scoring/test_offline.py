"""The workbook to score in without a network: down, filled in, up, looked at, saved."""

import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import g
from openpyxl import Workbook, load_workbook
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from awards.juries.models import Answer, ConflictStatement, Ground
from awards.programmes.models import Edition
from awards.scoring import actions, queries
from awards.scoring.models import Score, ScoreSheet
from awards.scoring.offline.uploads import Preview
from awards.scoring.views import offline
from awards.triage.models import Candidate
from tests.conftest import SECRET
from tests.factories import Make
from tests.page import Browser, Page, text_of
from tests.scoring.conftest import Round
from tests.scoring.test_pages import close_scoring

NOW = datetime.now(UTC)
Browse = Callable[..., Browser]
FILE = "/scoring/offline/scores.xlsx"


class Book:
    """The downloaded file, filled in the way a juror does."""

    def __init__(self, browser: Browser) -> None:
        answer = browser.client.get(FILE)
        assert answer.status_code == 200
        self.book: Any = load_workbook(BytesIO(answer.data))
        self.page: Any = self.book.worksheets[0]
        self.columns: dict[Any, Any] = {cell.value: cell.column for cell in self.page[1]}

    def row(self, address: str) -> int:
        column = self.columns["sheet"]
        rows = range(3, self.page.max_row + 1)
        return next(r for r in rows if self.page.cell(r, column).value == address)

    def write(self, address: str, **fields: str | int) -> None:
        for name, value in fields.items():
            column = self.columns[name.replace("_", "-")]
            cell = self.page.cell(self.row(address), column, value)
            cell.data_type = "s" if isinstance(value, str) else "n"  # "=…" typed as a text

    def read(self, address: str, name: str) -> Any:
        return self.page.cell(self.row(address), self.columns[name]).value

    def bytes(self) -> bytes:
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()


def upload(browser: Browser, data: bytes, status: int = 200) -> Page:
    browser.get("/scoring/offline")
    return browser.post("/scoring/offline", {"file": (BytesIO(data), "scores.xlsx")}, status)


def confirm(browser: Browser, page: Page, status: int = 302, **more: str) -> Page:
    content = page.first("input", name="content").get("value", "")
    return browser.post("/scoring/offline/save", {"content": content, **more}, status)


def marks(session: Session, address: str) -> list[int | None]:
    session.expire_all()
    rows = session.scalars(select(Score.value).where(Score.sheet_id == address))
    return sorted(rows, key=str)


@pytest.fixture
def juror(browse: Browse, scene: Round) -> Browser:
    return browse(scene.juror)


def save(session: Session, scene: Round, first: int, version: int) -> None:
    session.expire_all()
    sheet = queries.sheet_of(session, scene.actor, scene.sheet, secret=SECRET)
    typed = actions.Typed({scene.criteria[0].id: first})
    actions.save(session, sheet, typed, version=version, by=scene.actor, at=NOW)
    session.commit()


def test_file_is_filled_in_looked_at_and_saved(
    session: Session, scene: Round, juror: Browser
) -> None:
    book = Book(juror)
    texts = [cell.value for cell in book.book.worksheets[1]["D"]]
    assert texts == ["Text", "The candidate has dared.\n\nAnd it works."]
    keys = [f"score_{criterion.key}" for criterion in scene.criteria]
    book.write(scene.sheet, **{keys[0]: 4}, reason="=Brave, all the same.")
    book.write(scene.sheet, **{keys[1]: "A"})
    page = upload(juror, book.bytes())
    assert "1 sheet changes." in page.text
    assert session.scalars(select(ScoreSheet.id)).all() == []
    confirm(juror, page)
    assert marks(session, scene.sheet) == [4, None]
    (sheet,) = session.scalars(select(ScoreSheet))
    assert (sheet.reason, sheet.version) == ("=Brave, all the same.", 1)
    assert "0 sheets change." in upload(juror, book.bytes()).text  # the same file again
    again = Book(juror)
    first = scene.criteria[0].key
    assert again.read(scene.sheet, f"score-{first}") == 4
    assert again.read(scene.sheet, "reason") == "'=Brave, all the same."
    assert "0 sheets change." in upload(juror, again.bytes()).text


def test_reasons_on_criteria_and_the_note_come_along(
    session: Session, scene: Round, juror: Browser
) -> None:
    first, second = scene.criteria[:2]
    assert f"reason-{first.key}" not in Book(juror).columns
    session.execute(update(Edition).values(rules={"reasons_about": "criterion"}))
    session.commit()
    typed = actions.Typed({first.id: 2}, reasons={first.id: "Old."}, note="Ask about it.")
    sheet = queries.sheet_of(session, scene.actor, scene.sheet, secret=SECRET)
    actions.save(session, sheet, typed, version=0, by=scene.actor, at=NOW)
    session.commit()
    book = Book(juror)
    why, other = f"reason-{first.key}", f"reason-{second.key}"
    heads = list(book.columns)
    assert heads.index(why) == heads.index(f"score-{first.key}") + 1
    assert [book.read(scene.sheet, name) for name in (why, other, "note")] == [
        "Old.",
        "",
        "Ask about it.",
    ]
    filled = {other.replace("-", "_"): "=New.", why.replace("-", "_"): "", "note": "Asked."}
    book.write(scene.sheet, **filled)
    save(session, scene, 3, 1)  # a score, meanwhile, on the web
    page = upload(juror, book.bytes())
    titles = [text_of(row) for row in page.all("th", scope="row")]
    names = [one.name["en"] for one in (first, second)]
    assert titles == [*(f"Your reason: {name}" for name in names), "Private note"]
    confirm(juror, page)
    session.expire_all()
    (sheet_row,) = session.scalars(select(ScoreSheet))
    assert sheet_row.reasons == {first.id: "", second.id: "=New."}
    assert (sheet_row.note, marks(session, scene.sheet)) == ("Asked.", [3])
    session.commit()
    assert "0 sheets change." in upload(juror, book.bytes()).text


def test_the_longest_reasons_there_can_be_are_told_from_others(
    session: Session, scene: Round, juror: Browser
) -> None:
    """All of them together are more than a cell of a workbook takes."""
    session.execute(update(Edition).values(rules={"reasons_about": "criterion"}))
    session.commit()
    each = {one.id: '"' * 1000 for one in scene.criteria}
    typed = actions.Typed({}, '"' * 4000, reasons=each, note='"' * 4000)
    sheet = queries.sheet_of(session, scene.actor, scene.sheet, secret=SECRET)
    actions.save(session, sheet, typed, version=0, by=scene.actor, at=NOW)
    session.commit()
    book = Book(juror)
    assert len(book.read(scene.sheet, "was")) < 2000
    assert "0 sheets change." in upload(juror, book.bytes()).text
    save(session, scene, 3, 1)
    other = f"reason_{scene.criteria[1].key}"
    book.write(scene.sheet, **{other: '"' * 999 + "!"})
    page = upload(juror, book.bytes())
    assert "1 sheet changes." in page.text
    assert "Changed on the web too" not in page.text


def test_text_too_long_for_one_criterion_names_its_column(
    session: Session, scene: Round, juror: Browser
) -> None:
    session.execute(update(Edition).values(rules={"reasons_about": "criterion"}))
    session.commit()
    book = Book(juror)
    book.write(scene.sheet, **{f"reason_{scene.criteria[0].key}": "x" * 1001})
    name = scene.criteria[0].name["en"]
    said = f"“Your reason: {name}” has more than 1000 characters."
    assert said in upload(juror, book.bytes()).text


def test_after_scoring_neither_file_nor_upload(
    session: Session, scene: Round, juror: Browser
) -> None:
    save(session, scene, 1, 0)
    book = Book(juror)
    book.write(scene.sheet, note="Too late.")
    preview = upload(juror, book.bytes())
    close_scoring(session)
    juror.get(FILE, 409)
    assert "Scoring has closed" in upload(juror, book.bytes(), 409).text
    confirm(juror, preview, 409)
    assert marks(session, scene.sheet) == [1]


def test_what_changed_on_the_web_meanwhile_is_kept_unless_chosen(
    session: Session, scene: Round, juror: Browser
) -> None:
    save(session, scene, 1, 0)
    book = Book(juror)
    save(session, scene, 2, 1)
    first, second = (f"score_{criterion.key}" for criterion in scene.criteria[:2])
    assert "0 sheets change." in upload(juror, book.bytes()).text  # an untouched row
    book.write(scene.sheet, **{first: 5, second: 3})
    page = upload(juror, book.bytes())
    assert "Changed on the web too" in page.text
    confirm(juror, page)
    assert marks(session, scene.sheet) == [2, 3]
    page = upload(juror, book.bytes())
    confirm(juror, page, take=scene.sheet)
    assert marks(session, scene.sheet) == [3, 5]


def test_sheet_that_moves_on_after_the_preview_saves_nothing(
    session: Session, scene: Round, juror: Browser
) -> None:
    book = Book(juror)
    book.write(scene.sheet, **{f"score_{scene.criteria[1].key}": 3})
    page = upload(juror, book.bytes())
    save(session, scene, 1, 0)
    confirm(juror, page, 409)
    assert marks(session, scene.sheet) == [1]


def test_wrong_rows_say_what_is_wrong_and_the_others_are_taken(
    session: Session, make: Make, scene: Round, juror: Browser
) -> None:
    others = [make.candidate(scene.award) for _ in range(3)]
    for one in others:
        make.statement(scene.juror, one)
    wrong_mark, too_long, done = (scene.address(one) for one in others)
    handed_in(session, scene, others[2])
    book = Book(juror)
    key = f"score_{scene.criteria[0].key}"
    for address in (scene.sheet, done):
        book.write(address, **{key: 5})
    book.write(wrong_mark, **{key: 7})
    book.write(too_long, reason="x" * 5000)
    stranger = book.page.max_row + 1
    book.page.cell(stranger, book.columns["sheet"], "abcdefgh23456789")
    page = upload(juror, book.bytes())
    said = sorted(re.findall(r"<li>Row \d+, [^:]+: ([^<]+)</li>", page.html))
    assert said == [
        "This candidate is not on your list, or is no longer.",
        "This sheet is handed in. Open it again on the web to change it.",
        "“7” is not a score. Write 1 to 5, or A to abstain.",
        "“Your reasons” has more than 4000 characters.",
    ]
    confirm(juror, page)
    assert marks(session, scene.sheet) == [5]


def handed_in(session: Session, scene: Round, candidate: Candidate) -> None:
    def read() -> queries.Sheet:
        session.expire_all()
        return queries.sheet_of(session, scene.actor, scene.address(candidate), secret=SECRET)

    typed = actions.Typed({criterion.id: 2 for criterion in scene.criteria})
    actions.save(session, read(), typed, version=0, by=scene.actor, at=NOW)
    actions.hand_in(session, read(), by=scene.actor, at=NOW, secret=SECRET)
    session.commit()


def test_conflicted_candidate_is_neither_in_the_file_nor_taken_from_it(
    session: Session, scene: Round, juror: Browser
) -> None:
    book = Book(juror)
    book.write(scene.sheet, **{f"score_{scene.criteria[0].key}": 5})
    preview = upload(juror, book.bytes())
    (statement,) = session.scalars(select(ConflictStatement))
    statement.answer, statement.ground = Answer.CONFLICTED, Ground.FAMILY_OR_FRIEND
    session.commit()
    assert "not on your list" in upload(juror, book.bytes()).text
    confirm(juror, preview, 404)
    assert session.scalars(select(ScoreSheet.id)).all() == []
    assert Book(juror).page.max_row == 2


def test_another_jurors_file_is_refused_row_by_row(
    session: Session, make: Make, scene: Round, juror: Browser, browse: Browse
) -> None:
    other = make.person("Kim Kollega", roles=["juror"])
    make.seat(other, scene.award)
    make.statement(other, scene.candidate)
    book = Book(juror)
    book.write(scene.sheet, **{f"score_{scene.criteria[0].key}": 5})
    page = upload(browse(other), book.bytes())
    assert "not on your list" in page.text
    assert page.all("input", name="content") == []
    assert session.scalars(select(ScoreSheet.id)).all() == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Choose the file"),
        (b"PK\x03\x04 no archive", "cannot be opened"),
        (b"name;score\nA;3\n", "not the file you downloaded"),
    ],
)
def test_other_files_are_refused_kindly(juror: Browser, data: bytes, said: str) -> None:
    assert said in upload(juror, data, 422).text


def test_empty_workbook_is_not_ours(juror: Browser) -> None:
    out = BytesIO()
    Workbook().save(out)
    assert "not the file you downloaded" in upload(juror, out.getvalue(), 422).text


def test_invented_confirmation_is_checked_like_any_save(
    session: Session, scene: Round, juror: Browser
) -> None:
    juror.get("/scoring/offline")
    for content in ("", "[1]", '[{"sheet":"x"}]', "{}5"):
        juror.post("/scoring/offline/save", {"content": content}, 422)
    key = f"score-{scene.criteria[0].key}"
    row = f'[{{"sheet":"{scene.sheet}","version":0,"fields":{{"{key}":"9"}},"clashes":[]}}]'
    juror.post("/scoring/offline/save", {"content": row}, 422)
    assert session.scalars(select(ScoreSheet.id)).all() == []


def test_reading_a_file_keeps_nobody_from_saving(
    juror: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file may take seconds to read; the one write lock is not held meanwhile."""
    writing: list[bool] = []

    def slowly(*_args: Any, **_more: Any) -> Preview:
        writing.append("session" in g)
        return Preview([], [], 0)

    data = Book(juror).bytes()
    monkeypatch.setattr(offline, "read_workbook", slowly)
    upload(juror, data)
    assert writing == [False]


def test_a_small_file_that_unpacks_to_much_is_refused(juror: Browser) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 16 * 1024**2)
    assert len(packed.getvalue()) < 100_000
    assert "The file is larger than" in upload(juror, packed.getvalue(), 422).text
