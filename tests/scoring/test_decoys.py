"""Who is asked about alone for no reason: always the same, ever more, and by lot."""

from itertools import pairwise

from awards.scoring.decoys import decoys
from awards.scoring.rules import sheet_id

SECRET, JUROR = "s" * 32, "juror"
CANDIDATES = [f"candidate{number}" for number in range(40)]


def _asked(*grown: str, juror: str = JUROR) -> set[str]:
    return decoys(SECRET, juror, CANDIDATES, grown)


def test_more_each_time_and_nobody_is_taken_out() -> None:
    times = ["first", "a", "b", "c", "d", "e"]
    sets = [_asked(*times[:number]) for number in range(1, len(times) + 1)]
    assert all(one < other for one, other in pairwise(sets))
    assert sets[-1] == _asked(*times)


def test_how_many_more_differs_from_time_to_time() -> None:
    more = {len(_asked("first", f"tie{number}")) - len(_asked("first")) for number in range(30)}
    assert more == {2, 3, 4}


def test_each_juror_is_asked_about_others() -> None:
    assert len({frozenset(_asked("first", juror=f"juror{number}")) for number in range(9)}) > 1


def test_the_order_of_addresses_does_not_tell_them_from_the_others() -> None:
    """The first by address were decoys once, so that any other was the nominee's."""
    places = []
    for number in range(60):
        juror = f"juror{number}"
        by_address = sorted(CANDIDATES, key=lambda one: sheet_id(SECRET, juror, one))
        places += [by_address.index(one) for one in _asked("first", juror=juror)]
    assert 15 < sum(places) / len(places) < 25


def test_no_more_than_there_are() -> None:
    assert _asked(*map(str, range(60))) == set(CANDIDATES)
