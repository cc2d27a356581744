"""The scores of one award as an array with its axes named: what the methods take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from awards.results.counting import PLAIN, Counting, standings
from awards.results.means import Standing

SheetRow = Sequence[Any]
"""A handed-in sheet: candidate id, juror id, then its points criterion by criterion, None for
those that were left out."""


@dataclass(frozen=True)
class Scored:
    """Who was scored by whom on what. Code names only; the order of nothing tells anything.

    `points` is candidates x jurors x criteria, NaN where a juror abstained or has no sheet;
    `has_sheet` is candidates x jurors. `weights` belongs to the criteria.
    """

    candidates: tuple[str, ...]
    codes: tuple[str, ...]
    jurors: tuple[str, ...]
    criteria: tuple[str, ...]
    weights: tuple[float, ...]
    points: NDArray[np.float64]
    has_sheet: NDArray[np.bool_]
    counting: Counting = PLAIN

    @cached_property
    def table(self) -> list[Standing]:
        """The candidates in the order that counts."""
        weights = np.array(self.weights, dtype=np.float64)
        return standings(self.points, weights, self.counting)

    def sheets(self) -> list[dict[str, Any]]:
        """Return every sheet as plain values: candidate, juror, points in the criteria's order."""
        return [
            {
                "candidate": self.candidates[row],
                "juror": self.jurors[column],
                "points": [None if v != v else int(v) for v in self.points[row, column].tolist()],  # noqa: PLR0124
            }
            for row, column in np.argwhere(self.has_sheet).tolist()
        ]


def arrange(
    rows: Sequence[SheetRow],
    *,
    candidates: Iterable[tuple[str, str]],
    criteria: Iterable[tuple[str, float]],
    counting: Counting = PLAIN,
) -> Scored:
    """Put sheets into an array. Those of other candidates are left out.

    `candidates` are (id, code name) and `criteria` (id, weight), in the order they will have;
    the points in `rows` are in the order of the criteria.
    """
    ids, codes = _columns(candidates)
    keys, weights = _columns(criteria)
    row_of = _positions(ids)
    known = [row for row in rows if row[0] in row_of]
    jurors = sorted({row[1] for row in known})
    column_of = _positions(jurors)
    points = np.full((len(ids), len(jurors), len(keys)), np.nan)
    has_sheet = np.zeros((len(ids), len(jurors)), dtype=bool)
    if known:
        first = [row_of[row[0]] for row in known]
        second = [column_of[row[1]] for row in known]
        points[first, second] = np.array([row[2:] for row in known], dtype=np.float64)
        has_sheet[first, second] = True
    return Scored(
        candidates=tuple(ids),
        codes=tuple(codes),
        jurors=tuple(jurors),
        criteria=tuple(keys),
        weights=tuple(weights),
        points=points,
        has_sheet=has_sheet,
        counting=counting,
    )


def _columns(pairs: Iterable[tuple[str, Any]]) -> tuple[list[str], list[Any]]:
    both = list(pairs)
    return [first for first, _ in both], [second for _, second in both]


def _positions(keys: Sequence[str]) -> dict[str, int]:
    return {key: place for place, key in enumerate(keys)}
