"""How far a jury lies apart, and who may see it."""

from itertools import pairwise

import pytest

from awards.programmes.models import Phase
from awards.results.dot_plot import LANES
from awards.results.measure import side_by_side
from awards.scoring.calibrating.rules import (
    Apart,
    Spread,
    TextStays,
    TooLateToChoose,
    require_choosable,
    require_untouched,
    shown_of,
    spreads_of,
    widest,
)
from awards.scoring.rules import Marks


@pytest.mark.parametrize(
    ("marks", "scale", "apart"),
    [
        ((3, 3, 3), (1, 5), Apart.CLOSE),
        ((3, 4), (1, 5), Apart.CLOSE),
        ((2, 4), (1, 5), Apart.SOME),
        ((2, 5), (1, 5), Apart.FAR),
        ((1, 5), (1, 5), Apart.FAR),
        ((0, 2), (0, 10), Apart.CLOSE),
        ((0, 5), (0, 10), Apart.SOME),
        ((0, 6), (0, 10), Apart.FAR),
        ((), (1, 5), Apart.CLOSE),
    ],
)
def test_how_far_apart_depends_on_the_scale(
    marks: tuple[int, ...], scale: tuple[int, int], apart: Apart
) -> None:
    assert Spread("a", marks, 0, None).apart(*scale) is apart


def test_marks_lose_their_order_and_abstentions_are_counted() -> None:
    jury: list[dict[str, int | None]] = [{"a": 5, "b": None}, {"a": 2, "b": 3}, {"a": 4}]
    assert spreads_of(["a", "b"], jury, jury[0]) == [
        Spread("a", (2, 4, 5), 0, 5),
        Spread("b", (3,), 1, None),
    ]


def test_the_widest_is_the_first_of_equals_and_none_without_a_mark() -> None:
    flat, wide, same = (Spread(k, m, 0, None) for k, m in zip("abc", [(3, 3), (1, 4), (2, 5)]))  # noqa: B905
    assert widest([flat, wide, same]) == wide
    assert widest([Spread("a", (), 2, None)]) is None


def test_marks_are_shown_three_jurors_at_a_time_the_first_first() -> None:
    given: list[Marks] = [{"a": n} for n in range(9)]
    shown = {n: [marks["a"] for marks in shown_of(given[:n])] for n in (0, 1, 2, 3, 5, 6, 8, 9)}
    assert shown == {
        n: list(range(most)) for n, most in zip(shown, (0, 0, 0, 3, 3, 6, 6, 9), strict=True)
    }


@pytest.mark.parametrize("phase", Phase)
def test_a_text_is_chosen_until_scoring_closes(phase: Phase) -> None:
    over = {Phase.DELIBERATION, Phase.DECIDED, Phase.ANNOUNCED}
    if phase not in over:
        require_choosable(phase)
        return
    with pytest.raises(TooLateToChoose):
        require_choosable(phase)


def test_a_text_stays_once_somebody_has_begun() -> None:
    require_untouched(0)
    with pytest.raises(TextStays):
        require_untouched(1)


@pytest.mark.parametrize("mark", [1, 3, 5])
@pytest.mark.parametrize("jurors", [1, 5, 6, 23])
def test_equal_marks_stand_side_by_side_on_the_scale(mark: int, jurors: int) -> None:
    places = side_by_side([mark] * jurors, 1, 5)
    assert len(places) == jurors
    assert all(1 <= place <= 5 for place in places)
    # No more in a column than the picture has lanes, and a column hides none beside it.
    columns = sorted(set(places))
    assert max(places.count(place) for place in columns) <= len(LANES)
    assert all(b - a > 8 * 4 / 376 for a, b in pairwise(columns))
    assert abs(sum(columns) / len(columns) - mark) < 0.25
