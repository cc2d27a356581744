"""The nomination form on a phone: steps and the browser's back, keyboard alone, no JavaScript."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from awards.core.permissions import Role
from awards.nominations.models import Nomination
from awards.programmes.models import Phase
from tests.browser.axe import violations
from tests.browser.conftest import PHONE, OpenPage, SiteIn
from tests.browser.site import PUBLIC, Site
from tests.browser.test_accessibility import sideways
from tests.browser.test_journey import STORY
from tests.browser.waiting import press, until, until_so

pytestmark = pytest.mark.browser

FORM = f"{PUBLIC}/nominate/innovation"
TEAM = [("Siv Ahl", "nurse"), ("Åke Öst", "cook"), ("Moa Ek", "caretaker"), ("Bo Lind", "driver")]
FIFTH = ("Ida Moe", "planner")


def heading(page: Page) -> Locator:
    """Return the heading of the step that is shown."""
    return page.locator("[data-step] > h2:visible, [data-check] > h2:visible")


def go_on(page: Page, words: str = "Continue") -> None:
    """Press the step's button."""
    page.get_by_role("button", name=words, exact=True).click()


def write_group(page: Page) -> None:
    """From the first step to the third: a group of four, two workplaces, the texts."""
    page.locator("label", has_text="A group").click()
    go_on(page)
    page.get_by_label("Name", exact=True).first.fill("The night team")
    for number, (name, title) in enumerate(TEAM):
        if number == 3:
            page.get_by_role("button", name="Add another member").click()
            expect(page.locator("#members-3-name")).to_be_focused()
        page.locator(f"#members-{number}-name").fill(name)
        page.locator(f"#members-{number}-title").fill(title)
    page.get_by_label("Search for a workplace").fill("forskolan")
    found = page.locator(".c-units__groups li:visible input")
    expect(found.first).to_be_visible()
    found.nth(0).check()
    found.nth(1).check()
    expect(page.locator(".c-units__away")).to_have_count(2)
    go_on(page)
    for text in page.locator("textarea[data-counted]").all()[:2]:
        text.fill(STORY)
    page.locator("label", has_text="Already: it can be seen today").click()


def write_who_i_am(page: Page) -> None:
    """Fill in the fourth step."""
    page.get_by_label("Your name").fill("Bo Ek")
    page.get_by_label("Your e-mail address").fill("bo.ek@example.org")
    page.locator("label", has_text="I work here").click()


def empty(page: Page, *fields: str) -> None:
    """Take away what was typed, without the page noticing."""
    for field in fields:
        page.locator(field).evaluate("field => { field.value = '' }")


def nominated(site: Site) -> list[Nomination]:
    """Return what was sent to the form, with its members."""
    with site.database.read() as session:
        sent = [
            one
            for one in session.query(Nomination).order_by(Nomination.arrived_at)
            if one.nominee_name == "The night team"
        ]
        for one in sent:
            assert one.members is not None
        return sent


def members(site: Site) -> list[tuple[str, str]]:
    with site.database.read() as session:
        (one,) = session.query(Nomination).filter_by(nominee_name="The night team")
        return [(member.name, member.title) for member in one.members]


def test_form_is_gone_through_step_by_step_with_the_browsers_back(
    site_in: SiteIn, open_page: OpenPage
) -> None:
    site = site_in(Phase.NOMINATING)
    page = open_page(site, width=PHONE, reduced_motion="reduce")
    page.goto(FORM)
    wrong = violations(page)
    expect(page.locator("[data-steps-place]")).to_have_text("Step 1 of 5: What")
    write_group(page)
    wrong += violations(page)
    expect(heading(page)).to_be_visible()
    go_on(page)
    expect(heading(page)).to_have_text("Who are you?")
    expect(heading(page)).to_be_focused()
    assert page.url.endswith("#you")
    wrong += violations(page)
    page.go_back()
    expect(heading(page)).to_have_text("Why?")
    page.go_back()
    expect(heading(page)).to_have_text("Who is it?")
    expect(page.locator("#members-3-name")).to_have_value("Bo Lind")
    wrong += violations(page)
    page.go_forward()
    page.go_forward()
    page.get_by_label("Your name").fill("Bo Ek")
    page.get_by_label("Your e-mail address").fill("bo.ek@example.org")
    page.locator("label", has_text="I live here").click()
    go_on(page)
    expect(heading(page)).to_have_text("Read it through")
    expect(page.locator(".c-check .is-empty")).to_have_count(0)  # empty texts are not missing
    wrong += violations(page)
    about_me = page.locator(".c-check__row", has_text="What are you to the municipality?")
    about_me.get_by_role("link", name="Change").click()
    expect(page.locator("#relation-0")).to_be_focused()
    page.locator("label", has_text="I work here").click()
    go_on(page, "Done, back to reading it through")
    expect(page.locator(".c-check")).to_contain_text("Siv Ahl, nurse")
    expect(page.locator(".c-check__row", has_text="I work here")).to_be_visible()
    page.get_by_role("button", name="Send the nomination").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Now look in your mail")
    assert members(site) == TEAM
    assert wrong == []


def test_members_are_moved_and_taken_away_by_keyboard(site_in: SiteIn, open_page: OpenPage) -> None:
    page = open_page(site_in(Phase.NOMINATING), width=PHONE)
    page.goto(FORM)
    write_group(page)
    page.go_back()
    names = page.locator("[id^=members-][id$=-name]")
    page.locator("#members-3-name").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#members-2-name")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    said = [one.input_value() for one in names.all()]
    assert said == ["Siv Ahl", "Bo Lind", "Åke Öst", "Moa Ek"]
    expect(page.locator("[data-announce]")).to_have_text("Now number 2 of 4")
    third = page.get_by_role("group", name="Number 3")
    third.get_by_role("button", name="Move down").press("Enter")
    page.get_by_role("group", name="Number 1").get_by_role("button", name="Remove").press("Enter")
    said = [one.input_value() for one in names.all()]
    assert said == ["Bo Lind", "Moa Ek", "Åke Öst"]
    expect(page.get_by_role("group", name="Number 3").get_by_label("Title or role")).to_have_value(
        "cook"
    )


def test_person_is_not_asked_for_members_nor_a_group_for_a_title(
    site_in: SiteIn, open_page: OpenPage
) -> None:
    page = open_page(site_in(Phase.NOMINATING), width=PHONE)
    page.goto(FORM)
    page.locator("label", has_text="One person").click()
    go_on(page)
    expect(page.locator("#nominee_title")).to_be_visible()
    expect(page.locator("[data-members]")).to_be_hidden()
    page.locator("#nominee_title").fill("nurse")
    page.go_back()
    page.locator("label", has_text="A project").click()
    go_on(page)
    expect(page.locator("#nominee_title")).to_be_hidden()
    expect(page.locator("#nominee_title")).to_be_disabled()
    expect(page.locator("#members-0-name")).to_be_visible()


def test_all_of_it_by_keyboard_alone(site_in: SiteIn, open_page: OpenPage) -> None:
    site = site_in(Phase.NOMINATING)
    page = open_page(site, width=PHONE)
    page.goto(FORM)

    def to(selector: str) -> None:
        """Press Tab until something has the focus, as somebody without a mouse does."""
        for _ in range(60):
            if page.evaluate("(css) => document.activeElement.matches(css)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(selector)

    def write(selector: str, text: str) -> None:
        to(selector)
        page.keyboard.insert_text(text)

    to("#nominee_kind-0")
    page.keyboard.press("Space")
    to("[data-next]")
    page.keyboard.press("Enter")
    write("#nominee_name", "The night team")
    write("#units-search", "lärkan")
    expect(page.locator(".c-units__groups li:visible")).to_have_count(1)
    to("[name=units]")
    page.keyboard.press("Space")
    write("#partner", "The rowing club")
    page.keyboard.press("Enter")  # goes on, and does not send half a nomination
    expect(heading(page)).to_have_text("Why?")
    write("textarea[data-counted]", STORY)
    to("#effect_kind-0")
    page.keyboard.press("Space")
    to("[data-next]")
    page.keyboard.press("Enter")
    write("#nominator_name", "Bo Ek")
    write("#nominator_email", "bo.ek@example.org")
    to("#relation-0")
    page.keyboard.press("Space")
    to("[data-next]")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Read it through")
    to("#check button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Now look in your mail")
    assert [one.partner for one in nominated(site)] == ["The rowing club"]


def test_untouched_form_starts_at_its_first_step_whatever_the_address_says(
    shared_site: SiteIn, open_page: OpenPage
) -> None:
    page = open_page(shared_site(Phase.NOMINATING), width=PHONE, reduced_motion="reduce")
    page.goto(f"{FORM}#check")
    expect(page.locator(".c-nominate")).to_have_class(re.compile("is-awake"))
    expect(heading(page)).to_have_count(1)
    expect(page.locator("[data-step]").first).to_be_visible()
    assert page.url.endswith(FORM)


def test_no_step_flashes_before_the_script_knows_which_one_to_show(
    shared_site: SiteIn, open_page: OpenPage
) -> None:
    page = open_page(shared_site(Phase.NOMINATING), width=PHONE, reduced_motion="reduce")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/js/nominate/steps.js", hold)
    page.goto(FORM, wait_until="commit")
    expect(page.locator(".c-nominate")).to_be_attached()
    until(page, "document.styleSheets.length > 10")
    expect(heading(page)).to_have_count(0)
    page.evaluate("document.getAnimations().forEach((one) => one.finish())")  # some seconds go by
    expect(heading(page)).to_have_count(4)  # a script that never comes leaves one long page
    until_so(page, lambda: bool(held))
    held[0].continue_()
    expect(heading(page)).to_have_count(1)
    expect(heading(page)).to_have_text("What is it about?")


def test_error_leads_to_the_step_where_it_is_mended(
    site_in: SiteIn, open_page: OpenPage, troubles: list[str]
) -> None:
    page = open_page(site_in(Phase.NOMINATING), width=PHONE)
    page.goto(FORM)
    write_group(page)
    go_on(page)
    write_who_i_am(page)
    go_on(page)
    empty(page, "#nominee_name", "#nominator_name")  # as when another tab has saved less
    page.get_by_role("button", name="Send the nomination").click()
    summary = page.locator("[data-errors]")
    expect(page.locator("#nominee_name")).to_have_attribute("aria-invalid", "true")
    expect(summary).to_be_focused()
    expect(heading(page)).to_have_text("Who is it?")
    page.get_by_role("link", name="Write your name.").click()
    expect(heading(page)).to_have_text("Who are you?")
    expect(page.locator("#nominator_name")).to_be_focused()
    page.keyboard.insert_text("Bo Ek")
    go_on(page)
    page.get_by_role("button", name="Send the nomination").click()
    expect(summary).to_be_focused()
    expect(heading(page)).to_have_text("Who is it?")
    refused = [text for text in troubles if "422" in text]
    assert len(refused) == 2
    troubles[:] = [text for text in troubles if "422" not in text]


def test_step_says_what_it_lacks_when_somebody_goes_on(
    shared_site: SiteIn, open_page: OpenPage
) -> None:
    page = open_page(shared_site(Phase.NOMINATING), width=PHONE, reduced_motion="reduce")
    page.goto(FORM)
    said = page.locator(".c-field__error:visible")
    go_on(page)
    expect(heading(page)).to_have_text("What is it about?")
    expect(page.locator("#nominee_kind-0")).to_be_focused()
    expect(said).to_have_text(["Needs a change: Choose a person, a group, a unit or a project."])
    wrong = violations(page)
    page.locator("label", has_text="One person").click()
    expect(said).to_have_count(0)
    go_on(page)
    page.locator("#nominee_title").fill("nurse")
    go_on(page)
    name, place = "Write who you nominate.", "Choose at least one workplace, or write below"
    expect(said).to_contain_text([name, place])
    expect(page.locator("#nominee_name")).to_be_focused()
    expect(page.locator("#nominee_name")).to_have_accessible_description(re.compile(name))
    expect(page.locator("#nominee_title")).to_have_value("nurse")
    wrong += violations(page)
    page.locator("#nominee_name").fill("Siv Ahl")
    expect(said).to_contain_text([place])
    page.go_back()  # the way back is open, whatever is missing
    expect(heading(page)).to_have_text("What is it about?")
    go_on(page)
    page.locator("#partner").fill("The rowing club")
    go_on(page)
    page.go_back()
    expect(heading(page)).to_have_text("Who is it?")
    expect(said).to_have_count(0)  # a partner is a workplace, too
    go_on(page)
    page.locator("textarea[data-counted]").first.fill("Too few words.")
    page.locator("label", has_text="Already: it can be seen today").click()
    go_on(page)
    expect(said).to_contain_text(["3 words in all so far. At least 40"])
    expect(page.locator("textarea[data-counted]").first).to_be_focused()
    page.locator("textarea[data-counted]").first.fill(STORY)
    go_on(page)
    write_who_i_am(page)
    page.get_by_label("Your e-mail address").fill("bo.ek(at)example.org")
    page.keyboard.press("Enter")
    expect(said).to_contain_text(["Write an e-mail address like name@example.com."])
    page.get_by_label("Your e-mail address").fill("bo.ek@example.org")
    go_on(page)
    expect(heading(page)).to_have_text("Read it through")
    assert wrong == []


def test_soft_hint_appears_under_the_text_and_goes_again(
    shared_site: SiteIn, open_page: OpenPage
) -> None:
    page = open_page(shared_site(Phase.NOMINATING))
    page.goto(FORM)
    text = page.locator("textarea[data-counted]").first
    text.fill("The patient had cancer.")
    hint = page.locator(".c-soft-hint:visible")
    expect(hint).to_contain_text("You mention “cancer”.")
    expect(hint).to_contain_text("You mention “The patient”.")
    text.fill("Patients are calmer.")
    expect(hint).to_have_count(0)


def test_words_of_all_texts_are_counted_against_the_awards_limits(
    shared_site: SiteIn, open_page: OpenPage
) -> None:
    page = open_page(shared_site(Phase.NOMINATING))
    page.goto(FORM)
    first, second, *_ = page.locator("textarea[data-counted]").all()
    total = page.locator("[data-total-words]")
    first.fill("one - two  tre&fyra 5 …")
    second.fill("word " * 34)
    expect(total).to_have_text(
        "38 words in all so far. At least 40, so that the jury understands why."
    )
    second.fill("word " * 36)
    expect(total).to_have_text("40 words in all. That is enough.")
    second.fill("word " * 397)
    expect(total).to_have_text("401 words in all. Please make it shorter: at most 400.")
    page.locator("#inspired_by").fill("not counted")
    expect(total).to_contain_text("401 words")


def test_on_a_wide_screen_all_of_it_is_one_page(shared_site: SiteIn, open_page: OpenPage) -> None:
    page = open_page(shared_site(Phase.NOMINATING))
    page.goto(FORM)
    expect(heading(page)).to_have_count(5)
    expect(page.get_by_role("button", name="Continue")).to_have_count(0)
    page.get_by_label("Your name").fill("Bo Ek")
    expect(page.locator(".c-check__row", has_text="Your name")).to_contain_text("Bo Ek")
    page.set_viewport_size({"width": PHONE, "height": 844})
    expect(heading(page)).to_have_count(1)


def test_a_letter_is_registered_with_the_comforts_of_the_form(
    shared_site: SiteIn, open_page: OpenPage
) -> None:
    page = open_page(shared_site(Phase.NOMINATING), Role.COORDINATOR, width=PHONE)
    page.goto("/nominations/register")
    page.locator("main a[href*='/nominations/register/']").first.click()
    expect(page.locator("[data-nominate].is-awake")).to_be_visible()
    assert page.locator("[data-steps-row]").count() == 0
    page.locator("label", has_text="One person").click()
    expect(page.locator("#nominee_title")).to_be_visible()
    expect(page.locator("[data-members]")).to_be_hidden()
    page.locator("label", has_text="A group").click()
    expect(page.locator("#nominee_title")).to_be_hidden()
    expect(page.locator("#members-0-name")).to_be_visible()
    page.get_by_label("Search for a workplace").fill("forskolan")
    page.locator(".c-units__groups li:visible input").first.check()
    expect(page.locator(".c-units__away")).to_have_count(1)
    assert violations(page) == []
    assert sideways(page) == []


def test_finder_and_form_work_without_javascript(site_in: SiteIn, open_page: OpenPage) -> None:
    site = site_in(Phase.NOMINATING)
    page = open_page(site, width=PHONE, java_script_enabled=False)
    page.goto(f"{PUBLIC}/nominate")
    page.get_by_text("Not sure? Tick what they did").click()
    page.locator("label", has_text="Found a new way of doing something").click()
    page.get_by_role("button", name="Show which award fits").click()
    first = page.get_by_role("main").locator("#fits a").first
    expect(first).to_have_text("Innovation")
    press(page, first)
    kept = "Press “Go on later” to keep what you have written."
    expect(page.locator("[data-draft-line]")).to_have_text(kept)
    page.locator("label", has_text="A group").click()
    page.locator("#nominee_name").fill("The night team")
    page.get_by_text("Members of the group, the unit or the project").click()
    for number, (name, title) in enumerate([*TEAM, FIFTH]):
        if number > 2:
            press(page, page.get_by_role("button", name="Add another member"))
        page.locator(f"#members-{number}-name").fill(name)
        page.locator(f"#members-{number}-title").fill(title)
    for group in page.locator("details.c-units__group").all()[:2]:
        group.locator("summary").click()
        group.locator("input").first.check()
    page.locator("textarea[data-counted]").first.fill(STORY)
    page.locator("label", has_text="Already: it can be seen today").click()
    page.get_by_label("Your name").fill("Bo Ek")
    page.get_by_label("Your e-mail address").fill("bo.ek@example.org")
    page.locator("label", has_text="I work here").click()
    press(page, page.get_by_role("button", name="Read it through first"))
    shown = page.locator("#looked-over")
    expect(shown).to_contain_text("Ida Moe, planner")
    shown.get_by_role("link", name="Change Your name").click()
    expect(page).to_have_url(re.compile("#nominator_name$"))
    shown.get_by_role("button", name="Send the nomination").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Now look in your mail")
    assert members(site) == [*TEAM, FIFTH]


def test_first_step_fits_a_narrow_screen(shared_site: SiteIn, open_page: OpenPage) -> None:
    page = open_page(shared_site(Phase.NOMINATING), width=320)
    wrong: list[str] = []
    for address in (f"{PUBLIC}/nominate?did=innovation.1&did=leda.2", FORM):
        page.goto(address)
        wrong += [*sideways(page), *violations(page)]
    assert wrong == []
