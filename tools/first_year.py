"""The pictures of how a year is set up from nothing, taken on the way that a test walks, too."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.first_year import ADMIN, FirstYear
from tests.browser.office import empty_office
from tools.pictures import SIZES, keep, picture_of

YEAR = (
    "first-home",
    "templates",
    "preview",
    "import",
    "invitations",
    "invitation",
    "check-list",
    "who-takes-part",
    "opening",
    "first-year",
)
"""What is looked at, in this order; what is seen twice is taken once."""


def take_first_year(browser: Browser, fonts: Path, first: int) -> None:
    """Set a year up in an empty installation, in Swedish; number the pictures from `first` on."""
    with tempfile.TemporaryDirectory() as scratch, empty_office(Path(scratch), fonts) as office:
        office.command("admin", ADMIN, "--name", "Anna Alm")
        width, height = SIZES[-1]
        viewport = {"width": width, "height": height}
        with browser.new_context(base_url=office.url, viewport=viewport, locale="sv-SE") as context:  # type: ignore[arg-type]
            context.set_default_timeout(20_000)
            page = context.new_page()
            taken: set[str] = set()

            def look(name: str) -> None:
                if name not in taken:
                    taken.add(name)
                    _take(page, f"{first + YEAR.index(name):02}-{name}")

            _walk(page, FirstYear(page, office, "sv", look))


def _walk(page: Page, year: FirstYear) -> None:
    year.sign_in()
    lund = year.make_programme("Lund: six awards", "priser@lund.example")
    year.import_staff(year.office.folder)
    year.invite_jury()
    year.mend(lund)
    year.open(lund)
    page.goto("/awards/lund/2027")
    year.look("first-year")


def _take(page: Page, name: str) -> None:
    """Take what is on the page in both sizes, and leave it as it was."""
    page.wait_for_load_state("networkidle")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("window.scrollTo(0, 0)")
        keep(f"{name}-{width}", picture_of(page))
    page.set_viewport_size({"width": width, "height": height})
