"""Every page that anybody can reach by links: no axe violation, nothing to scroll sideways, and
every control reached by keyboard. One walk sees to all: to come to a page takes its time, too.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException

from awards.core.permissions import Role
from awards.programmes.models import Phase
from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE, OpenPage, SiteIn
from tests.browser.keyboard import not_reached
from tests.browser.site import Site

pytestmark = pytest.mark.browser

NARROW = 320
WIDTH = """last => {
  const root = document.documentElement, wide = root.scrollWidth
  // It need not be laid out and drawn again as wide as the next page.
  if (last) root.style.display = 'none'
  return wide
}"""
# Not with Playwright's own words for it: they bring a script of 330 kB into each page.
LINKS = "[...document.querySelectorAll('a[href]')].map(one => one.href)"
TEXT = "document.documentElement.outerHTML"
CROWD = {
    "public, nominating": (None, Phase.NOMINATING),
    "admin": (Role.ADMIN, Phase.SCORING),
    "coordinator, triage": (Role.COORDINATOR, Phase.TRIAGE),
    "coordinator, deliberation": (Role.COORDINATOR, Phase.DELIBERATION),
    "juror": (Role.JUROR, Phase.SCORING),
    "chair": (Role.CHAIR, Phase.DELIBERATION),
    "communications": (Role.COMMUNICATIONS, Phase.SCORING),
    "auditor": (Role.AUDITOR, Phase.SCORING),
}
DIFFERS = re.compile(
    r"""name="csrf_token"(\ type="hidden")?\ value="[^"]+"
    | (?<![a-z0-9]) (?=[a-z]*[0-9]) (?=[0-9]*[a-z]) [a-z0-9]{16} (?![a-z0-9])""",
    re.VERBOSE,
)
"""What one page has in two databases or sessions: tokens and ids."""
BY_KEYBOARD = {"public, nominating", "coordinator, triage", "juror", "chair", "communications"}
"""Whose pages are gone through with the Tab key, too."""
NO_PAGES = (".csv", ".pdf", ".zip", ".xlsx", ".json", ".css", ".woff2", ".ics")
FILES = {
    "nominations.attached_file",
    "scoring.attachment",
    "triage.original_file",
    "triage.blind_file",
}
"""Whose addresses do not say that there is a file behind them: a few sheets have such a link."""
PUBLIC_FEATURES = ("gallery", "nominations", "home.accessibility", "home.switch_language", "static")


def _endpoint(site: Site, path: str) -> str | None:
    adapter = site.app.url_map.bind("localhost")
    try:
        endpoint: str = adapter.match(path, method="GET")[0]
    except HTTPException:
        return None
    return endpoint


def walk(page: Page, site: Site, start: str, *, public: bool) -> Iterator[str]:
    """Go from link to link; yield at the first page met of every kind."""
    seen, waiting = set[str](), [start]
    while waiting:
        address = waiting.pop(0)
        path = urlsplit(address).path
        endpoint = _endpoint(site, path)
        elsewhere = not public and (endpoint or "").startswith(PUBLIC_FEATURES)
        no_page = endpoint in FILES or path.endswith(NO_PAGES)
        if endpoint is None or endpoint in seen or elsewhere or no_page:
            continue
        seen.add(endpoint)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        yield address
        links = page.evaluate(LINKS)
        waiting += [link for link in links if link.startswith(site.url)]


def sideways(page: Page, *, last: bool = False) -> list[str]:
    """Return a line when the page can be scrolled sideways at 320 px; the last look empties it."""
    page.set_viewport_size({"width": NARROW, "height": 640})
    wide: int = page.evaluate(WIDTH, last)
    return [f"{page.url} is {wide} px wide at {NARROW} px"] if wide > NARROW else []


def _text_of(page: Page) -> str:
    """Return all a page consists of; for what differs each time, inside tags, in which order.

    A page with the same text has the same places, in the same colours.
    """
    met: dict[str, int] = {}

    def numbered(found: re.Match[str]) -> str:
        return f"#{met.setdefault(found[0], len(met))}"

    return re.sub(r"<[^>]*>", lambda tag: DIFFERS.sub(numbered, tag[0]), page.evaluate(TEXT))


def _faults(page: Page) -> list[str]:
    """Return what is wrong with a page at all widths; it comes as wide as a desk and goes so."""
    wrong = violations(page)
    page.set_viewport_size({"width": PHONE, "height": 844})
    wrong += violations(page) + sideways(page, last=True)
    page.set_viewport_size({"width": DESK, "height": 844})
    return wrong


@pytest.fixture(scope="session")
def faultless() -> set[str]:
    """The text of each page found without a fault: a coordinator meets many in two phases."""
    return set()


@pytest.mark.parametrize("who", CROWD)
def test_every_page_is_accessible(
    who: str, shared_site: SiteIn, open_page: OpenPage, faultless: set[str]
) -> None:
    role, phase = CROWD[who]
    site = shared_site(phase)
    page = open_page(site, role, language="sv", reduced_motion="reduce")
    start = "/home" if role else "/"
    wrong: list[str] = []
    for _ in walk(page, site, site.url + start, public=role is None):
        text = _text_of(page)
        if who in BY_KEYBOARD:
            wrong += not_reached(page)
        if text not in faultless:
            faults = _faults(page)
            wrong += faults
            faultless |= set() if faults else {text}
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (None, "/"),
        (None, "/awards/lund/2025/winners"),
        (Role.JUROR, "/scoring"),
        (Role.COORDINATOR, "/triage"),
        (Role.COORDINATOR, "/results"),
    ],
)
def test_dark_pages_have_contrast_too(
    role: Role | None, path: str, shared_site: SiteIn, open_page: OpenPage
) -> None:
    page = open_page(shared_site(Phase.SCORING), role, color_scheme="dark", reduced_motion="reduce")
    page.goto(path)
    assert violations(page) == []
