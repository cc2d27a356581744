"""Certificates on their pages: one by one, all as a ZIP, and to nobody else."""

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import page as validation
import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import event
from sqlalchemy.orm import Session

from awards.config import Settings
from awards.core.db import Database
from awards.core.permissions import SYSTEM
from awards.decisions.models import Outcome
from awards.jobs.registry import HANDLERS, Workshop
from awards.programmes.actions import set_arms, take_arms
from awards.programmes.models import Award, Phase
from tests import samples
from tests.decided import TEAM, decide, given, lund
from tests.factories import Make
from tests.page import Browser, Page

Browse = Callable[..., Browser]


@pytest.fixture(autouse=True)
def cut_fonts(settings: Settings, fonts: Path) -> None:
    """Give the app the faces that are cut already."""
    (settings.instance / "fonts").symlink_to(fonts)


@pytest.fixture
def award(make: Make) -> Award:
    """Innovation in Lund, won by a team of two."""
    edition = lund(make)
    award = make.award(edition, name={"sv": "Innovation", "en": "Innovation"})
    decide(make, award, given(make, award, "Team E-hemvården", public_title="", members=TEAM))
    return award


@pytest.fixture
def staff(browse: Browse, make: Make) -> Callable[[], Browser]:
    """Sign in communications, with pages in English."""
    return lambda: browse(make.person(roles=["communications"]))


def pdfs(page: Page) -> list[str]:
    return [link for link in page.links if ".pdf" in link]


def name_of(page: Page) -> str:
    return unquote(page.headers["Content-Disposition"].partition("filename*=UTF-8''")[2])


def words(data: bytes) -> str:
    return " ".join(PdfReader(BytesIO(data)).pages[0].extract_text().split())


def test_overview_offers_a_pdf_for_the_winner_and_each_member(
    staff: Callable[[], Browser], award: Award
) -> None:
    page = staff().get("/certificates")
    names = ["Team E-hemvården", "Ingrid Sandell", "Jonas Ekdahl"]
    assert [name for name in names if name in page.text] == names
    assert len(pdfs(page)) == 3


def test_certificate_carries_the_coat_of_arms_and_is_another_file_then(
    staff: Callable[[], Browser], award: Award, session: Session, settings: Settings
) -> None:
    browser = staff()
    link = pdfs(browser.get("/certificates"))[0]
    before = browser.get(link).headers["ETag"]
    programme = award.edition.programme
    taken = take_arms(samples.picture("PNG", size=(480, 600)), folder=settings.instance / "files")
    at = datetime.now(UTC)
    set_arms(session, programme, taken, {"sv": "Vapen"}, version=1, by=SYSTEM, at=at)
    session.commit()
    after = browser.get(link, headers={"If-None-Match": before})
    pictures = PdfReader(BytesIO(after.response.data)).pages[0].images
    assert [one.image.size for one in pictures if one.image] == [(480, 600)]


def test_nothing_is_seen_before_the_decision(staff: Callable[[], Browser], make: Make) -> None:
    make.candidate(make.award(lund(make)))
    page = staff().get("/certificates")
    assert ("No decision yet" in page.text, pdfs(page)) == (True, [])


def test_outcome_of_an_award_that_is_not_decided_has_no_certificate(
    staff: Callable[[], Browser], award: Award, session: Session
) -> None:
    browser = staff()
    url = pdfs(browser.get("/certificates"))[0]
    award.decided_at = None
    session.commit()
    assert "Content-Disposition" not in browser.get(url, 404).headers


def test_programme_without_an_edition_says_what_will_be_here(
    staff: Callable[[], Browser],
) -> None:
    assert "No decision yet" in staff().get("/certificates").text


def test_award_that_was_not_given_says_so(staff: Callable[[], Browser], make: Make) -> None:
    award = make.award(lund(make))
    decide(make, award, not_awarded_reason="Nobody dared.")
    page = staff().get("/certificates")
    assert ("there is no certificate" in page.text, pdfs(page)) == (True, [])


def test_certificate_through_the_page_is_valid_and_has_our_typeface(
    staff: Callable[[], Browser], award: Award
) -> None:
    browser = staff()
    answer = browser.get(pdfs(browser.get("/certificates?language=sv"))[0])
    data = answer.response.get_data()
    report = validation.validate_pdf_bytes(data, profile="ua1")
    resources: Any = PdfReader(BytesIO(data)).pages[0]["/Resources"]
    faces = {str(f.get_object()["/BaseFont"]) for f in resources["/Font"].values()}
    assert [failure.message for failure in report.failures] == []
    assert {name.partition("+")[2][:14] for name in faces} == {"Source-Serif-4"}
    assert name_of(answer) == "Innovation 2026 – Team E-hemvården.pdf"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sv", "tilldelas Team E-hemvården"),
        ("nb", "tildeles Team E-hemvården"),
        ("en", "is awarded to Team E-hemvården"),
    ],
)
def test_certificate_is_in_the_language_asked_for(
    staff: Callable[[], Browser], award: Award, language: str, said: str
) -> None:
    browser = staff()
    url = pdfs(browser.get(f"/certificates?language={language}"))[0]
    reader = PdfReader(BytesIO(browser.get(url).response.get_data()))
    read = " ".join(reader.pages[0].extract_text().split())
    assert (said in read, str(reader.root_object["/Lang"])) == (True, language)


def test_member_gets_a_certificate_of_their_own(staff: Callable[[], Browser], award: Award) -> None:
    browser = staff()
    answer = browser.get(pdfs(browser.get("/certificates?language=en"))[2])
    read = words(answer.response.get_data())
    said = ["is awarded to Jonas Ekdahl", "enhetschef", "the others in Team E", "INNOVATION-1.2"]
    assert [text for text in said if text in read] == said


def test_unchanged_certificate_is_not_printed_again(
    staff: Callable[[], Browser], award: Award
) -> None:
    browser = staff()
    url = pdfs(browser.get("/certificates"))[0]
    tag = browser.get(url).headers["ETag"]
    again = browser.get(url, 304, headers={"If-None-Match": tag})
    assert again.response.get_data() == b""


def test_certificate_may_not_be_kept_by_anybody_between(
    staff: Callable[[], Browser], award: Award
) -> None:
    browser = staff()
    answer = browser.get(pdfs(browser.get("/certificates"))[0])
    assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("member", ["3", "99", "-1", "x"])
def test_member_who_is_not_there_is_not_found(
    staff: Callable[[], Browser], award: Award, member: str
) -> None:
    browser = staff()
    first = pdfs(browser.get("/certificates"))[0]
    browser.get(first.replace("/0.pdf", f"/{member}.pdf"), 404)


def test_hostile_name_becomes_a_harmless_file_name(
    staff: Callable[[], Browser], make: Make
) -> None:
    award = make.award(lund(make), name={"sv": "Lyssna", "en": "Listen"})
    decide(make, award, given(make, award, '../../etc/"pa\r\nss"\u202egnp.exe<script>'))
    browser = staff()
    answer = browser.get(pdfs(browser.get("/certificates"))[0])
    assert name_of(answer) == "Lyssna 2026 – etc pa ss gnp.exe script.pdf"


def _workers_turn(app: Flask, database: Database, jobs: list[tuple[str, ...]]) -> None:
    while jobs:
        name, *ids = jobs.pop(0)
        HANDLERS[name](Workshop(database, app.extensions["settings"]), *ids)


def _ask(browser: Browser, **values: str) -> Page:
    page = browser.get("/certificates")
    return browser.post("/certificates", {**page.form("/certificates"), **values})


def test_all_certificates_come_as_one_zip(
    staff: Callable[[], Browser],
    award: Award,
    app: Flask,
    database: Database,
    jobs: list[tuple[str, ...]],
) -> None:
    browser = staff()
    batch = _ask(browser).location
    waiting = browser.get(batch)
    assert ("0 of 3 certificates are ready" in waiting.text, "Being made" in waiting.text) == (
        True,
        True,
    )
    _workers_turn(app, database, jobs)
    ready = browser.get(batch)
    assert "3 of 3 certificates are ready" in ready.text
    answer = browser.get(next(link for link in ready.links if link.endswith(".zip")))
    data = answer.response.get_data()
    answer.response.close()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        texts = {name: words(archive.read(name)) for name in archive.namelist()}
    assert list(texts) == [
        "Innovation 2026 – Team E-hemvården.pdf",
        "Innovation 2026 – Ingrid Sandell.pdf",
        "Innovation 2026 – Jonas Ekdahl.pdf",
    ]
    assert [text.count("LUND-2026-INNOVATION-1") for text in texts.values()] == [1, 1, 1]
    assert name_of(answer) == "Staff awards 2026 – certificates.zip"


def test_progress_is_told_to_the_page(
    staff: Callable[[], Browser],
    award: Award,
    app: Flask,
    database: Database,
    jobs: list[tuple[str, ...]],
) -> None:
    browser = staff()
    url = f"{_ask(browser).location}/progress"
    before = browser.get(url).response.get_json()
    _workers_turn(app, database, jobs)
    after = browser.get(url).response.get_json()
    assert [before, after] == [
        {"done": 0, "total": 3, "state": "pending", "label": "0 of 3 certificates are ready"},
        {"done": 3, "total": 3, "state": "made", "label": "3 of 3 certificates are ready"},
    ]


def test_unfinished_batch_loads_itself_again_without_javascript(
    staff: Callable[[], Browser],
    award: Award,
    app: Flask,
    database: Database,
    jobs: list[tuple[str, ...]],
) -> None:
    browser = staff()
    batch = _ask(browser).location
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in browser.get(batch).html
    _workers_turn(app, database, jobs)
    assert "http-equiv" not in browser.get(batch).html


def test_double_click_leads_to_one_batch(staff: Callable[[], Browser], award: Award) -> None:
    browser = staff()
    assert _ask(browser).location == _ask(browser).location


def test_other_language_is_another_batch(staff: Callable[[], Browser], award: Award) -> None:
    browser = staff()
    assert _ask(browser).location != _ask(browser, language="nb").location


def test_language_we_do_not_speak_is_refused(staff: Callable[[], Browser], award: Award) -> None:
    browser = staff()
    fields = {**browser.get("/certificates").form("/certificates"), "language": "xx"}
    browser.post("/certificates", fields, 422)


@pytest.mark.parametrize("role", ["juror", "chair", "auditor", "admin"])
def test_other_roles_are_refused(browse: Browse, make: Make, award: Award, role: str) -> None:
    browse(make.person(roles=[role])).get("/certificates", 403)


def test_another_programmes_certificates_are_not_found(
    browse: Browse, staff: Callable[[], Browser], make: Make, award: Award
) -> None:
    mine = staff()
    pdf = pdfs(mine.get("/certificates"))[0]
    batch = _ask(mine).location
    sandnes = make.programme("sandnes")
    stranger = browse(make.person(roles=["communications"], programme=sandnes))
    form = {"edition": award.edition_id, "language": "sv"}
    stranger.get(f"/certificates?edition={award.edition_id}", 404)
    stranger.get(pdf, 404)
    stranger.get(batch, 404)
    stranger.get(f"{batch}/progress", 404)
    stranger.get(f"{batch}.zip", 404)
    stranger.post(f"{batch}/again", status=404)
    stranger.post("/certificates", form, 404)


def test_the_zip_is_not_there_before_it_is_made(staff: Callable[[], Browser], award: Award) -> None:
    browser = staff()
    browser.get(f"{_ask(browser).location}.zip", 404)


def test_page_begins_with_the_newest_decided_edition(
    staff: Callable[[], Browser], make: Make, award: Award
) -> None:
    newer = make.edition(Phase.SCORING, slug="2027", year=2027)
    make.award(newer)
    browser = staff()
    assert "Team E-hemvården" in browser.get("/certificates").text
    assert "No decision yet" in browser.get(f"/certificates?edition={newer.id}").text


def _count(database: Database, browser: Browser, url: str) -> int:
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    browser.get(url)
    event.remove(database.engine, "before_cursor_execute", note)
    return len(seen)


def test_pages_ask_the_database_as_often_for_many_winners(
    staff: Callable[[], Browser], make: Make, award: Award, database: Database
) -> None:
    browser = staff()
    batch = _ask(browser).location
    few = [_count(database, browser, url) for url in ("/certificates", batch)]
    for place in range(8):
        more = make.award(award.edition, slug=f"more-{place}")
        shared = [
            given(make, more, f"Winner {place} {n}", outcome=Outcome.SHARED, members=TEAM)
            for n in range(3)
        ]
        decide(make, more, *shared)
    _ask(browser)
    many = [_count(database, browser, url) for url in ("/certificates", batch)]
    assert many == few
    assert max(few) <= 12


def test_until_the_announcement_the_page_says_the_minute_before_anything_else(
    staff: Callable[[], Browser], award: Award, make: Make
) -> None:
    page = staff().get("/certificates")
    assert "Secret until the announcement" in page.text
    assert "No minute is set yet." in page.text
    award.announce_at = datetime(2126, 12, 1, 8, 30, tzinfo=UTC)
    make.session.commit()
    browser = staff()
    page = browser.get("/certificates")
    secret = page.text.index("Secret until 1 December 2126 09:30")
    assert secret < page.text.index("Make all as ZIP")
    assert "Secret until 1 December 2126 09:30." in browser.get("/home").text
    award.announce_at = datetime(2026, 1, 1, tzinfo=UTC)
    make.session.commit()
    assert "Secret" not in browser.get("/certificates").text + browser.get("/home").text
