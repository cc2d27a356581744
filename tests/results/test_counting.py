"""Places, medians, mean ranks and the declared rule for ties. Pure."""

import math
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.programmes.settings import Rules
from awards.programmes.settings.choices import Method, OrderBy, TieRule
from awards.results.counting import PLAIN, Counting, Figure, counting_of, standings
from awards.results.medians import medians
from awards.results.order import in_order
from awards.results.ranks import mean_ranks, own_ranks

NO = math.nan


def array(*rows: Any) -> Any:
    return np.array(rows, dtype=np.float64)


def table(scores: Any, counting: Counting) -> list[tuple[int, int | None, float | None]]:
    """Return (candidate, place, what counts) in the table's order, one criterion, weight 1."""
    points = np.array(scores, dtype=np.float64)
    found = standings(points, np.ones(points.shape[2]), counting)
    return [(s.index, s.place, s.figure) for s in found]


# Places.


def test_places_skip_after_those_who_share() -> None:
    assert in_order(array(3, 5, 5, 1)) == [(1, 1), (2, 1), (0, 3), (3, 4)]


def test_a_key_parts_only_those_who_share() -> None:
    places = in_order(array(5, 5, 3), array(1, 2, 9))
    assert places == [(1, 1), (0, 2), (2, 3)]


def test_the_same_key_still_shares_and_an_unknown_one_goes_last() -> None:
    places = in_order(array(5, 5, 5, 4), array(2, NO, 2, 7))
    assert places == [(0, 1), (2, 1), (1, 3), (3, 4)]
    assert in_order(array(5, 5), array(NO, NO)) == [(0, 1), (1, 1)]


def test_rounding_in_a_key_parts_nobody() -> None:
    assert in_order(array(5, 5), array(0.1 + 0.2, 0.3)) == [(0, 1), (1, 1)]


def test_no_figure_means_no_place_whatever_the_key() -> None:
    assert in_order(array(NO, 2, NO), array(9, 1, 8)) == [(1, 1), (0, None), (2, None)]


figures = st.lists(st.sampled_from([1.0, 2.0, 3.0, NO]), min_size=1, max_size=8)


@given(
    figures.flatmap(
        lambda f: st.tuples(
            st.just(f), st.lists(st.sampled_from([0.0, 1.0, NO]), min_size=len(f), max_size=len(f))
        )
    )
)
@settings(deadline=None, max_examples=80)
def test_a_key_never_lifts_anybody_past_a_better_figure(both: Any) -> None:
    given_figures, keys = both
    plain = dict(in_order(array(*given_figures)))
    parted = dict(in_order(array(*given_figures), array(*keys)))
    size = {place: list(plain.values()).count(place) for place in plain.values()}
    for row, place in plain.items():
        found = parted[row]
        if place is None:
            assert found is None
        else:
            assert found is not None
            assert place <= found < place + size[place]


# Medians.


def test_a_median_is_the_middle_sheet_and_of_two_their_mean() -> None:
    sheets = array([1, 5, 4], [2, 3, NO], [NO, NO, NO])
    found = medians(sheets).tolist()
    assert found[:2] == [4.0, 2.5]
    assert math.isnan(found[2])


def test_no_jurors_have_no_median() -> None:
    assert np.isnan(medians(np.empty((2, 0)))).tolist() == [True, True]


@given(
    st.lists(st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0]), min_size=3, max_size=9),
    st.floats(min_value=-1e6, max_value=1e6),
)
@settings(deadline=None, max_examples=60)
def test_one_juror_alone_moves_a_median_no_further_than_the_others_reach(
    sheets: list[float], wild: float
) -> None:
    found = float(medians(array([wild, *sheets[1:]]))[0])
    assert min(sheets[1:]) <= found <= max(sheets[1:])


# Ranks.


def test_own_ranks_are_shared_in_the_middle() -> None:
    assert own_ranks(array(5, 3, 5, 1)).tolist() == [1.5, 3.0, 1.5, 4.0]


def test_mean_ranks_do_not_care_how_strictly_somebody_scores() -> None:
    mild_and_strict = array([5, 3], [4, 2], [3, 1])
    assert mean_ranks(mild_and_strict).tolist() == [1.0, 2.0, 3.0]


def test_whoever_has_read_fewer_has_their_order_stretched() -> None:
    # The second juror has read two of three: first and last of them, 1 and 2, become 1.25 and 2.75.
    found = mean_ranks(array([5, 4], [4, NO], [3, 1]))
    assert found.tolist() == [pytest.approx(1.125), 2.0, pytest.approx(2.875)]


def test_the_only_one_a_juror_has_read_stands_in_the_middle() -> None:
    found = mean_ranks(array([5, NO], [4, NO], [3, 1]))
    assert found.tolist() == [1.0, 2.0, pytest.approx(2.5)]


sheet_tables = st.integers(1, 5).flatmap(
    lambda n: st.lists(
        st.lists(st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0]), min_size=3, max_size=3),
        min_size=n,
        max_size=n,
    )
)


@given(sheet_tables, st.floats(0.1, 9.0), st.floats(-5.0, 5.0))
@settings(deadline=None, max_examples=60)
def test_ranks_stay_when_one_juror_uses_the_scale_otherwise(
    sheets: list[list[float]], stretch: float, shift: float
) -> None:
    otherwise = [[row[0] * stretch + shift, *row[1:]] for row in sheets]
    assert mean_ranks(array(*otherwise)).tolist() == mean_ranks(array(*sheets)).tolist()


@given(sheet_tables)
@settings(deadline=None, max_examples=60)
def test_mean_ranks_average_to_the_middle_place(sheets: list[list[float]]) -> None:
    assert float(np.mean(mean_ranks(array(*sheets)))) == pytest.approx((len(sheets) + 1) / 2)


@given(st.permutations(range(4)), st.permutations(range(4)))
@settings(deadline=None, max_examples=30)
def test_mean_ranks_are_those_of_the_definition(first: list[int], second: list[int]) -> None:
    sheets = array(*zip(first, second, strict=True))
    by_hand = [(5 - (a + 1) + 5 - (b + 1)) / 2 for a, b in zip(first, second, strict=True)]
    assert mean_ranks(sheets).tolist() == by_hand


# What counts.

ONE_FAR_OFF = [[[4], [4], [1]], [[3], [3], [5]]]
"""By the mean the second is first (11 to 9 of 15); by median and ranks the first is."""


def test_the_method_decides_who_is_first() -> None:
    found = {figure: table(ONE_FAR_OFF, Counting(figure)) for figure in Figure}
    assert found == {
        Figure.MEANS: [(1, 1, None), (0, 2, None)],
        Figure.MEDIANS: [(0, 1, 4.0), (1, 2, 3.0)],
        Figure.RANKS: [(0, 1, pytest.approx(4 / 3)), (1, 2, pytest.approx(5 / 3))],
    }


SAME = [[[5, 1]], [[1, 5]], [[3, 3]]]


@pytest.mark.parametrize(
    ("counting", "places"),
    [
        (PLAIN, [(0, 1), (1, 1), (2, 1)]),
        (Counting(tie_rule=TieRule.CRITERION, tie_column=0), [(0, 1), (2, 2), (1, 3)]),
        (Counting(tie_rule=TieRule.CRITERION, tie_column=1), [(1, 1), (2, 2), (0, 3)]),
        (Counting(tie_rule=TieRule.SHEETS), [(0, 1), (1, 1), (2, 1)]),
    ],
)
def test_the_declared_rule_parts_a_tie(counting: Counting, places: list[tuple[int, int]]) -> None:
    assert [(row, place) for row, place, _ in table(SAME, counting)] == places


def test_more_sheets_go_first() -> None:
    scores = [[[4], [NO]], [[4], [4]], [[3], [3]]]
    found = [(row, place) for row, place, _ in table(scores, Counting(tie_rule=TieRule.SHEETS))]
    assert found == [(1, 1), (0, 2), (2, 3)]


def test_a_declared_tie_rule_leaves_the_figures_as_they_are() -> None:
    plain = standings(np.array(ONE_FAR_OFF, dtype=float), np.ones(1), PLAIN)
    ruled = standings(
        np.array(ONE_FAR_OFF, dtype=float), np.ones(1), Counting(tie_rule=TieRule.SHEETS)
    )
    assert ruled == plain


def test_the_order_of_the_input_parts_nobody() -> None:
    counting = Counting(Figure.RANKS, TieRule.CRITERION, 0)
    scores = [[[5, 1]], [[1, 5]], [[3, 3]], [[NO, NO]]]
    seen = set()
    for order in permutations(range(4)):
        found = table([scores[i] for i in order], counting)
        seen.add(frozenset((order[row], place) for row, place, _ in found))
    assert len(seen) == 1


def test_no_candidates_make_an_empty_table() -> None:
    assert standings(np.empty((0, 2, 1)), np.ones(1), Counting(Figure.RANKS)) == []


@pytest.mark.parametrize(
    ("rules", "counting"),
    [
        (Rules(), PLAIN),
        (Rules(counting_method=Method.WEIGHTED_MEDIAN), Counting(Figure.MEDIANS)),
        (Rules(decision_mode=OrderBy.RANKING), Counting(Figure.RANKS)),
        (
            Rules(decision_mode=OrderBy.RANKING, counting_method=Method.WEIGHTED_MEDIAN),
            Counting(Figure.RANKS),
        ),
        (Rules(tie_rule=TieRule.SHEETS), Counting(tie_rule=TieRule.SHEETS)),
        (
            Rules(tie_rule=TieRule.CRITERION, tie_criterion="lead"),
            Counting(tie_rule=TieRule.CRITERION, tie_column=1),
        ),
        (Rules(tie_rule=TieRule.CRITERION, tie_criterion="gone"), PLAIN),
    ],
)
def test_rules_say_what_counts(rules: Rules, counting: Counting) -> None:
    assert counting_of(rules, ["listen", "lead"]) == counting
