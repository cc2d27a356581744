"""Choosing a person by typing: with the keyboard alone, told to those who do not see the list."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Route
from sqlalchemy import select

from awards.accounts.models import OrgUnit
from awards.core.permissions import Role
from awards.programmes.models import Phase
from tests.browser.conftest import OpenPage, SiteIn

pytestmark = pytest.mark.browser


def test_a_manager_is_chosen_with_the_keyboard(site_in: SiteIn, open_page: OpenPage) -> None:
    site = site_in(Phase.SCORING)
    with site.database.read() as session:
        wanted = select(OrgUnit.id).where(OrgUnit.name == "Bygglovsenheten")
        unit = session.scalars(wanted).first() or session.scalars(select(OrgUnit.id)).first()
    page = open_page(site, Role.COORDINATOR, language="sv")
    page.goto(f"{site.url}/organisation/units/{unit}")
    page.locator("summary", has_text="Välj chef").click()
    box = page.get_by_role("combobox", name="Chef")
    box.fill("")
    box.press_sequentially("habib tar")
    option = page.get_by_role("option", name="Tariq Habibzad")
    option.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    page.locator("[data-announce]", has_text="1 hittade").wait_for(state="attached")
    assert Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]}).response["violations"] == []
    box.press("ArrowDown")
    assert option.get_attribute("aria-selected") == "true"
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    box.press("Enter")
    assert (box.input_value(), box.get_attribute("aria-expanded")) == ("Tariq Habibzad", "false")
    page.get_by_role("button", name="Spara chefen").click()
    page.get_by_text("Chefen är sparad.").first.wait_for()
    assert "Tariq Habibzad" in page.locator(".c-facts").inner_text()


def test_escape_closes_the_list_and_keeps_what_was_typed(
    site_in: SiteIn, open_page: OpenPage
) -> None:
    site = site_in(Phase.SCORING)
    page = open_page(site, Role.COORDINATOR, language="sv")
    page.goto(f"{site.url}/organisation/units/new")
    box = page.get_by_role("combobox", name="Hör till")
    box.press_sequentially("kultur")
    page.locator(".c-picker__list [role=option]").first.wait_for()
    box.press("Escape")
    assert (box.input_value(), page.locator(".c-picker__list:visible").count()) == ("kultur", 0)


def test_what_is_typed_before_the_script_has_come_is_looked_up(
    site_in: SiteIn, open_page: OpenPage
) -> None:
    site = site_in(Phase.SCORING)
    page = open_page(site, Role.COORDINATOR, language="sv")
    held: list[Route] = []
    page.route(re.compile(r"/js/picker"), lambda route: held.append(route))  # noqa: PLW0108
    with page.expect_request(re.compile(r"/js/picker")):
        page.goto(f"{site.url}/organisation/units/new", wait_until="commit")
    box = page.get_by_label("Hör till")
    box.press_sequentially("kultur")
    assert page.get_by_role("combobox", name="Hör till").count() == 0
    (route,) = held
    route.continue_()
    page.locator(".c-picker__list [role=option]").first.wait_for()
    assert box.input_value() == "kultur"
