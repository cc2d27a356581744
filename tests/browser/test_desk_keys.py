"""The triage desk and the marks of a juror copy by keyboard, and words masked by selecting them."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from awards.core.permissions import Role
from awards.programmes.models import Award, Edition, Phase
from awards.triage.models import Candidate, CopyState, JurorCopy
from tests.browser.conftest import OpenPage, SiteIn
from tests.browser.site import LUND, Site

pytestmark = pytest.mark.browser

SELECT = """(index) => {
  const words = document.querySelectorAll("[data-copy] p")[index].firstChild;
  document.getSelection().setBaseAndExtent(words, 0, words, words.data.indexOf(" ", 4));
  return document.getSelection().toString();
}"""


def copy_url(site: Site) -> str:
    """Return the page of a copy that this year's jury reads."""
    wanted = (
        select(JurorCopy.candidate_id)
        .join(Candidate, Candidate.id == JurorCopy.candidate_id)
        .join(Award, Award.id == Candidate.award_id)
        .join(Edition, Edition.id == Award.edition_id)
        .where(JurorCopy.state == CopyState.APPROVED)
        .where(Edition.slug == "2026", Edition.programme_id.in_(LUND))
    )
    with site.database.read() as session:
        return f"/triage/candidates/{session.scalars(wanted).first()}/copy"


def leave_fields(page: Page) -> None:
    """Put the cursor where letters are keys again."""
    page.locator("h1").click()


def test_list_is_gone_through_and_ticked_by_keys(shared_site: SiteIn, open_page: OpenPage) -> None:
    page = open_page(shared_site(Phase.SCORING), Role.COORDINATOR)
    page.goto("/triage")
    for key in ("j", "j", "k", "j", "x"):
        page.keyboard.press(key)
    rows = page.locator("[data-desk-row]")
    expect(rows.nth(1).locator("th a")).to_be_focused()
    assert [box.is_checked() for box in rows.locator("[name=id]").all()[:3]] == [False, True, False]
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("[data-desk-search]")).to_be_focused()


def test_marks_are_gone_through_by_keys_and_words_selected(
    shared_site: SiteIn, open_page: OpenPage
) -> None:
    site = shared_site(Phase.SCORING)
    page = open_page(site, Role.COORDINATOR)
    page.goto(copy_url(site))
    page.keyboard.press("n")
    expect(page.locator("#mark-words")).to_be_visible()
    page.wait_for_load_state()  # keys work once the page's script is there
    first = page.url
    page.keyboard.press("n")
    expect(page).not_to_have_url(first)
    page.wait_for_load_state()
    page.keyboard.press("p")
    expect(page).to_have_url(first)
    page.wait_for_load_state()
    page.keyboard.press("c")
    expect(page.locator("#mark-words")).to_be_focused()
    leave_fields(page)
    selected = page.evaluate(SELECT, 0)
    assert selected.strip()
    expect(page.locator("#mask-words")).to_have_value(selected.strip())


def test_whoever_turned_the_keys_off_turned_them_off_for_marks_too(
    shared_site: SiteIn, open_page: OpenPage
) -> None:
    site = shared_site(Phase.SCORING)
    page = open_page(site, Role.COORDINATOR)
    page.goto("/triage")
    page.keyboard.press("?")
    page.locator("label[for=desk-keys-on]").click()
    expect(page.locator("#desk-keys-on")).not_to_be_checked()
    page.goto(copy_url(site))
    before = page.url
    expect(page.locator("[data-keys]")).to_be_hidden()
    page.keyboard.press("n")
    page.evaluate(SELECT, 0)
    expect(page.locator("#mask-words")).not_to_have_value("")
    assert page.url == before
