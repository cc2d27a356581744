"""How a run of all tests goes: in which order, and what is looked at when memory is tidied up."""

import gc
import os
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest

Test = TypeVar("Test")
WALKS = ("accessibility", "jury_accessible", "intake_done", "from_nothing", "jury_done", "journey")
LONG = (
    (
        *(f"tests/browser/test_{walk}.py" for walk in WALKS),
        *("tests/browser/", "tests/scoring/test_browser.py"),
    ),
    (
        *("tests/whole/test_killed_worker.py", "tests/whole/test_saves_survive.py"),
        *("tests/demo/", "tests/whole/", "tests/journeys/", "tests/certificates/"),
    ),
)
"""Where long tests stand, the longest first: what one process begins with, and what another."""

SELDOM = 20_000
"""New objects after which memory is tidied up, while tests run: of Python's 700, most stay."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[Any]:
    """Tidy up no memory while thousands of tests are read in: all of it stays, for good.

    The process that only hands tests out to others reads none, and tidies up as ever.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.set_threshold(SELDOM)
        gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let long tests be first when several processes share them."""
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = long_first(items, processes, place=lambda item: item.nodeid)


def long_first(tests: list[Test], processes: int, *, place: Callable[[Test], str]) -> list[Test]:
    """Return the tests in an order that keeps all processes busy to the end.

    xdist gives each process one stretch of the list, and takes from a stretch's end for whoever
    has nothing left to do: short tests have to stand there, and one Chromium is enough.
    """
    if processes < len(LONG):
        return tests
    parts = [_in_order(tests, long, place) for long in LONG]
    short = [test for test in tests if not place(test).startswith((*LONG[0], *LONG[1]))]
    room = max(0, len(tests) // processes - len(parts[0]))
    return [*parts[0], *short[:room], *parts[1], *short[room:]]


def _in_order(
    tests: list[Test], places: tuple[str, ...], place: Callable[[Test], str]
) -> list[Test]:
    """Return the tests of these places, in the places' order."""

    def first(test: Test) -> int:
        return next(n for n, one in enumerate(places) if place(test).startswith(one))

    return sorted((test for test in tests if place(test).startswith(places)), key=first)
