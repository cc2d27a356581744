import pytest

from tests.running import long_first

BROWSER, WHOLE = "tests/browser/test_a.py::a", "tests/whole/test_b.py::b"
SHORT = [f"tests/web/test_c.py::{number}" for number in range(4)]


@pytest.mark.parametrize(
    ("processes", "order"),
    [
        (1, [*SHORT, WHOLE, BROWSER]),
        (2, [BROWSER, *SHORT[:2], WHOLE, *SHORT[2:]]),
        (3, [BROWSER, SHORT[0], WHOLE, *SHORT[1:]]),
    ],
)
def test_long_tests_stand_first_in_each_process(processes: int, order: list[str]) -> None:
    given = [*SHORT, WHOLE, BROWSER]
    assert long_first(given, processes, place=lambda test: test) == order


def test_more_long_tests_than_one_process_gets_are_all_run() -> None:
    given = [SHORT[0], *[BROWSER] * 5, WHOLE]
    assert long_first(given, 2, place=lambda test: test) == [*[BROWSER] * 5, WHOLE, SHORT[0]]


def test_the_longest_walks_stand_before_other_browser_tests() -> None:
    walks = [f"tests/browser/test_{name}.py::a" for name in ("accessibility", "journey")]
    given = [BROWSER, walks[1], walks[0]]
    assert long_first(given, 2, place=lambda test: test) == [*walks, BROWSER]
