"""Never a word is lost, in a real browser: killed server, no network, two tabs, another device."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import select

from awards.mail.models import OutboxMail
from awards.nominations.models import Nomination
from awards.programmes.models import Phase
from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE, OpenPage, SiteIn, Template
from tests.browser.site import PUBLIC, SECRET
from tests.browser.test_accessibility import sideways
from tests.gunicorn import Gunicorn
from tools.machine import any_free_port

pytestmark = pytest.mark.browser

FORM = f"{PUBLIC}/nominate/innovation"
SAVED = re.compile(r"^Saved \d\d:\d\d$")
"""What the page says when it has saved; the server's own word for an earlier save has a date."""

OFFLINE = "Not saved yet: no connection. We keep trying."
FIRST, MORE = "Hon vågade säga det.", " Nu är alla klara på tio minuter."


def effect(page: Page) -> str:
    return page.locator("textarea[name='effect']").input_value()


def write(page: Page, text: str, name: str = "effect") -> None:
    """Type at the end of a text, key by key."""
    field = page.locator(f"textarea[name='{name}']")
    field.press("Control+End")
    field.press_sequentially(text)


def at_form(page: Page) -> Page:
    """Open the form, on a clock that can be put forward."""
    page.clock.install()
    page.goto(FORM)
    return page


def wait_for(page: Page, words: str | re.Pattern[str], seconds: int = 1) -> None:
    """Let the page's own pauses be over at once; wait for what it says."""
    page.clock.fast_forward(seconds * 1000)
    expect(page.locator("[data-draft-line]")).to_have_text(words)


def wait_saved(page: Page) -> None:
    wait_for(page, SAVED)


def no_network_noise(troubles: list[str]) -> None:
    """Chromium says in red that there was no network; that is what the test is about."""
    noise = ("ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET")
    troubles[:] = [said for said in troubles if not any(one in said for one in noise)]


def test_the_form_is_saved_as_it_is_written_and_found_again(
    site_in: SiteIn, open_page: OpenPage
) -> None:
    page = open_page(site_in(Phase.NOMINATING))
    page.goto(FORM)
    write(page, FIRST)
    expect(page.locator("[data-draft-line]")).to_have_text(SAVED)  # when a clock goes as clocks do
    page.goto(f"{PUBLIC}/")
    page.goto(FORM)
    assert effect(page) == FIRST
    expect(page.get_by_text("Here is what you have written so far.")).to_be_visible()


def test_what_is_typed_before_the_script_has_come_is_saved(
    site_in: SiteIn, open_page: OpenPage
) -> None:
    page = open_page(site_in(Phase.NOMINATING))
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/js/drafts.js*", hold)
    page.goto(FORM, wait_until="commit")
    write(page, FIRST)  # on a slow line the script comes later
    assert held
    held[0].continue_()
    expect(page.locator("[data-draft-line]")).to_have_text(SAVED)
    page.unroute("**/js/drafts.js*")
    page.reload()
    assert effect(page) == FIRST


def test_what_is_typed_and_taken_back_is_nothing_to_save(
    site_in: SiteIn, open_page: OpenPage
) -> None:
    page = at_form(open_page(site_in(Phase.NOMINATING)))
    line = page.locator("[data-draft-line]")
    write(page, "H")
    expect(line).to_have_text("Saving…")
    page.locator("textarea[name='effect']").press("Backspace")
    wait_for(page, "Your text is kept while you write.")
    assert page.evaluate("window.localStorage.length") == 0


def test_minutes_without_a_network_lose_nothing(
    site_in: SiteIn, open_page: OpenPage, troubles: list[str]
) -> None:
    page = at_form(open_page(site_in(Phase.NOMINATING)))
    write(page, FIRST)
    wait_saved(page)
    page.context.set_offline(True)
    write(page, MORE)
    wait_for(page, OFFLINE)
    page.get_by_role("button", name="Send the nomination").click()
    expect(page.locator("[data-draft-line]")).to_have_text(re.compile("^Not s"))
    assert effect(page) == FIRST + MORE  # still on the page, not on the browser's error page
    page.context.set_offline(False)
    wait_saved(page)
    page.reload()
    assert effect(page) == FIRST + MORE
    no_network_noise(troubles)


def test_what_never_reached_the_server_waits_in_the_browser(
    site_in: SiteIn, open_page: OpenPage, troubles: list[str]
) -> None:
    page = at_form(open_page(site_in(Phase.NOMINATING)))
    page.context.set_offline(True)
    write(page, FIRST)
    page.locator("[name='members-0-name']").evaluate("one => { one.value = 'Siv Ahl'; }")
    page.locator("[name='members-0-name']").dispatch_event("input")
    wait_for(page, OFFLINE)
    context = page.context
    page.close()  # the browser is closed, and opened again when there is a network
    context.set_offline(False)
    again = context.new_page()
    again.goto(FORM)
    expect(again.locator("textarea[name='effect']")).to_have_value(FIRST)
    wait_saved(again)
    again.reload()
    assert effect(again) == FIRST
    assert again.locator("[name='members-0-name']").input_value() == "Siv Ahl"
    kept = "Object.keys(localStorage).filter(name => name.startsWith('utmarkt-draft'))"
    assert again.evaluate(kept) == []
    no_network_noise(troubles)


def test_two_tabs_keep_both_and_the_page_says_so(site_in: SiteIn, open_page: OpenPage) -> None:
    one = at_form(open_page(site_in(Phase.NOMINATING)))
    write(one, FIRST)
    wait_saved(one)
    two = one.context.new_page()
    two.goto(FORM)
    write(one, " I flik ett.")
    wait_saved(one)
    expect(one.locator("[data-draft-beside]")).to_be_hidden()
    write(two, " I flik två.")
    wait_saved(two)
    expect(two.locator("[data-draft-beside]")).to_be_visible()
    two.get_by_role("link", name="See both and choose").click()
    expect(two.get_by_text(f"{FIRST} I flik ett.")).to_be_visible()
    expect(two.get_by_text(f"{FIRST} I flik två.")).to_be_visible()
    two.get_by_role("button", name="Go on with this older text").click()
    assert effect(two) == f"{FIRST} I flik ett."


def test_a_mailed_link_goes_on_on_another_device_and_sends_once(
    site_in: SiteIn, open_page: OpenPage
) -> None:
    site = site_in(Phase.NOMINATING)
    page = at_form(open_page(site))
    write(page, FIRST)
    page.locator("[name='nominator_email']").fill("bo.ek@example.org")
    wait_saved(page)
    page.get_by_role("button", name="Go on later").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your text is kept")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_text("The link is on its way.").first).to_be_visible()
    with site.database.read() as session:
        bodies = session.scalars(
            select(OutboxMail.body).where(OutboxMail.recipient == "bo.ek@example.org")
        ).all()
    link = re.search(r"http://\S+/drafts/go-on/\S+", bodies[-1])
    assert link
    other = open_page(site, width=DESK)
    other.clock.install()
    other.goto(link[0])
    other.get_by_role("button", name="Go on here").click()
    assert effect(other) == FIRST
    write(other, MORE)
    wait_saved(other)
    page.goto(FORM)
    assert effect(page) == FIRST + MORE


def test_an_old_page_gets_a_fresh_token_by_itself(
    site_in: SiteIn, open_page: OpenPage, troubles: list[str]
) -> None:
    page = at_form(open_page(site_in(Phase.NOMINATING)))
    page.evaluate("for (const one of document.getElementsByName('csrf_token')) one.value = 'old';")
    write(page, FIRST)
    wait_saved(page)
    page.reload()
    assert effect(page) == FIRST
    troubles[:] = [said for said in troubles if "400" not in said]


@pytest.fixture
def gunicorn(template: Template, tmp_path: Path) -> Iterator[Gunicorn]:
    """The demo behind a real server, which can be killed."""
    folder = tmp_path / "instance"
    shutil.copytree(template(Phase.NOMINATING), folder)
    server = Gunicorn(folder, any_free_port(), SECRET, demo=True).start()
    yield server
    server.kill()


@pytest.fixture
def context(browser: Browser) -> Iterator[Callable[[Gunicorn], BrowserContext]]:
    """A browser of somebody who reads English, pointed at a server."""
    opened: list[BrowserContext] = []

    def on(server: Gunicorn) -> BrowserContext:
        size = {"width": DESK, "height": 844}
        made = browser.new_context(base_url=server.url, locale="en-GB", viewport=size)  # type: ignore[arg-type]
        made.set_default_timeout(20_000)
        opened.append(made)
        return made

    yield on
    for one in opened:
        one.close()


def test_a_server_killed_between_two_keystrokes_costs_no_letter(
    gunicorn: Gunicorn, context: Callable[[Gunicorn], BrowserContext]
) -> None:
    page = at_form(context(gunicorn).new_page())
    write(page, FIRST)
    wait_saved(page)
    gunicorn.kill()
    write(page, MORE)
    wait_for(page, OFFLINE)
    gunicorn.start()
    wait_for(page, SAVED, seconds=40)
    page.reload()
    assert effect(page) == FIRST + MORE


def test_a_double_click_on_send_is_one_nomination(site_in: SiteIn, open_page: OpenPage) -> None:
    site = site_in(Phase.NOMINATING)
    page = at_form(open_page(site))
    with site.database.read() as session:
        before = len(session.scalars(select(Nomination.id)).all())
    page.locator("[name='nominee_kind'][value='person']").check(force=True)
    page.locator("[name='nominee_name']").fill("Siv Ahl")
    page.locator("[name='partner']").fill("Föreningen Solrosen")
    for area in page.locator("textarea[name^='answer_'], textarea[name='effect']").all():
        area.fill("Hon vågade säga att mötet kunde vara kortare. " * 4)
    page.locator("[name='effect_kind'][value='achieved']").check(force=True)
    page.locator("[name='nominator_name']").fill("Bo Ek")
    page.locator("[name='nominator_email']").fill("bo.ek@example.org")
    page.locator("[name='relation'][value='staff']").check(force=True)
    page.get_by_role("button", name="Send the nomination").dblclick(no_wait_after=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Now look in your mail")
    with site.database.read() as session:
        assert len(session.scalars(select(Nomination.id)).all()) == before + 1


def test_pages_of_drafts_are_for_everybody(site_in: SiteIn, open_page: OpenPage) -> None:
    site = site_in(Phase.NOMINATING)
    one = at_form(open_page(site))
    write(one, FIRST)
    wait_saved(one)
    two = one.context.new_page()
    two.goto(FORM)
    for page, text in ((one, " I flik ett."), (two, " I flik två.")):
        write(page, text)
        wait_saved(page)
    key = two.locator("[name='form_key']").input_value().partition(".")[0]
    seen = open_page(site)
    seen.context.add_cookies(one.context.cookies())  # type: ignore[arg-type]
    wrong = []
    for path in (FORM, f"/drafts/{key}", f"/drafts/{key}/versions"):
        for width in (PHONE, DESK):
            seen.set_viewport_size({"width": width, "height": 844})
            answer = seen.goto(path)
            assert answer is not None
            assert answer.status == 200
            wrong += violations(seen) + sideways(seen)
    assert wrong == []
