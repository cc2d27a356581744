"""Points packed into numbers come out as they went in."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from awards.results.packing import BASE, DIGITS, batches, unpack

POINTS = st.none() | st.integers(0, BASE - 2)


def _pack(sheet: list[int | None]) -> list[int | None]:
    """Pack as the database does: a sum over the criteria that have points."""
    runs = [sheet[i : i + DIGITS] for i in range(0, len(sheet), DIGITS)]
    sums = [
        [(value + 1) * BASE**place for place, value in enumerate(run) if value is not None]
        for run in runs
    ]
    return [sum(numbers) if numbers else None for numbers in sums]


@given(st.integers(0, 30).flatmap(lambda n: st.lists(st.lists(POINTS, min_size=n, max_size=n))))
def test_sheets_come_out_as_they_went_in(sheets: list[list[int | None]]) -> None:
    criteria = len(sheets[0]) if sheets else 3
    found = unpack([_pack(sheet) for sheet in sheets], criteria)
    wanted = np.array(sheets, dtype=np.float64).reshape(len(sheets), criteria)
    assert np.array_equal(found, wanted, equal_nan=True)


def test_the_largest_number_fits_into_63_bits() -> None:
    assert _pack([BASE - 2] * DIGITS)[0] == BASE**DIGITS - 1 < 2**63


def test_criteria_are_cut_into_runs() -> None:
    keys = [str(n) for n in range(DIGITS + 1)]
    assert batches(keys) == [keys[:DIGITS], keys[DIGITS:]]
