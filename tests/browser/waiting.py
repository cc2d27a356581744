"""Waiting for what a page says of itself."""

import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page

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


def press(page: Page, button: Locator) -> None:
    """Press what leads to another page, or to the same one anew; wait until all of it is there.

    What comes slowly is shown, and can be clicked, before its script is awake.
    """
    with page.expect_navigation():
        button.click()
