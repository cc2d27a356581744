"""A jury of five judges a round: conflicts, a plan, an illness, a lost line, keyboard and phone.

Three of them sit at a browser: one writes in a file, one has only a keyboard, one only a phone.
The other two send the same pages' forms. In the end every score that was chosen is stored.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from sqlalchemy import select

from awards import create_app
from awards.accounts.models import Person
from awards.core.clock import now
from awards.juries.models import Answer, ConflictStatement, SeatRole
from awards.juries.routing.models import Assignment
from awards.programmes.models import Criterion, Edition, Phase
from awards.scoring.models import Score, ScoreSheet, SheetState
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.browser.site import Site, settings_in
from tests.browser.waiting import press
from tests.factories import Make
from tests.page import Browser
from tests.serving import serving
from tools.machine import any_free_port

pytestmark = pytest.mark.browser

JURORS = ("Anna Keys", "Bo Phone", "Cia File", "Dan Ill", "Eva Chair")
ANNA, BO, CIA, DAN, EVA = JURORS
NOMINEES = ("Alva Norrsken", "Kvarteret Linden", "Morgonlaget", "Siv Lo", "Tor Dal", "Nattskiftet")
READERS = 3
CRITERIA = 6
SAVED = re.compile(r"^Saved \d")
WHY = "Everybody who is well has handed in."
SHEETS = "/scoring/sheets/"

Marks = list[int | None]


@dataclass
class Room:
    """The site, and who sits around the table."""

    site: Site
    people: dict[str, Person]
    coordinator: Person
    edition_id: str
    close: str
    """The code name of the candidate that one of the jurors knows."""
    codes: dict[str, str]
    """Candidate id → code name."""
    chosen: dict[tuple[str, str], Marks] = field(default_factory=dict)
    """(Juror, code name) → what they chose."""

    @property
    def url(self) -> str:
        """Where the site is."""
        return self.site.url

    def cookie_of(self, person: Person, language: str) -> dict[str, str]:
        """Return the cookie of somebody who is signed in."""
        return self.site.cookie_for(person, language)

    def browse(self, name: str) -> Browser:
        """Return somebody who sends forms without a browser."""
        client, cookie = self.site.app.test_client(), self.cookie_of(self.people[name], "en")
        client.set_cookie(cookie["name"], cookie["value"])
        return Browser(client)

    def marks(self, name: str, code: str) -> Marks:
        """Choose scores, others for each juror and candidate; one of them is an abstention."""
        row, column = JURORS.index(name), sorted(self.codes.values()).index(code)
        given: Marks = [1 + (row + 2 * column + place) % 5 for place in range(CRITERIA)]
        given[(row + column) % CRITERIA] = None
        self.chosen[name, code] = given
        return given

    def readings(self) -> dict[str, set[str]]:
        """Return juror → the code names that they are to read."""
        names = {person.id: name for name, person in self.people.items()}
        with self.site.database.read() as session:
            rows = session.execute(select(Assignment.person_id, Assignment.candidate_id)).all()
        found: dict[str, set[str]] = {name: set() for name in JURORS}
        for person, candidate in rows:
            found[names[person]].add(self.codes[candidate])
        return found

    def stored(self) -> dict[tuple[str, str], Marks]:
        """Return (juror, code name) → the scores in the database, in the criteria's order."""
        names = {person.id: name for name, person in self.people.items()}
        with self.site.database.read() as session:
            rows = session.execute(
                select(ScoreSheet.person_id, ScoreSheet.candidate_id, Score.value)
                .join(Score, Score.sheet_id == ScoreSheet.id)
                .join(Criterion, Criterion.id == Score.criterion_id)
                .order_by(Criterion.position)
            ).all()
        found: dict[tuple[str, str], Marks] = {}
        for person, candidate, value in rows:
            found.setdefault((names[person], self.codes[candidate]), []).append(value)
        return found

    def states(self) -> Counter[SheetState]:
        """Count the sheets by their state."""
        with self.site.database.read() as session:
            return Counter(session.scalars(select(ScoreSheet.state)))


@pytest.fixture
def room(tmp_path: Path, migrated_sqlite: sqlite3.Connection, font_folder: Path) -> Iterator[Room]:
    """Serve a round with five jurors and six candidates that nobody has said a word about."""
    (tmp_path / "fonts").symlink_to(font_folder)
    with sqlite3.connect(tmp_path / "utmarkt.db") as target:
        migrated_sqlite.backup(target)
    target.close()
    port = any_free_port()
    app = create_app(settings_in(tmp_path, port))
    database = app.extensions["database"]
    with database.writing() as session:
        make = Make(session)
        edition = make.edition(Phase.SCORING, rules={"ties_asked": True})
        award = make.award(edition)
        people = {}
        for name in JURORS:
            role = SeatRole.CHAIR if name == EVA else SeatRole.MEMBER
            people[name] = make.person(name, roles=["chair" if name == EVA else "juror"])
            make.seat(people[name], award, role)
        named = [make.nomination(award, nominee_name=nominee) for nominee in NOMINEES]
        codes = {one.id: one.code_name for one in (make.candidate(nomination=n) for n in named)}
        coordinator = make.person("Ko Ordinator", roles=["coordinator"])
        edition_id, close = edition.id, next(iter(codes.values()))
        assert [person.grants for person in (*people.values(), coordinator)]
    try:
        with serving(app, port) as url:
            yield Room(Site(app, url), people, coordinator, edition_id, close, codes)
    finally:
        database.dispose()


def test_a_jury_of_five_comes_to_a_closed_round(
    room: Room, open_page: OpenPage, troubles: list[str]
) -> None:
    desk = open_page(room, room.coordinator, width=DESK)
    at_the_file = open_page(room, room.people[CIA], width=DESK)
    say_whom_you_know(at_the_file, room)
    for name in (ANNA, BO, DAN, EVA):
        know_nobody(room.browse(name))
    divide(desk, room)
    planned = room.readings()
    assert Counter(code for codes in planned.values() for code in codes) == dict.fromkeys(
        room.codes.values(), READERS
    )
    assert room.close not in planned[CIA]

    (finished,) = send_scores(room, DAN, sheets=1)
    fall_ill(desk)
    moved = room.readings()
    assert moved[DAN] == {finished}
    assert {name: codes - moved[name] for name, codes in planned.items() if name != DAN} == {
        name: set() for name in JURORS if name != DAN
    }
    assert room.close not in moved[CIA]

    score_by_keyboard(open_page(room, room.people[ANNA], width=DESK), room, moved[ANNA])
    score_on_the_phone(
        open_page(room, room.people[BO], width=PHONE, has_touch=True), room, moved[BO], troubles
    )
    unfinished = score_in_the_file(at_the_file, room, moved[CIA])
    send_scores(room, EVA, sheets=len(moved[EVA]))

    close_the_round(desk, room, unfinished)
    assert room.stored() == room.chosen
    handed_in = len(room.codes) * READERS - 1
    assert room.states() == {SheetState.HANDED_IN: handed_in, SheetState.OPEN: 1}
    results = room.browse(EVA).get("/results")
    assert f"{handed_in} of" in results.text


# — conflicts —


def say_whom_you_know(page: Page, room: Room) -> None:
    """Name a person first; then the candidate that it is about is among those asked one by one."""
    page.goto("/scoring")
    page.get_by_role("link", name="Answer now").click()
    page.get_by_label("A person").fill(NOMINEES[0])
    page.get_by_label("A person").press("Tab")  # puts away what was suggested
    page.get_by_role("button", name="Add the person").click()
    expect(page.locator(".c-ties")).to_contain_text(NOMINEES[0])
    press(page, page.get_by_role("button", name="That is everybody: go on"))
    cards = page.locator(".c-statement")
    asked = [card.get_by_role("heading").inner_text().split()[-1] for card in cards.all()]
    assert room.close in asked
    assert len(asked) > 1  # others, too, so that the question alone tells nothing
    for code, card in zip(asked, cards.all(), strict=True):
        answer = "Conflicted" if code == room.close else "No conflict"
        card.locator("label", has_text=answer).click()
        if code == room.close:
            card.get_by_label("What is the connection?").select_option("family-or-friend")
    page.locator("button[name='then']").first.click()
    page.wait_for_url("**/scoring?*")
    expect(page.get_by_role("main")).not_to_contain_text(room.close)
    with room.site.database.read() as session:
        said = session.scalars(
            select(ConflictStatement.answer).where(
                ConflictStatement.person_id == room.people[CIA].id
            )
        )
        assert Counter(said) == {Answer.NONE: len(NOMINEES) - 1, Answer.CONFLICTED: 1}


def know_nobody(browser: Browser) -> None:
    """Say that there is nobody, and then "none" to every candidate."""
    browser.get("/juries/close")
    page = browser.follow(browser.post("/juries/close/told", {}))
    sent = {**page.form(), "then": "rest"}
    browser.follow(browser.post("/juries/statements", sent))


# — who reads what —


def divide(page: Page, room: Room) -> None:
    """Work out a plan with three readers a candidate, look at it, apply it."""
    page.goto(f"/juries/routing?edition={room.edition_id}")
    page.locator("label", has_text="So many:").click()
    page.get_by_label("Number of readers").fill(str(READERS))
    page.get_by_role("button", name="Work out a plan").click()
    expect(page.get_by_text("Every candidate has its readers")).to_be_visible()
    expect(page.locator(".c-loads tbody tr")).to_have_count(len(JURORS))
    assert room.readings() == {name: set() for name in JURORS}  # nothing has changed yet
    apply(page)


def apply(page: Page) -> None:
    """Apply a plan, and say yes when the page asks."""
    page.wait_for_load_state()  # what asks first is there
    page.get_by_role("button", name="Apply to 1 award").click()
    page.get_by_role("dialog").get_by_role("button", name="Apply to 1 award").click()
    expect(page.get_by_text("The plan is applied.").first).to_be_visible()


def fall_ill(page: Page) -> None:
    """Note that a juror is away, and let the next plan give the rest to others."""
    page.get_by_role("row", name=DAN).get_by_role("link").click()
    page.get_by_label("Cannot read any more, from").fill(now().date().isoformat())
    press(page, page.get_by_role("button", name="Save"))
    expect(page.get_by_role("row", name=DAN)).to_contain_text("Away from")
    page.locator("label", has_text="So many:").click()
    page.get_by_label("Number of readers").fill(str(READERS))
    page.get_by_role("button", name="Work out a plan").click()
    change = page.locator("section", has=page.get_by_role("heading", name="What it changes"))
    expect(change).to_contain_text(f"{DAN} hands on")
    apply(page)


# — scoring —


def send_scores(room: Room, name: str, *, sheets: int) -> list[str]:
    """Score and hand in the first sheets of a list, by the pages' forms; return whose they are."""
    browser, done = room.browse(name), []
    addresses = [one for one in browser.get("/scoring").links if one.startswith(SHEETS)]
    for address in list(dict.fromkeys(addresses))[:sheets]:
        page = browser.get(address)
        fields = [one for one in page.all("input", type="radio") if one.get("name")]
        keys = list(dict.fromkeys(one.get("name", "") for one in fields))
        marks = room.marks(name, page.h1)
        given = {key: str(mark or "abstain") for key, mark in zip(keys, marks, strict=True)}
        browser.post(address, {**page.form(address), **given})
        browser.get(f"{address}/hand-in")
        browser.follow(browser.post(f"{address}/hand-in", {}))
        done.append(page.h1)
    return done


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the keyboard is on the control of this name."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith(name):
            return
    raise AssertionError(f"{name} is out of reach at {page.url}")


def code_on(page: Page) -> str:
    """Return the code name of the sheet that is open, once its script is awake."""
    page.locator("[data-keys]:not([hidden])").wait_for(state="attached")
    return page.get_by_role("heading", level=1).inner_text()


def score_by_keyboard(page: Page, room: Room, codes: set[str]) -> None:
    """Score everything and hand it in without ever touching the mouse."""
    page.goto("/scoring")
    tab_to(page, "Go on with the next candidate")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{SHEETS}*")
    seen = set()
    for number in range(len(codes)):
        code = code_on(page)
        seen.add(code)
        for mark in room.marks(ANNA, code):
            page.keyboard.press(str(mark or 0))
        expect(page.locator("[data-saved]")).to_have_text(SAVED)
        if number < len(codes) - 1:
            with page.expect_navigation():
                page.keyboard.press("Enter")
    assert seen == codes
    tab_to(page, "Your candidates")
    page.keyboard.press("Enter")
    page.wait_for_url("**/scoring?*")
    button = f"Hand in {len(codes)} sheets"
    tab_to(page, button)
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    tab_to(page, button)
    page.keyboard.press("Enter")
    expect(page.get_by_text("You are done. Thank you!")).to_be_visible()


def score_on_the_phone(page: Page, room: Room, codes: set[str], troubles: list[str]) -> None:
    """Score with a thumb, the first sheet while the line is down."""
    page.goto("/scoring")
    page.get_by_role("link", name="Go on with the next candidate").tap()
    for number in range(len(codes)):
        code = code_on(page)
        lost = number == 0
        page.context.set_offline(lost)
        for place, mark in enumerate(room.marks(BO, code)):
            value = "abstain" if mark is None else str(mark)
            page.locator(".c-score").nth(place).locator(f"input[value='{value}']").check()
        if lost:
            expect(page.locator("[data-saved]")).to_have_text("Not saved. Trying again…")
            page.context.set_offline(False)
        expect(page.locator("[data-saved]")).to_have_text(SAVED)
        page.get_by_role("button", name="Hand in").tap()
        page.get_by_role("dialog").get_by_role("button", name="Hand in").tap()
        expect(page.get_by_role("main")).to_contain_text("receipt")
        page.wait_for_load_state()
        if number < len(codes) - 1:
            page.locator(f"main a[href^='{SHEETS}']").first.tap()
    troubles[:] = [line for line in troubles if "ERR_INTERNET_DISCONNECTED" not in line]


def score_in_the_file(page: Page, room: Room, codes: set[str]) -> str:
    """Score in the workbook, one cell forgotten; hand in the rest; return what stays open."""
    page.goto("/scoring")
    page.get_by_role("link", name="Score without a network").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the file").click()
    book = load_workbook(BytesIO(download.value.path().read_bytes()))
    sheet = book.worksheets[0]
    rows = list(range(3, sheet.max_row + 1))
    assert {str(sheet.cell(row, 1).value) for row in rows} == codes
    for row in rows:
        marks = room.marks(CIA, str(sheet.cell(row, 1).value))
        for place, mark in enumerate(marks, start=3):
            sheet.cell(row, place).value = "A" if mark is None else mark
    forgotten = str(sheet.cell(rows[-1], 1).value)
    sheet.cell(rows[-1], 2 + CRITERIA).value = None
    room.chosen[CIA, forgotten].pop()
    written = BytesIO()
    book.save(written)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = {"name": "scores.xlsx", "mimeType": kind, "buffer": written.getvalue()}
    page.get_by_label("The file with your scores").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="See what changes").click()
    press(page, page.get_by_role("button", name=f"Save {len(codes)} sheets"))
    expect(page.get_by_text(f"{len(codes)} sheets are saved.").first).to_be_visible()
    button = re.compile("^Hand in")
    page.get_by_role("button", name=button).click()
    page.get_by_role("dialog").get_by_role("button", name=button).click()
    expect(page.get_by_text(f"{len(codes) - 1} sheets are handed in.").first).to_be_visible()
    expect(page.get_by_role("row", name=forgotten)).to_contain_text("Begun")
    return forgotten


# — the end —


def close_the_round(page: Page, room: Room, unfinished: str) -> None:
    """Close before the deadline although a sheet is missing: see which, and say why."""
    page.goto(f"/set-up/editions/{room.edition_id}/close-scoring")
    main = page.get_by_role("main")
    expect(main).to_contain_text("1 begun sheet is kept and does not count")
    expect(main.locator("tbody tr")).to_have_count(1)
    expect(main.locator("tbody tr")).to_contain_text(unfinished)
    page.get_by_label("Why it closes early").fill(WHY)
    main.get_by_role("button", name="Close scoring now").click()
    expect(page.get_by_text("Scoring is closed.").first).to_be_visible()
    with room.site.database.read() as session:
        edition = session.get_one(Edition, room.edition_id)
        assert edition.scoring_closes_at <= now()
        assert [(one["kind"], one["reason"]) for one in edition.date_changes] == [("closed", WHY)]
