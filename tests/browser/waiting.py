"""Waiting for what a page says of itself."""

import time

from playwright.sync_api import Page

LONGEST = 15.0
"""Seconds; as long as everything else is waited for."""


def until(page: Page, expression: str) -> None:
    """Wait until an expression is true in the page.

    Playwright's own waiting evaluates it inside the page, which our policy forbids.
    """
    end = time.monotonic() + LONGEST
    while not page.evaluate(expression):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(20)
