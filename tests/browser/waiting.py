"""Waiting for what a page says of itself."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

LONGEST = 15.0
"""Seconds; as long as everything else is waited for."""


def until(page: Page, expression: str) -> None:
    """Wait until an expression is true in the page.

    Playwright's own waiting evaluates it inside the page, which our policy forbids.
    """
    until_so(page, lambda: bool(page.evaluate(expression)), expression)


def until_so(page: Page, is_so: Callable[[], bool], what: str = "") -> None:
    """Wait until something is so that the page brings about."""
    end = time.monotonic() + LONGEST
    while not is_so():
        assert time.monotonic() < end, what
        page.wait_for_timeout(20)


def arrived(page: Page, title: str | re.Pattern[str]) -> None:
    """Wait until the page with this title is there: all of it, and its script awake.

    What comes slowly is shown, and can be clicked, before that.
    """
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.wait_for_load_state()


def press(page: Page, button: Locator) -> None:
    """Press what leads to another page, or to the same one anew; wait until all of it is there."""
    with page.expect_navigation():
        button.click()
