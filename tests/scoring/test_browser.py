"""A sheet in a real browser: saved at once, kept through a broken line, scored by keyboard."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import select

from awards.accounts.models import Person
from awards.config import Settings
from awards.core.db import Database
from awards.jobs.registry import HANDLERS, Workshop
from awards.mail.models import OutboxMail
from awards.programmes.models import Criterion, Edition, Phase
from awards.scoring.calibrating.models import CalibrationSheet
from awards.scoring.models import Score, ScoreSheet, SheetState
from tests.browser.waiting import until, until_so
from tests.conftest import SECRET, lent
from tests.factories import Make, open_session
from tests.scoring.conftest import Round
from tests.serving import serving

pytestmark = pytest.mark.browser

QUIET = 1_000
"""Milliseconds without a key until a text is saved; five times as long at the most."""

NEXT_LOOK = 5_000
"""Milliseconds until a page has looked once more whether its juror is signed in."""


@pytest.fixture
def stored(tmp_path: Path, migrated_sqlite: sqlite3.Connection) -> Iterator[Database]:
    """A migrated database in a file, since a server answers from several threads."""
    path = tmp_path / "browser.db"
    with sqlite3.connect(path) as target:
        migrated_sqlite.backup(target)
    target.close()
    database = Database(f"sqlite:///{path}")
    yield database
    database.dispose()


@pytest.fixture
def live(
    kept_app: Flask, stored: Database, tmp_path: Path, font_folder: Path
) -> Iterator[tuple[Flask, str]]:
    """The app behind a real server on a free port; it and its font are made once, not per test."""
    (tmp_path / "fonts").symlink_to(font_folder)
    settings = Settings(
        instance=tmp_path,
        secret_key=SECRET,
        database_url=str(stored.engine.url),
        rate_limits=False,
    )
    with lent(kept_app, settings, stored) as app, serving(app) as url:
        yield app, url


@pytest.fixture
def scene(stored: Database) -> Round:
    """A juror with one candidate to read."""
    with stored.writing() as session:
        make = Make(session)
        award = make.award(make.edition(Phase.SCORING))
        juror = make.person("Jo Juror", roles=["juror"])
        make.seat(juror, award)
        candidate = make.candidate(award)
        make.statement(juror, candidate)
        assert award.edition.criteria
        return Round(award, juror, candidate)


def sign_in(context: BrowserContext, live: tuple[Flask, str], person: Person) -> None:
    """Let somebody be the one who is signed in, in all pages of a browser."""
    app, address = live
    client = app.test_client()
    key = open_session(app.extensions["database"], person)
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = key, True
        cookie["language"] = "en"
    value = client.get_cookie("utmarkt")
    assert value is not None
    context.add_cookies([{"name": "utmarkt", "value": value.value, "url": address}])


@pytest.fixture
def page(browser: Browser, live: tuple[Flask, str], scene: Round) -> Iterator[Page]:
    """The juror's sheet in Chromium; any error on the page's console fails the test."""
    context = browser.new_context(base_url=live[1])
    sign_in(context, live, scene.juror)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(scene.url)
    yield page
    context.close()
    assert errors == []


def choose(page: Page, criterion: str, value: str) -> None:
    page.locator(f"input[name='score-{criterion}'][value='{value}']").check(force=True)


def code_in_mail(app: Flask) -> str:
    """Do what the worker does; return the code in the mail it writes."""
    database: Database = app.extensions["database"]
    HANDLERS["accounts.write-links"](Workshop(database, app.extensions["settings"]))
    with database.read() as session:
        body = session.scalars(select(OutboxMail.body)).one()
    found = re.search(r"^([0-9A-Z]{4} [0-9A-Z]{4})$", body, re.MULTILINE)
    assert found
    return found[1]


def saved_line(page: Page) -> Callable[[str], None]:
    return lambda words: expect(page.locator("[data-saved]")).to_contain_text(words)


def scores(database: Database) -> list[int | None]:
    with database.read() as session:
        return sorted(session.scalars(select(Score.value)), key=str)


def saved(page: Page, database: Database, marks: list[int | None]) -> None:
    """Wait until these scores are stored. The page alone does not tell: it may say so of others."""
    until_so(page, lambda: scores(database) == marks)
    saved_line(page)("Saved ")


def nothing_left(page: Page) -> None:
    """Wait until the browser keeps nothing that the server does not have."""
    until(page, "window.localStorage.length === 0")


def test_choice_is_saved_at_once(page: Page, stored: Database) -> None:
    says = saved_line(page)
    says("Nothing saved yet")
    choose(page, "knowledge", "4")
    saved(page, stored, [4])
    choose(page, "knowledge", "2")
    choose(page, "innovation", "abstain")
    page.locator("#reason").fill("Brave.")
    page.locator("#reason").blur()
    expect(page.locator("input[name='version']")).not_to_have_value("1")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Your scores are saved.").first).to_be_visible()
    assert scores(stored) == [2, None]


def choose_without_script(page: Page, scene: Round, value: str) -> Callable[[], None]:
    """Open the sheet and choose before its script has come; returns what lets it come."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/js/sheet.js*", hold)
    page.goto(scene.url, wait_until="commit")
    box = page.locator(f"input[name='score-knowledge'][value='{value}']")
    box.evaluate("one => one.click()")  # wherever it stands: styles may come later, too
    until_so(page, lambda: bool(held))
    return held[0].continue_


def test_choice_made_before_the_script_has_come_is_saved(
    page: Page, stored: Database, scene: Round
) -> None:
    """On a slow line the scores can be clicked long before the page can send them."""
    come = choose_without_script(page, scene, "4")
    assert scores(stored) == []
    come()
    saved(page, stored, [4])


def test_choice_made_before_the_script_has_come_is_newer_than_what_a_closed_page_left(
    page: Page, stored: Database, scene: Round
) -> None:
    context = page.context
    cut_the_line(page)
    choose(page, "knowledge", "3")
    saved_line(page)("Not saved. Trying again…")
    page.close(run_before_unload=False)
    again = context.new_page()
    come = choose_without_script(again, scene, "4")
    come()
    saved(again, stored, [4])
    nothing_left(again)
    assert scores(stored) == [4]


def test_page_never_says_saved_of_a_text_that_is_being_written(
    page: Page, stored: Database
) -> None:
    """Whoever writes without a pause is saved meanwhile; what is taken back needs no saving."""
    page.clock.install(time=0)
    page.reload()
    page.clock.pause_at(60_000)  # no key comes later than it is meant to
    says = saved_line(page)
    choose(page, "knowledge", "2")
    saved(page, stored, [2])
    reason = page.locator("#reason")
    for _ in range(10):
        reason.press_sequentially("x")
        expect(page.locator("[data-saved]")).to_have_attribute("data-state", "saving")
        page.clock.run_for(QUIET // 2)
    says("Saved ")
    with stored.read() as session:
        assert session.scalars(select(ScoreSheet.reason)).one() == "x" * 10
    reason.press_sequentially("y")
    says("Saving…")
    reason.press("Backspace")
    page.clock.run_for(QUIET)
    says("Saved ")


def test_what_was_refused_is_not_sent_again_by_itself(
    page: Page, stored: Database, scene: Round
) -> None:
    """Without its script the page sent scores that are not the newest any more: a person looks."""
    choose(page, "knowledge", "2")
    saved(page, stored, [2])
    other = page.context.new_page()
    other.goto(scene.url)
    choose(other, "knowledge", "5")
    saved(other, stored, [5])
    page.evaluate("document.querySelector('[data-sheet]').submit()")
    expect(page.locator("[data-refused]")).to_be_attached()
    page.wait_for_load_state("networkidle")
    expect(page.locator("input[name='score-knowledge'][value='2']")).to_be_checked()
    assert scores(stored) == [5]
    page.goto(scene.url, wait_until="networkidle")
    expect(page.locator("input[name='score-knowledge'][value='5']")).to_be_checked()
    assert scores(stored) == [5]


def test_page_gone_back_to_shows_what_is_stored(page: Page, stored: Database, scene: Round) -> None:
    """Browsers put back what stood in a form; here that would undo what was scored elsewhere."""
    choose(page, "knowledge", "2")
    saved(page, stored, [2])
    page.goto("/scoring")
    other = page.context.new_page()
    other.goto(scene.url)
    choose(other, "knowledge", "5")
    saved(other, stored, [5])
    page.go_back()
    expect(page.locator("input[name='score-knowledge'][value='5']")).to_be_checked()
    choose(page, "innovation", "3")
    saved(page, stored, [3, 5])


def test_broken_line_loses_nothing(page: Page, stored: Database) -> None:
    says = saved_line(page)
    page.context.set_offline(True)
    choose(page, "knowledge", "4")
    says("Not saved. Trying again…")
    choose(page, "innovation", "5")
    page.context.set_offline(False)
    saved(page, stored, [4, 5])
    expect(page.locator("input[name='version']")).to_have_value("2")


def cut_the_line(page: Page) -> None:
    """Let nothing that the page sends come through."""
    page.route("**/scoring/sheets/*", lambda route: route.abort())


def line_is_back(page: Page) -> None:
    """Let everything come through, and the page try at once instead of after its pause."""
    page.unroute_all(behavior="wait")
    page.evaluate("window.dispatchEvent(new Event('online'))")


def lose_answers(page: Page) -> None:
    """Let the server store what the page sends, and the page never hear of it."""

    def arrive(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/scoring/sheets/*", arrive)


def test_score_taken_back_after_a_lost_answer_stays_so(
    page: Page, stored: Database, scene: Round
) -> None:
    says = saved_line(page)
    choose(page, "knowledge", "2")
    says("Saved ")
    lose_answers(page)
    choose(page, "knowledge", "3")
    says("Not saved. Trying again…")
    assert scores(stored) == [3]
    choose(page, "knowledge", "2")
    other = page.context.new_page()
    other.goto(scene.url)
    choose(other, "innovation", "5")
    saved(other, stored, [3, 5])
    line_is_back(page)
    says("Saved ")
    expect(page.locator("input[name='version']")).to_have_value("4")
    assert scores(stored) == [2, 5]


@pytest.mark.parametrize("opened", ["list", "sheet"])
def test_score_taken_back_after_a_lost_answer_stays_so_when_the_page_is_closed(
    page: Page, stored: Database, scene: Round, opened: str
) -> None:
    choose(page, "knowledge", "2")
    saved_line(page)("Saved ")
    lose_answers(page)
    choose(page, "knowledge", "3")
    saved_line(page)("Not saved. Trying again…")
    choose(page, "knowledge", "2")
    context = page.context
    page.close(run_before_unload=False)
    assert scores(stored) == [3]
    again = context.new_page()
    again.goto("/scoring" if opened == "list" else scene.url)
    nothing_left(again)
    assert scores(stored) == [2]


def test_what_was_typed_offline_is_there_after_the_page_was_closed(
    page: Page, stored: Database, scene: Round
) -> None:
    page.context.set_offline(True)
    choose(page, "knowledge", "4")
    saved_line(page)("Not saved. Trying again…")
    choose(page, "innovation", "5")
    context = page.context
    page.close(run_before_unload=False)
    assert scores(stored) == []
    context.set_offline(False)
    again = context.new_page()
    again.goto(scene.url)
    saved(again, stored, [4, 5])
    nothing_left(again)


def test_two_closed_pages_both_count(page: Page, stored: Database, scene: Round) -> None:
    context = page.context
    choose(page, "knowledge", "2")
    saved_line(page)("Saved ")
    other = context.new_page()
    other.goto(scene.url)
    for one, criterion, points in ((page, "knowledge", "4"), (other, "innovation", "5")):
        cut_the_line(one)
        choose(one, criterion, points)
        saved_line(one)("Not saved. Trying again…")
        one.close(run_before_unload=False)
    again = context.new_page()
    again.goto(scene.url)
    saved(again, stored, [4, 5])
    nothing_left(again)


def test_page_says_so_when_all_it_wanted_is_there(
    page: Page, stored: Database, scene: Round
) -> None:
    """Its own save was lost, and another device has scored the same since."""
    cut_the_line(page)
    choose(page, "knowledge", "3")
    saved_line(page)("Not saved. Trying again…")
    other = page.context.new_page()
    other.goto(scene.url)
    choose(other, "knowledge", "3")
    saved_line(other)("Saved ")
    line_is_back(page)
    saved_line(page)("What was saved elsewhere is kept.")
    assert scores(stored) == [3]


def test_list_sends_what_a_closed_sheet_left(page: Page, stored: Database, scene: Round) -> None:
    page.context.set_offline(True)
    choose(page, "knowledge", "4")
    saved_line(page)("Not saved. Trying again…")
    context = page.context
    page.close(run_before_unload=False)
    context.set_offline(False)
    queue = context.new_page()
    with queue.expect_response(lambda answer: answer.request.method == "POST"):
        queue.goto("/scoring")
    expect(queue.locator("[data-leftovers]")).to_be_hidden()
    nothing_left(queue)
    assert scores(stored) == [4]


def test_what_a_juror_left_is_no_other_jurors(
    page: Page, stored: Database, live: tuple[Flask, str], scene: Round
) -> None:
    """In a shared browser the next one sends nothing of it and is told of nothing."""
    with stored.writing() as session:
        make = Make(session)
        other = make.person("Kim", roles=["juror"], programme=scene.award.edition.programme)
        make.seat(other, scene.award)
    context = page.context
    cut_the_line(page)
    choose(page, "knowledge", "4")
    saved_line(page)("Not saved. Trying again…")
    page.close(run_before_unload=False)
    sign_in(context, live, other)
    posts: list[str] = []
    context.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    queue = context.new_page()
    queue.goto("/scoring", wait_until="networkidle")
    expect(queue.locator("[data-leftovers]")).to_be_hidden()
    assert (posts, scores(stored)) == ([], [])
    sign_in(context, live, scene.juror)
    queue.goto("/scoring")
    nothing_left(queue)
    assert scores(stored) == [4]


def test_a_page_does_not_go_on_as_the_next_juror(
    page: Page, stored: Database, live: tuple[Flask, str], scene: Round
) -> None:
    """A calibration sheet has one address for all: who is in now need not be who types here."""
    with stored.writing() as session:
        make = Make(session)
        text = make.calibration(scene.award)
        other = make.person("Kim", roles=["juror"], programme=scene.award.edition.programme)
        make.seat(other, scene.award)
    page.goto(f"/scoring/calibration/{text.id}")
    sign_in(page.context, live, other)
    choose(page, "knowledge", "4")
    dialog = page.get_by_role("dialog", name="Sign in again to go on")
    expect(dialog).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('focus'))")  # it looks who is in now
    expect(dialog.get_by_text("Somebody else is signed in")).to_be_visible()
    with stored.read() as session:
        assert session.scalars(select(CalibrationSheet)).all() == []


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (200, "text/html", "<p>Please wait"),
        (200, "application/json", '{"version": 1'),
        (403, "text/html", "<h1>Forbidden</h1>"),
        (413, "text/plain", "too large"),
    ],
)
def test_an_answer_that_is_not_ours_is_no_answer(
    page: Page, stored: Database, status: int, kind: str, body: str
) -> None:
    """A proxy on the way answers all that is asked: the score stays and is sent again."""

    def answer(route: Route) -> None:
        route.fulfill(status=status, content_type=kind, body=body)

    page.route("**/scoring/sheets/*", answer)
    choose(page, "knowledge", "4")
    saved_line(page)("Not saved. Trying again…")
    line_is_back(page)
    saved(page, stored, [4])


def test_of_two_buttons_pressed_while_it_waits_the_last_counts(page: Page) -> None:
    page.context.set_offline(True)
    choose(page, "knowledge", "4")
    saved_line(page)("Not saved. Trying again…")
    for _ in range(2):
        page.get_by_role("button", name="Hand in").click()
    page.context.set_offline(False)
    page.wait_for_url("**/hand-in")


def test_signed_out_juror_signs_in_elsewhere_and_loses_nothing(
    page: Page, stored: Database
) -> None:
    page.clock.install()
    page.reload()
    says = saved_line(page)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    choose(page, "knowledge", "4")
    says("Not saved: you have been signed out.")
    expect(page.get_by_role("dialog", name="Sign in again to go on")).to_be_visible()
    page.context.add_cookies(
        [{"name": c["name"], "value": c["value"], "url": page.url} for c in cookies]
    )
    page.clock.fast_forward(NEXT_LOOK)
    says("Saved ")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert scores(stored) == [4]


def test_signed_out_juror_signs_in_on_the_spot(
    page: Page, stored: Database, live: tuple[Flask, str], scene: Round
) -> None:
    page.context.clear_cookies()
    choose(page, "knowledge", "4")
    dialog = page.get_by_role("dialog", name="Sign in again to go on")
    expect(dialog.get_by_label("Your e-mail address")).to_have_value(scene.juror.email)
    dialog.get_by_role("button", name="Send me a code").click()
    expect(dialog.get_by_label("The code in the mail")).to_be_focused()
    page.keyboard.type("WRNG CDEX")
    dialog.get_by_role("button", name="Sign in and go on").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("The code in the mail").fill(code_in_mail(live[0]))
    dialog.get_by_role("button", name="Sign in and go on").click()
    saved_line(page)("Saved ")
    expect(dialog).to_be_hidden()
    choose(page, "innovation", "2")
    expect(page.locator("input[name='version']")).to_have_value("2")
    assert scores(stored) == [2, 4]


def test_tab_takes_over_what_only_the_other_tab_changed(
    page: Page, stored: Database, scene: Round
) -> None:
    other = page.context.new_page()
    other.goto(scene.url)
    choose(other, "knowledge", "1")
    saved_line(other)("Saved ")
    choose(page, "innovation", "5")
    saved_line(page)("Saved ")
    expect(page.locator("input[name='score-knowledge'][value='1']")).to_be_checked()
    assert scores(stored) == [1, 5]


@pytest.mark.parametrize(
    ("button", "kept"), [("Keep what stands here", 5), ("Take what stands there", 1)]
)
def test_two_tabs_that_clash_ask_which_to_keep(
    page: Page, stored: Database, scene: Round, button: str, kept: int
) -> None:
    other = page.context.new_page()
    other.goto(scene.url)
    choose(other, "knowledge", "1")
    saved_line(other)("Saved ")
    choose(page, "knowledge", "5")
    dialog = page.get_by_role("dialog", name="Which scores do you want to keep?")
    expect(dialog.locator("tbody tr")).to_have_text(["Knowledge51"])
    assert scores(stored) == [1]
    page.keyboard.press("Escape")  # to look at the sheet first
    saved_line(page)("Save to choose")
    assert scores(stored) == [1]
    page.get_by_role("button", name="Save", exact=True).click()
    dialog.get_by_role("button", name=button).click()
    expect(page.get_by_text("Your scores are saved.").first).to_be_visible()
    assert scores(stored) == [kept]
    expect(page.locator(f"input[name='score-knowledge'][value='{kept}']")).to_be_checked()


@pytest.fixture
def reason_on_each(stored: Database, scene: Round) -> None:
    """Let the edition ask for a reason on every criterion, before the page is opened."""
    with stored.writing() as session:
        session.get_one(Edition, scene.award.edition_id).rules = {"reasons_about": "criterion"}
        session.commit()


def write(page: Page, **texts: str) -> None:
    """Unfold texts of the sheet and fill them in."""
    for name, text in texts.items():
        box = page.locator(f"textarea[name='{name}']")
        box.locator("xpath=../summary").click()
        box.fill(text)


@pytest.mark.usefixtures("reason_on_each")
def test_two_tabs_that_clash_in_their_words_ask_which_to_keep(
    page: Page, stored: Database, scene: Round
) -> None:
    other = page.context.new_page()
    other.goto(scene.url)
    write(
        other, **{"reason-knowledge": "There.", "note": "There.", "reason-openness": "Only there."}
    )
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_text("Your scores are saved.").first).to_be_visible()
    page.context.set_offline(True)
    write(page, **{"reason-knowledge": "Here.", "note": "Here."})
    page.context.set_offline(False)
    dialog = page.get_by_role("dialog", name="Which scores do you want to keep?")
    expect(dialog.locator("tbody tr")).to_have_text(
        ["Your reason: KnowledgeHere.There.", "Private noteHere.There."]
    )
    dialog.get_by_role("button", name="Take what stands there").click()
    saved_line(page)("What was saved elsewhere is kept.")
    expect(page.locator("textarea[name='reason-openness']")).to_be_visible()
    expect(page.locator("textarea[name='reason-openness']")).to_have_value("Only there.")
    with stored.read() as session:
        sheet = session.scalars(select(ScoreSheet)).one()
    assert (sorted(sheet.reasons.values()), sheet.note) == (["Only there.", "There."], "There.")


def test_sheet_is_scored_and_handed_in_by_keyboard(page: Page, stored: Database) -> None:
    page.locator("input[name='score-knowledge']").first.focus()
    for key in ("3", "4", "5", "1", "2", "0"):
        page.keyboard.press(key)
    saved_line(page)("Saved ")
    page.get_by_role("button", name="Hand in", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Until scoring closes you can open the sheet again.")
    dialog.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your scores are in. Thank you.")
    with stored.read() as session:
        assert session.scalars(select(ScoreSheet.state)).one() is SheetState.HANDED_IN
    assert scores(stored) == [1, 2, 3, 4, 5, None]


@pytest.fixture
def long_scale(stored: Database, scene: Round) -> None:
    """Let the edition be scored from 0 to 10, before the page is opened."""
    with stored.writing() as session:
        edition = session.get_one(Edition, scene.award.edition_id)
        edition.scale_low, edition.scale_high = 0, 10
        session.commit()


@pytest.mark.usefixtures("long_scale")
def test_keys_reach_every_score_of_a_scale_from_0_to_10(page: Page, stored: Database) -> None:
    page.locator("input[name='score-knowledge']").first.focus()
    for key in ("0", "x", "a", "9", "1", "5"):
        page.keyboard.press(key)
    expect(page.locator("[data-saved]")).to_have_attribute("data-state", "saved")
    with stored.read() as session:
        marks = session.scalars(
            select(Score.value)
            .join(Criterion, Criterion.id == Score.criterion_id)
            .order_by(Criterion.position)
        ).all()
    assert marks == [0, 10, None, 9, 1, 5]
