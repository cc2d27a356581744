"""Many small whole numbers carried over in one: the points of a sheet.

In base 32 each criterion has a digit: its points plus one, 0 where there are none. Twelve digits
fit into the 63 bits that every database adds without rounding; more criteria take more numbers.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BASE = 32
"""One more than the highest digit: points from 0 to 30."""

DIGITS = 12


def batches(criteria: Sequence[str]) -> list[Sequence[str]]:
    """Return the criteria in runs that fit into one number each."""
    return [criteria[i : i + DIGITS] for i in range(0, len(criteria), DIGITS)]


def unpack(packed: Sequence[Sequence[int | None]], criteria: int) -> NDArray[np.float64]:
    """Return sheets x criteria in points, NaN where a digit is 0; None packs no digit at all.

    `packed` has a row a sheet, in it a number for each of `batches`.
    """
    width = -(-criteria // DIGITS)
    filled = [[number or 0 for number in row] for row in packed]
    numbers = np.array(filled, dtype=np.int64).reshape(len(packed), width)
    powers = BASE ** np.arange(DIGITS, dtype=np.int64)
    digits = (numbers[:, :, None] // powers) % BASE
    points = digits.reshape(len(packed), width * DIGITS)[:, :criteria].astype(np.float64) - 1
    points[points < 0] = np.nan
    return points
