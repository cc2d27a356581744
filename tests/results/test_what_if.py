"""What other weights would have made of a round that is over. Plain figures."""

from awards.results.scores import Scored, arrange
from awards.results.what_if import Shift, with_weights

KEYS = {"c1": "knowledge", "c2": "courage"}
SHEETS = [
    ("a", "j1", 5, 1),
    ("a", "j2", 5, 3),
    ("b", "j1", 1, 5),
    ("b", "j2", 3, 5),
    ("c", "j1", 2, 2),
]


def _scored(first: float = 1.0, second: float = 0.0) -> Scored:
    return arrange(
        SHEETS,
        candidates=[("a", "AA1"), ("b", "BB2"), ("c", "CC3"), ("d", "DD4")],
        criteria=[("c1", first), ("c2", second)],
    )


def test_places_before_and_after_in_the_new_order() -> None:
    found = with_weights(_scored(), KEYS, {"knowledge": 0, "courage": 2})
    assert found is not None
    assert found.shifts == (
        Shift("BB2", 2, 1, 2.0, 5.0),
        Shift("AA1", 1, 2, 5.0, 2.0),
        Shift("CC3", 2, 2, 2.0, 2.0),
        Shift("DD4", None, None, None, None),
    )
    assert [shift.rise for shift in found.shifts] == [1, -1, 0, 0]
    assert (found.moved, found.same_first) == (2, False)
    assert (found.unknown, found.dropped) == ((), ("knowledge",))


def test_the_same_weights_on_another_scale_change_nothing() -> None:
    found = with_weights(_scored(1, 2), KEYS, {"knowledge": 3, "courage": 6})
    assert found is not None
    assert (found.moved, found.same_first, found.dropped) == (0, True, ())


def test_a_criterion_nobody_scored_then_is_named_and_not_counted() -> None:
    found = with_weights(_scored(), KEYS, {"knowledge": 1, "joy": 5})
    assert found is not None
    assert (found.unknown, found.moved) == (("joy",), 0)


def test_without_a_common_criterion_there_is_nothing_to_say() -> None:
    assert with_weights(_scored(), KEYS, {"joy": 5, "knowledge": 0}) is None


def test_an_award_without_candidates_has_an_empty_table() -> None:
    empty = arrange([], candidates=[], criteria=[("c1", 1.0), ("c2", 1.0)])
    found = with_weights(empty, KEYS, {"knowledge": 1})
    assert found is not None
    assert (found.shifts, found.moved, found.same_first) == ((), 0, True)
