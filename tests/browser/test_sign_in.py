"""Signing in by mail in a browser: asked for at the desk, the code read on another device."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from awards.accounts.models import SignInLink
from awards.accounts.rules import code_of, shown
from awards.core.permissions import Role
from awards.jobs.registry import HANDLERS, Workshop
from awards.programmes.models import Phase
from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE, OpenPage, SiteIn
from tests.browser.test_accessibility import sideways


@pytest.mark.browser
def test_a_code_from_the_phone_signs_in_at_the_desk(site_in: SiteIn, open_page: OpenPage) -> None:
    site = site_in(Phase.TRIAGE)
    page = open_page(site, None, language="en", reduced_motion="reduce")
    settings = site.app.extensions["settings"]
    page.goto("/sign-in?next=/triage")
    page.get_by_label("Your e-mail address").fill(site.person(Role.COORDINATOR).email)
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look in your mailbox")
    HANDLERS["accounts.write-links"](Workshop(site.database, settings))
    with site.database.read() as session:
        newest = select(SignInLink.id).order_by(SignInLink.created_at.desc())
        code = shown(code_of(session.scalars(newest).first() or "", secret=settings.secret_key))
    wrong = []
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 844})
        wrong += violations(page)
    assert wrong + sideways(page) == []
    page.get_by_label("The code in the mail").fill(code.lower())
    page.keyboard.press("Enter")
    page.wait_for_url("**/triage")
