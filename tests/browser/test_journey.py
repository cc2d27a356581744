"""From nomination to a handed-in sheet, by clicking, on a phone; with and without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from awards.accounts.models import Person
from awards.core.permissions import Role
from awards.programmes.models import Phase
from tests.browser.conftest import PHONE, OpenPage, SiteIn
from tests.browser.site import PUBLIC, Site
from tests.browser.waiting import press

pytestmark = pytest.mark.browser

NOMINEE = "Signe Lövgren"
STORY = (
    f"{NOMINEE} has tried a new way of planning the mornings, together with everybody on the ward. "
    "It began as a small experiment with three colours of paper, and it works so well that two "
    "other wards have asked to come and see it. Listening comes first here, then trying."
)


Step = Callable[[Page], None]
"""What is done at each page met on the way."""


def go_on(page: Page) -> None:
    """Go to the next step where the form is shown in steps: on a phone, with JavaScript."""
    button = page.get_by_role("button", name="Continue")
    if button.count():
        button.click()


def write_nomination(page: Page) -> None:
    """Go from the start page to the sent form."""
    page.goto(PUBLIC)
    page.get_by_role("link", name="Nominate somebody").click()
    page.get_by_role("main").get_by_role("link", name=re.compile("Innovation")).click()
    page.locator("label", has_text="One person").click()
    go_on(page)
    page.get_by_label("Name", exact=True).first.fill(NOMINEE)
    page.locator("details.c-units__group summary").first.click()
    page.locator("details.c-units__group input[type=checkbox]").first.check()
    go_on(page)
    for text in page.locator("textarea[data-counted]").all():
        text.fill(STORY)
    page.locator("label", has_text="Already: it can be seen today").click()
    go_on(page)
    page.get_by_label("Your name").fill("Bo Ek")
    page.get_by_label("Your e-mail address").fill("bo.ek@example.org")
    page.locator("label", has_text="I work here").click()
    go_on(page)
    page.get_by_role("button", name="Send the nomination").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Now look in your mail")


def confirm_from_mailbox(page: Page) -> None:
    """Open the demo's mailbox, follow the newest link, confirm."""
    page.get_by_role("link", name="Open the demo's mailbox").click()
    page.locator("article").first.get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text(NOMINEE)
    page.get_by_role("button", name="Yes, this is my nomination").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your nomination")


def step_in_as(page: Page, person: Person) -> None:
    """Sign in with one click, as the demo lets everybody do."""
    page.goto("/sign-in")
    page.get_by_role("button", name=person.name).first.click()
    page.wait_for_url("**/home")


def release_copy(page: Page) -> str:
    """As coordinator: find the nomination, let it take part, mask it, approve; the code name."""
    page.goto("/triage")
    page.get_by_label(re.compile("^Find a name")).fill(NOMINEE)
    page.get_by_role("button", name="Find", exact=True).first.click()
    page.get_by_role("link", name=NOMINEE).click()
    page.locator("label", has_text="Yes, it takes part").click()
    page.get_by_role("button", name="Save the verdict").click()
    page.get_by_role("button", name="Prepare the juror copy").click()
    blind = page.locator(".c-diff__side").nth(1)
    expect(blind).not_to_contain_text("Signe")
    approve = page.get_by_role("button", name=re.compile("^Approve "))
    words = approve.inner_text().split()
    approve.click()
    expect(page.get_by_role("main")).to_contain_text("Ready for the jury")
    return words[1]


def give_seat(page: Page, juror: Person) -> None:
    """As coordinator: put somebody on the award's panel."""
    page.goto("/juries")
    panel = page.locator("section#innovation")
    panel.locator("select").first.select_option(value=juror.id)
    panel.get_by_role("button", name="Give the seat").click()
    expect(panel.get_by_role("table")).to_contain_text(juror.name)


def sign_out(page: Page) -> None:
    """End the session, which forgets the language too; go on in English."""
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    page.goto("/language/en")


def state_no_conflict(page: Page, look: Step = lambda _: None) -> None:
    """As juror: from the start page to the list, close to nobody, with no conflict anywhere."""
    title = page.get_by_role("heading", level=1)
    page.goto("/scoring")
    page.get_by_role("link", name="Answer now").click()
    expect(title).to_have_text("Who are you close to?")
    look(page)
    page.get_by_role("button", name="I am close to nobody here: go on").click()
    expect(title).to_have_text("Conflicts of interest")
    look(page)
    page.get_by_role("button", name=re.compile("I know of nothing: save$")).click()
    expect(title).to_have_text("Your candidates")


def open_sheet(page: Page, code: str) -> None:
    """As juror: state no conflict with anybody, open the candidate's sheet."""
    state_no_conflict(page)
    press(page, page.get_by_role("link", name=code, exact=True).first)
    expect(page.get_by_role("main")).to_contain_text("tried a new way of planning")
    expect(page.get_by_role("main")).not_to_contain_text("Signe")


def score(page: Page) -> None:
    """Give every criterion a score; the last one is abstained from."""
    controls = page.locator(".c-score")
    for number in range(controls.count() - 1):
        controls.nth(number).locator(f"input[value='{number + 1}']").check()
    controls.last.get_by_label("Abstain").check()
    page.get_by_label("Your reasons").fill("Clear benefit, and others learn from it.")


def marks_on(page: Page) -> list[str]:
    """Return what is chosen on a sheet, from the top."""
    values: list[str] = page.eval_on_selector_all(
        ".c-score input:checked", "all => all.map(one => one.value)"
    )
    return values


def nominate_and_release(site: Site, page: Page) -> str:
    """Go through the journey up to a juror copy that is out; the code name."""
    write_nomination(page)
    confirm_from_mailbox(page)
    step_in_as(page, site.person(Role.COORDINATOR))
    code = release_copy(page)
    juror = site.person(Role.JUROR)
    give_seat(page, juror)
    sign_out(page)
    site.move_to(Phase.SCORING)
    step_in_as(page, juror)
    return code


GIVEN = ["1", "2", "3", "4", "5", "abstain"]


def test_journey_on_a_phone(site_in: SiteIn, open_page: OpenPage) -> None:
    site = site_in(Phase.NOMINATING)
    page = open_page(site, width=PHONE)
    open_sheet(page, nominate_and_release(site, page))
    score(page)
    page.get_by_label("Your reasons").blur()
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^Saved "))
    page.reload()
    assert marks_on(page) == GIVEN
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("dialog").get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your scores are in. Thank you.")


def test_journey_without_javascript(
    site_in: SiteIn, open_page: OpenPage, troubles: list[str]
) -> None:
    site = site_in(Phase.NOMINATING)
    page = open_page(site, width=PHONE, java_script_enabled=False)
    open_sheet(page, nominate_and_release(site, page))
    score(page)
    press(page, page.get_by_role("button", name="Save", exact=True))
    assert marks_on_source(page) == GIVEN
    press(page, page.get_by_role("button", name="Hand in"))
    page.get_by_role("button", name="Hand in these scores").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your scores are in. Thank you.")


def marks_on_source(page: Page) -> list[str]:
    """Return what is chosen, read from the boxes one by one: no script may run in the page."""
    boxes = page.locator(".c-score input[type=radio]").all()
    return [str(box.get_attribute("value")) for box in boxes if box.is_checked()]
