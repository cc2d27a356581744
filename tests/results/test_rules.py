"""What is said of places that lie close together."""

from awards.results.means import Standing
from awards.results.rules import Close, close_places, shared_places


def _table(*rows: tuple[int | None, float | None, float | None]) -> list[Standing]:
    return [
        Standing(n, place, mean, 3, spread, None, None, (), ())
        for n, (place, mean, spread) in enumerate(rows)
    ]


def test_neighbours_within_both_spreads_are_close() -> None:
    table = _table((1, 4.5, 0.1), (2, 3.6, 0.5), (3, 3.4, 0.4))
    assert close_places(table) == [Close(upper=2, lower=3, neighbours=1)]


def test_a_run_of_close_places_is_one() -> None:
    table = _table((1, 3.6, 0.5), (2, 3.5, 0.5), (3, 3.4, 0.4), (4, 1.0, 0.5))
    assert close_places(table) == [Close(upper=1, lower=3, neighbours=2)]


def test_one_agreeing_jury_is_enough_to_tell_apart() -> None:
    assert close_places(_table((1, 3.6, 0.1), (2, 3.4, 2.0))) == []


def test_nothing_is_said_without_a_spread_or_far_down() -> None:
    far = _table(*[(n, 5 - n / 10, 0.0) for n in range(1, 6)], (6, 4.4, 1.0), (7, 4.3, 1.0))
    assert close_places(far) == []
    assert close_places(_table((1, 3.0, None), (2, 2.9, None), (None, None, None))) == []


def test_shared_places_are_named_once() -> None:
    table = _table((1, 4.0, 0.1), (1, 4.0, 0.1), (1, 4.0, 0.1), (4, 2.0, 0.1))
    assert shared_places(table) == [1]
