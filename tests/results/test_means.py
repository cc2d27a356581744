import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.results.means import Standing, weighted_means

NO = math.nan


def standings(scores: list[Any], weights: list[float]) -> list[Standing]:
    return weighted_means(np.array(scores, dtype=float), np.array(weights, dtype=float))


def test_one_sheet_has_a_mean_but_no_spread() -> None:
    assert standings([[[2, 5]]], [1, 1]) == [
        Standing(
            index=0,
            place=1,
            mean=3.5,
            sheets=1,
            spread=None,
            low=3.5,
            high=3.5,
            sheet_means=(3.5,),
            criterion_means=(2.0, 5.0),
        )
    ]


def test_weights_count_within_the_sheet_and_every_sheet_counts_alike() -> None:
    # Sheets: (3*5 + 1*1) / 4 = 4 and (3*1 + 1*5) / 4 = 2; the third lies between them.
    assert standings([[[5, 1], [1, 5], [3, 3]]], [3, 1]) == [
        Standing(
            index=0,
            place=1,
            mean=3.0,
            sheets=3,
            spread=1.0,
            low=2.0,
            high=4.0,
            sheet_means=(4.0, 2.0, 3.0),
            criterion_means=(3.0, 3.0),
        )
    ]


def test_abstaining_is_not_zero_and_leaves_the_other_weights_in_proportion() -> None:
    # Weights 2:1:1; the first criterion is left out, so the other two weigh the same.
    [standing] = standings([[[NO, 4, 2], [5, 5, 5]]], [2, 1, 1])
    assert (standing.sheet_means, standing.mean, standing.criterion_means) == (
        (3.0, 5.0),
        4.0,
        (5.0, 4.5, 3.5),
    )


def test_a_sheet_with_many_abstentions_is_still_one_voice() -> None:
    [standing] = standings([[[1, NO, NO], [5, 5, 5]]], [1, 1, 1])
    assert standing.mean == 3.0


def test_candidates_without_sheets_stand_last_without_a_place() -> None:
    table = standings([[[NO], [NO]], [[1], [NO]], [[NO], [NO]], [[2], [2]]], [1])
    assert [(row.index, row.place, row.mean, row.sheets) for row in table] == [
        (3, 1, 2.0, 2),
        (1, 2, 1.0, 1),
        (0, None, None, 0),
        (2, None, None, 0),
    ]


def test_candidate_without_sheets_has_no_figures() -> None:
    assert standings([[[NO, NO]]], [1, 1]) == [
        Standing(0, None, None, 0, None, None, None, (), (None, None))
    ]


def test_tied_candidates_share_a_place_and_the_next_place_is_skipped() -> None:
    table = standings([[[3]], [[5]], [[4]], [[4]], [[4]]], [1])
    assert [(row.index, row.place) for row in table] == [(1, 1), (2, 2), (3, 2), (4, 2), (0, 5)]


def test_rounding_does_not_break_a_tie() -> None:
    # 0.1 + 0.2 + 0.3 is not 0.6 in binary; summed in another order it differs in the last bit.
    table = standings([[[0.1], [0.2], [0.3]], [[0.3], [0.2], [0.1]], [[0.2], [0.2], [0.2]]], [1])
    assert len({row.mean for row in table}) > 1
    assert [(row.index, row.place) for row in table] == [(0, 1), (1, 1), (2, 1)]


def test_a_real_difference_is_never_a_tie() -> None:
    table = standings([[[4.0]], [[4.0 + 1e-6]]], [1])
    assert [(row.index, row.place) for row in table] == [(1, 1), (0, 2)]


def test_equal_sheets_have_no_spread_to_speak_of() -> None:
    [standing] = standings([[[4], [4], [NO]]], [1])
    assert (standing.spread, standing.low, standing.high) == (0.0, 4.0, 4.0)


def test_sheet_with_only_weightless_criteria_does_not_count() -> None:
    [standing] = standings([[[NO, 5], [3, NO]]], [1, 0])
    assert (standing.sheet_means, standing.sheets, standing.criterion_means) == (
        (3.0,),
        1,
        (3.0, 5.0),
    )


def test_no_candidates_make_an_empty_table() -> None:
    assert weighted_means(np.empty((0, 4, 2)), np.ones(2)) == []


def test_no_jurors_leave_every_place_open() -> None:
    table = weighted_means(np.empty((2, 0, 1)), np.ones(1))
    assert [(row.index, row.place) for row in table] == [(0, None), (1, None)]


@pytest.mark.parametrize("weights", [[5e307, 5e307], [1e308, 1e308], [1e-308, 1e-308]])
def test_extreme_weights_weigh_in_proportion(weights: list[float]) -> None:
    [standing] = standings([[[2, 4]]], weights)
    assert standing.mean == 3.0


@pytest.mark.parametrize(
    ("shape", "weights", "message"),
    [
        ((1, 1, 2), [0, 0], "At least one criterion needs a weight above 0."),
        ((1, 1, 0), [], "At least one criterion needs a weight above 0."),
        ((1, 1, 2), [2, -1], "Every weight must be a number of 0 or more."),
        ((1, 1, 2), [NO, 1], "Every weight must be a number of 0 or more."),
        ((1, 1, 2), [math.inf, 1], "Every weight must be a number of 0 or more."),
        ((1, 1, 2), [1], "2 criteria need as many weights, not 1."),
        ((1, 2), [1, 1], "The scores need three axes: candidates, jurors, criteria."),
    ],
)
def test_unusable_weights_are_refused_in_words(
    shape: tuple[int, ...], weights: list[float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        weighted_means(np.ones(shape), np.array(weights, dtype=float))


def test_infinite_score_is_refused() -> None:
    with pytest.raises(ValueError, match="A score cannot be infinite"):
        standings([[[math.inf]]], [1])


def test_input_is_left_as_it_was() -> None:
    scores, weights = np.array([[[1.0, NO]]]), np.array([2.0, 2.0])
    weighted_means(scores, weights)
    assert (scores[0, 0, 0], np.isnan(scores[0, 0, 1]), weights.tolist()) == (1.0, True, [2.0, 2.0])


score_tables = st.integers(1, 5).flatmap(
    lambda criteria: st.tuples(
        st.lists(
            st.lists(
                st.lists(
                    st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0, NO]),
                    min_size=criteria,
                    max_size=criteria,
                ),
                min_size=4,
                max_size=4,
            ),
            min_size=1,
            max_size=6,
        ),
        st.lists(st.integers(1, 9), min_size=criteria, max_size=criteria),
    )
)


def by_hand(candidate: list[list[float]], weights: list[float]) -> float | None:
    """Return the mean of the sheet means, in plain Python from the definition."""
    sheets = []
    for sheet in candidate:
        pairs = [(s, w) for s, w in zip(sheet, weights, strict=True) if not math.isnan(s)]
        if pairs:
            sheets.append(sum(s * w for s, w in pairs) / sum(w for _, w in pairs))
    return sum(sheets) / len(sheets) if sheets else None


@given(score_tables)
@settings(deadline=None, max_examples=60)
def test_means_are_those_of_the_definition(table: tuple[list[Any], list[float]]) -> None:
    scores, weights = table
    expected = [by_hand(candidate, weights) for candidate in scores]
    found = {row.index: row.mean for row in standings(scores, weights)}
    assert [found[i] for i in range(len(scores))] == [
        None if mean is None else pytest.approx(mean) for mean in expected
    ]


@given(score_tables, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_order_of_jurors_and_size_of_weights_move_no_place(
    table: tuple[list[Any], list[float]], random: Any
) -> None:
    scores, weights = table
    shuffled = [random.sample(candidate, len(candidate)) for candidate in scores]
    places = {row.index: row.place for row in standings(scores, weights)}
    again = {row.index: row.place for row in standings(shuffled, [7.3 * w for w in weights])}
    assert again == places
