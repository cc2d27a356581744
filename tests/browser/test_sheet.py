"""The score sheet in a real browser: saved at once, also after the network was gone; keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from awards.core.permissions import Role
from awards.programmes.models import Phase
from tests.browser.conftest import DESK, PHONE, OpenPage, SiteIn

pytestmark = pytest.mark.browser

SAVED = re.compile(r"^Saved \d")
NOT_SAVED = "Not saved. Trying again…"


def untouched_sheet(page: Page) -> None:
    """Open a sheet that nobody has begun."""
    page.goto("/scoring?state=untouched")
    page.locator("tbody th a").first.click()
    expect(page.locator("[data-saved]")).to_have_text("Nothing saved yet")
    expect(page.locator("[data-keys]")).to_be_visible()  # the page's script is awake


def first_mark(page: Page) -> str | None:
    """Return what stands on the first criterion."""
    mark: str | None = page.evaluate(
        "document.querySelector('.c-score input:checked')?.value ?? null"
    )
    return mark


def test_score_outlives_a_lost_network(
    site_in: SiteIn, open_page: OpenPage, troubles: list[str]
) -> None:
    page = open_page(site_in(Phase.SCORING), Role.JUROR, width=PHONE)
    untouched_sheet(page)
    assert page.locator(".c-sheet__bar").evaluate("bar => bar.scrollWidth - bar.clientWidth") == 0
    page.context.set_offline(True)
    page.locator(".c-score").first.locator("input[value='4']").check()
    expect(page.locator("[data-saved]")).to_have_text(NOT_SAVED)
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    page.reload()
    assert first_mark(page) == "4"
    lost = [line for line in troubles if "ERR_INTERNET_DISCONNECTED" in line]
    for line in lost:
        troubles.remove(line)


def test_score_survives_a_page_that_is_closed_at_once(site_in: SiteIn, open_page: OpenPage) -> None:
    page = open_page(site_in(Phase.SCORING), Role.JUROR)
    untouched_sheet(page)
    address = page.url
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator(".c-score").first.locator("input[value='2']").check()
    page.goto("/home")
    page.goto(address)
    assert first_mark(page) == "2"


def test_sheet_by_keyboard_alone(site_in: SiteIn, open_page: OpenPage) -> None:
    page = open_page(site_in(Phase.SCORING), Role.JUROR, width=DESK)
    untouched_sheet(page)
    begun = page.url
    for key in "543210":
        page.keyboard.press(key)
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    page.reload()
    values = page.eval_on_selector_all(".c-score input:checked", "all => all.map(x => x.value)")
    assert values == ["5", "4", "3", "2", "1", "abstain"]
    page.locator(".c-score input:checked").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != begun)


def test_skip_link_is_first_and_leads_to_the_content(
    shared_site: SiteIn, open_page: OpenPage
) -> None:
    page = open_page(shared_site(Phase.SCORING), Role.COORDINATOR)
    page.goto("/triage")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_text("Go to the content")
    expect(focused).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("path", ["/", "/triage", "/certificates"])
def test_focus_can_be_seen_everywhere(path: str, shared_site: SiteIn, open_page: OpenPage) -> None:
    page = open_page(shared_site(Phase.SCORING), Role.COORDINATOR)
    page.goto(path)
    unseen = []
    for _ in range(15):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const one = document.activeElement, style = getComputedStyle(one);
            const about = one.tagName + " " + one.textContent.trim().slice(0, 30);
            const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
            return one === document.body || ring || style.boxShadow !== "none" ? "" : about; }"""
        )
        unseen += [seen] if seen else []
    assert unseen == []
