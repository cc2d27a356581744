"""Score sheets on paper: asked for, printed by the worker, given to whoever may still read them."""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import page as pdf_page
import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.config import Settings
from awards.core.clock import now
from awards.core.db import Database
from awards.jobs.registry import Workshop
from awards.juries.models import Answer, ConflictStatement, Ground
from awards.programmes.models import Edition
from awards.scoring import tasks
from awards.scoring.offline.actions import ask_for_paper
from awards.scoring.offline.paper import (
    Paper,
    PaperCriterion,
    PaperSheet,
    PaperWords,
    print_paper,
)
from awards.scoring.offline.shelf import PaperState, Shelf
from awards.triage.models import CopyState, JurorCopy
from tests.factories import Make
from tests.page import Browser
from tests.scoring.conftest import Round
from tests.scoring.test_pages import close_scoring

Browse = Callable[..., Browser]
FILE, ASK, STATE = (
    "/scoring/offline/scores.pdf",
    "/scoring/offline/paper",
    "/scoring/offline/paper/progress",
)


@pytest.fixture
def workshop(database: Database, settings: Settings, font_folder: Path) -> Workshop:
    """A workshop with the faces that are cut already."""
    (settings.instance / "fonts").symlink_to(font_folder)
    return Workshop(database, settings)


@pytest.fixture
def shelf(settings: Settings) -> Shelf:
    return Shelf(settings.instance / "papers")


def ask(browser: Browser) -> None:
    browser.get("/scoring/offline")
    browser.post(ASK, {})


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(p.extract_text() for p in PdfReader(BytesIO(pdf)).pages).split())


def fetched(browser: Browser) -> bytes:
    answer = browser.client.get(FILE)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "private, no-store"
    return bytes(answer.data)


def test_paper_is_asked_for_followed_and_fetched(
    browse: Browse, scene: Round, workshop: Workshop, session: Session, jobs: list[tuple[str, ...]]
) -> None:
    browser = browse(scene.juror)
    page = browser.get("/scoring/offline")
    assert "Make the PDF" in page.text
    browser.get(FILE, 404)
    assert browser.post(ASK, {}).location.endswith("#paper")
    browser.post(ASK, {})  # the second click of the same
    assert jobs == [("scoring.print-papers",)]
    lines = session.scalars(select(AuditLine).where(AuditLine.event == "paper.asked")).all()
    assert [line.details for line in lines] == [{"sheets": 1}]
    session.commit()
    page = browser.get("/scoring/offline")  # and again: the bar is there after a reload
    bar = page.first("div", class_="c-progress")
    assert bar.get("data-progress", "").startswith(STATE)
    told = browser.client.get(bar.get("data-progress", "")).json
    assert told == {"done": 0, "total": 1, "state": "pending", "label": "0 of 1 sheet is set"}
    tasks.print_papers(workshop)
    assert (browser.client.get(STATE).json or {})["state"] == "made"
    page = browser.get("/scoring/offline")
    assert "has 1 sheet. It stays here for a day." in page.text
    assert [link for link in page.links if link.startswith(FILE)]
    text = words_of(fetched(browser))
    code = " ".join(scene.sheet[at : at + 4] for at in range(0, 16, 4))
    levels = [one.levels["en"][0] for one in scene.criteria]
    for said in ("The candidate has dared.", "And it works.", "Jo Juror", code, *levels):
        assert said in text
    assert scene.candidate.code_name in text


def test_paper_is_ordered_only_when_the_request_goes_through(
    scene: Round, shelf: Shelf, database: Database
) -> None:
    paper, whose = long_paper(range(1, 6), each=False), "a" * 32

    def order(session: Session) -> None:
        edition = session.get_one(Edition, scene.award.edition_id)
        texts = {scene.sheet: "1"}
        ask_for_paper(
            session, shelf, edition, whose=whose, texts=texts, paper=paper, by=scene.actor, at=now()
        )

    with pytest.raises(RuntimeError), database.write() as session:
        order(session)
        raise RuntimeError
    assert shelf.order_of(whose) is None
    with database.write() as session:
        order(session)
    found = shelf.order_of(whose)
    assert (found.texts if found else None) == {scene.sheet: "1"}


@pytest.mark.parametrize(
    ("language", "name"),
    [("sv", "bedömningar-2026"), ("nb", "vurderinger-2026"), ("en", "scores-2026")],
)
def test_files_are_called_what_they_are_in_the_readers_language(
    browse: Browse, scene: Round, workshop: Workshop, language: str, name: str
) -> None:
    browser = browse(scene.juror, language)
    ask(browser)
    tasks.print_papers(workshop)
    for file, ending in ((FILE, "pdf"), ("/scoring/offline/scores.xlsx", "xlsx")):
        said = browser.client.get(file).headers["Content-Disposition"]
        assert quote(f"{name}.{ending}") in said or f"{name}.{ending}" in said


def test_paper_names_nobody_and_leaves_out_who_is_not_to_be_read(
    browse: Browse, make: Make, scene: Round, workshop: Workshop
) -> None:
    nomination = make.nomination(scene.award, nominee_name="Birgitta Lönnqvist")
    named = make.candidate(nomination=nomination, text="Somebody made it work.")
    make.statement(scene.juror, named)
    conflicted = make.candidate(scene.award, text="A text about my own brother.")
    make.statement(scene.juror, conflicted, Answer.CONFLICTED, ground=Ground.FAMILY_OR_FRIEND)
    unanswered = make.candidate(scene.award, text="A text nobody has answered for.")
    done = make.candidate(scene.award, text="A text that is handed in.")
    make.statement(scene.juror, done)
    make.sheet(scene.juror, done, [3] * 6, criteria=scene.criteria)
    browser = browse(scene.juror)
    ask(browser)
    tasks.print_papers(workshop)
    pdf = fetched(browser)
    text = words_of(pdf)
    assert "Somebody made it work." in text
    for hidden in ("Birgitta", "Lönnqvist", "brother", "nobody has answered", "is handed in."):
        assert hidden not in text
    for one in (conflicted, unanswered, done):
        assert one.code_name not in text
    reader = PdfReader(BytesIO(pdf))
    assert "Lönnqvist" not in str(reader.metadata) + str(reader.xmp_metadata)
    outline = [one.title for one in reader.outline if not isinstance(one, list)]
    assert outline[0] == "Scoring on paper"
    assert set(outline[1:]) == {scene.candidate.code_name, named.code_name}


def test_paper_is_not_given_out_once_a_text_of_it_may_not_be_read(
    browse: Browse, scene: Round, workshop: Workshop, session: Session
) -> None:
    browser = browse(scene.juror)
    ask(browser)
    tasks.print_papers(workshop)
    fetched(browser)
    (statement,) = session.scalars(select(ConflictStatement))
    statement.answer, statement.ground = Answer.CONFLICTED, Ground.FAMILY_OR_FRIEND
    session.commit()
    browser.get(FILE, 404)
    assert "What you may read has changed since" in browser.get("/scoring/offline").text
    assert "nothing to print" in browser.post(ASK, {}, 422).text


def test_paper_with_an_older_text_is_not_given_out(
    browse: Browse, scene: Round, workshop: Workshop, session: Session, shelf: Shelf
) -> None:
    browser = browse(scene.juror)
    ask(browser)
    tasks.print_papers(workshop)
    (copy,) = session.scalars(select(JurorCopy))
    copy.state = CopyState.REPLACED
    newer = {key: getattr(copy, key) for key in ("candidate_id", "prepared_at", "approved_at")}
    text = [{**copy.sections[0], "text": "Written anew."}]
    session.add(
        JurorCopy(
            **newer, version=2, state=CopyState.APPROVED, sections=text, changed_at=copy.changed_at
        )
    )
    session.commit()
    browser.get(FILE, 404)
    ask(browser)
    tasks.print_papers(workshop)
    assert "Written anew." in words_of(fetched(browser))
    assert len(list(shelf.folder.glob("*.pdf"))) == 1


def test_paper_with_a_text_written_anew_under_its_version_is_not_given_out(
    browse: Browse, scene: Round, workshop: Workshop, session: Session
) -> None:
    browser = browse(scene.juror)
    ask(browser)
    tasks.print_papers(workshop)
    (copy,) = session.scalars(select(JurorCopy))
    copy.sections = [{**copy.sections[0], "text": "Taken apart, and approved again."}]
    session.commit()
    browser.get(FILE, 404)


def test_paper_is_one_jurors_own_and_ends_with_scoring(
    browse: Browse, make: Make, scene: Round, workshop: Workshop, session: Session
) -> None:
    other = make.person("Kim Kollega", roles=["juror"])
    make.seat(other, scene.award)
    ask(browse(scene.juror))
    tasks.print_papers(workshop)
    browse(other).get(FILE, 404)
    close_scoring(session)
    browse(scene.juror).get(FILE, 409)


def test_many_sheets_are_printed_in_parts(
    browse: Browse, make: Make, scene: Round, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("awards.scoring.views.paper.MOST_SHEETS", 2)
    for _ in range(4):
        make.statement(scene.juror, make.candidate(scene.award))
    browser, seen = browse(scene.juror), list[list[str]]()
    page = browser.get("/scoring/offline")
    asks = [f.get("action", "") for f in page.all("form") if ASK in f.get("action", "")]
    assert ["Sheets 1–2" in page.text, "Sheets 5–5" in page.text, len(asks)] == [True, True, 3]
    for action in asks:
        browser.get("/scoring/offline")
        browser.post(action, {})
        (order,) = shelf.pending()
        seen.append(list(order.texts))
    assert [len(part) for part in seen] == [2, 2, 1]
    assert len({address for part in seen for address in part}) == 5
    browser.post(f"{ASK}?part=7", {}, 422)


def test_paper_that_fails_says_so_and_can_be_asked_for_again(
    browse: Browse, scene: Round, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browse(scene.juror)
    ask(browser)
    with monkeypatch.context() as broken:
        broken.setattr("awards.scoring.tasks.print_paper", lambda *_a, **_k: 1 / 0)
        for _try in range(3):
            assert (browser.client.get(STATE).json or {})["state"] == "pending"
            tasks.print_papers(workshop)
    assert "It could not be printed" in browser.get("/scoring/offline").text
    tasks.print_papers(workshop)  # the sweep does not try for ever
    assert (browser.client.get(STATE).json or {})["state"] == "failed"
    browser.post(ASK, {})
    tasks.print_papers(workshop)
    fetched(browser)


def test_paper_of_yesterday_is_thrown_away(
    browse: Browse, scene: Round, workshop: Workshop, shelf: Shelf
) -> None:
    browser = browse(scene.juror)
    ask(browser)
    tasks.print_papers(workshop)
    old = (now() - timedelta(hours=25)).timestamp()
    for file in shelf.folder.iterdir():
        os.utime(file, (old, old))
    tasks.print_papers(workshop)
    assert list(shelf.folder.iterdir()) == []
    assert "Make the PDF" in browser.get("/scoring/offline").text


def test_killed_worker_leaves_the_order_and_two_do_not_print_the_same(shelf: Shelf) -> None:
    asked = shelf.put_order("a" * 32, texts={"x": "1"}, paper={}, at=datetime.now(UTC))
    asked.tell(1)
    (order,) = shelf.pending()
    assert (order.id, order.state, order.done) == (asked.id, PaperState.PENDING, 1)
    with order.alone() as first, asked.alone() as second:
        assert (first, second) == (True, False)
    order.put(b"%PDF")
    assert shelf.pending() == []
    assert {file.stat().st_mode & 0o077 for file in shelf.folder.glob("*.pdf")} == {0}


def long_paper(scale: range, *, each: bool) -> Paper:
    """Return a paper with everything long, and a text that tries to be a page of its own."""
    levels = [(n, "Gränserna är borta, också mot världen utanför") for n in scale]
    words = PaperWords(
        criterion="Kriterium",
        abstain="Avstå",
        reasons="Din motivering",
        reason="Varför",
        candidate="Kandidat",
        award="Pris",
        page=("Sida ", " av ", ""),
        own="Dina poäng",
        how=["Läs texten och kryssa en ruta för varje kriterium."] * 6,
    )
    attack = '<script>x</script><img src="file:///etc/passwd"> https://example.org " counter(page)'
    sheets = [
        PaperSheet(code, "Öppenhet", "0pcz gf90 23pe 9jwq", place, [("Vad?", text), ("Hur?", "")])
        for code, place, text in (
            ("KB7", "Blad 1 av 2", attack),
            ("XY2", "Blad 2 av 2", "Åtta ord om året som gick. " * 300),
        )
    ]
    return Paper(
        language="sv",
        title="Bedömning på papper",
        programme="Medarbetarpriserna · 2026",
        facts=[("Juryledamot", "Jo Juror"), ("Kandidater", "2")],
        accent="#0e5a60",
        reason_on_each=each,
        criteria=[PaperCriterion("Kunskap", levels) for _ in range(6)],
        sheets=sheets,
        words=words,
    )


@pytest.mark.parametrize(
    ("scale", "each"), [(range(1, 6), False), (range(1, 6), True), (range(11), False)]
)
def test_paper_is_valid_pdf_ua_in_our_fonts(
    font_folder: Path, caplog: pytest.LogCaptureFixture, scale: range, each: bool
) -> None:
    told: list[int] = []
    paper = long_paper(scale, each=each)
    pdf = print_paper(paper.as_told(), fonts=font_folder, done=told.append)
    assert told == [0, 1, 2]
    report = pdf_page.validate_pdf_bytes(pdf, profile="ua1")
    assert [failure.message for failure in report.failures] == []
    assert [record.getMessage() for record in caplog.records] == []
    pages = PdfReader(BytesIO(pdf)).pages
    assert {tuple(round(side) for side in one.mediabox[2:]) for one in pages} == {(595, 842)}
    fonts = {font for one in pages for font in _fonts_of(one)}
    assert {re.sub(r"^/[A-Z]{6}\+|,$", "", name) for name in fonts} == {
        "Source-Serif-4",
        "Source-Serif-4-Semi-Bold",
        "Source-Serif-4-Caps",
        "Source-Serif-4-Display",
        "Source-Serif-4-Figures",
    }
    texts = [" ".join(one.extract_text().split()) for one in pages]
    ends = [text for text in texts if "XY2" in text or "Blad 2 av 2" in text]
    assert len(ends) > 1
    for number, text in enumerate(ends[1:], start=1):
        assert f"Sida {number} av {len(ends) - 1}" in text
        assert "0pcz gf90 23pe 9jwq" in text
    assert "<script>x</script>" in " ".join(texts)


def _fonts_of(one: object) -> list[str]:
    fonts = one["/Resources"].get("/Font", {})  # type: ignore[index]
    return [str(font.get_object()["/BaseFont"]) for font in fonts.values()]


def test_boxes_of_a_sheet_stay_together(font_folder: Path) -> None:
    paper = long_paper(range(1, 6), each=True)
    pdf = print_paper(paper.as_told(), fonts=font_folder, done=lambda _done: None)
    texts = [one.extract_text() for one in PdfReader(BytesIO(pdf)).pages]
    assert [text.count("Kunskap 1") for text in texts if "Dina poäng" in text] == [6, 6]
