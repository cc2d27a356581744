"""A year is set up in one sitting: from an empty database, in the browser only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK
from tests.browser.first_year import ADMIN, FirstYear
from tests.browser.office import Office, empty_office
from tests.browser.waiting import LONGEST

pytestmark = pytest.mark.browser

NOT_FOUND = 404


@pytest.fixture
def office(tmp_path: Path, font_folder: Path) -> Iterator[Office]:
    """An installation without anything in it."""
    with empty_office(tmp_path, font_folder) as served:
        yield served


@pytest.fixture
def page(office: Office, browser: Browser) -> Iterator[Page]:
    """A browser that has never been here, in English."""
    context = browser.new_context(
        base_url=office.url, viewport={"width": DESK, "height": 900}, locale="en-GB"
    )
    context.set_default_timeout(LONGEST * 1000)
    yield context.new_page()
    context.close()


def test_a_year_is_set_up_in_one_sitting(page: Page, office: Office) -> None:
    assert "administrator" in office.command("admin", ADMIN, "--name", "Anna Alm")
    year = FirstYear(page, office, "en", look=lambda _name: None)
    year.sign_in()
    lund = year.make_programme("Lund: six awards", "priser@lund.example")
    year.make_programme("Sandnes: one award", "pris@sandnes.example")
    year.import_staff(office.folder)
    year.invite_jury()
    year.mend(lund)
    year.open(lund)
    page.goto("/awards/lund/2027")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Staff Awards 2027")
    answer = page.goto("/awards/sandnes/2027")
    assert answer is not None
    assert answer.status == NOT_FOUND  # still a draft
