"""Weighted means: what every sheet says of a candidate, and the candidates' places.

In come the scores of one award as an array, out come :class:`Standing` objects in the order of
the table. A sheet counts as one voice however many of its criteria were left out:

1. *sheet mean*: the weighted mean over the criteria that were scored on the sheet; the weights
   are renormalised over those, so an abstention neither helps nor hurts;
2. *mean*: the plain mean of the candidate's sheet means, every juror alike.

A juror who reads severely lowers everybody they read; taking that out is the two-way model's
work, not this module's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from awards.results.order import in_order

if TYPE_CHECKING:
    from numpy.typing import NDArray

SCORE_AXES = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one candidate stands; all figures are in points of the scale.

    ``index`` is the candidate's row in the input. ``mean``, ``spread`` (standard deviation of
    the sheet means, n - 1), ``low`` and ``high`` (lowest and highest sheet mean) are ``None``
    where there are too few sheets to say. ``sheet_means`` follow the order of the jurors and
    leave out those without a sheet. ``criterion_means`` are plain means over the jurors who
    scored the criterion, in the order of the criteria, ``None`` where nobody did. ``figure`` is
    what counts where it is not the mean: a median in points, or a mean rank (see `counting`).
    """

    index: int
    place: int | None
    mean: float | None
    sheets: int
    spread: float | None
    low: float | None
    high: float | None
    sheet_means: tuple[float, ...]
    criterion_means: tuple[float | None, ...]
    figure: float | None = None


def weighted_means(scores: NDArray[np.float64], weights: NDArray[np.float64]) -> list[Standing]:
    """Return every candidate's standing, best first, those without a sheet last.

    ``scores`` is candidates x jurors x criteria in points, NaN where a juror abstained or has no
    sheet; ``weights`` is one number of 0 or more a criterion, on any scale. Places are 1, 2, 2, 4:
    means within `order.TIE` of the next better one share its place, and nothing here breaks the
    tie; rows that share a place stand in the order of the input. A sheet on which only criteria
    of weight 0 were scored has no mean and does not count.

    Raises ``ValueError`` when the shapes do not fit, a score is infinite, or the weights are
    negative, not finite, or all zero.
    """
    points = np.asarray(scores, dtype=np.float64)
    sheet_means = means_of_sheets(points, np.asarray(weights, dtype=np.float64))
    means, counts = _mean_of_present(sheet_means, axis=1)
    table = in_order(means)
    figures = _Figures(
        means=_plain(means),
        counts=counts.tolist(),
        spreads=_plain(_spreads(sheet_means, means, counts)),
        sheet_means=_plain_rows(sheet_means),
        criterion_means=_plain_rows(_mean_of_present(points, axis=1)[0]),
    )
    return [figures.standing(index, place) for index, place in table]


@dataclass(frozen=True, slots=True)
class _Figures:
    """The computed columns as plain lists, because reading arrays one by one is slow."""

    means: list[float | None]
    counts: list[int]
    spreads: list[float | None]
    sheet_means: list[list[float | None]]
    criterion_means: list[list[float | None]]

    def standing(self, index: int, place: int | None) -> Standing:
        present = tuple(mean for mean in self.sheet_means[index] if mean is not None)
        return Standing(
            index=index,
            place=place,
            mean=self.means[index],
            sheets=self.counts[index],
            spread=self.spreads[index],
            low=min(present, default=None),
            high=max(present, default=None),
            sheet_means=present,
            criterion_means=tuple(self.criterion_means[index]),
        )


def _shares(points: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Check scores and weights, and return the weights as shares of 1."""
    if points.ndim != SCORE_AXES:
        raise ValueError("The scores need three axes: candidates, jurors, criteria.")
    if weights.shape != points.shape[2:]:
        raise ValueError(f"{points.shape[2]} criteria need as many weights, not {weights.size}.")
    if np.isinf(points).any():
        raise ValueError("A score cannot be infinite.")
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError("Every weight must be a number of 0 or more.")
    if not weights.any():
        raise ValueError("At least one criterion needs a weight above 0.")
    # Dividing by the largest first keeps the sum finite however large the weights are.
    relative = weights / weights.max()
    return np.asarray(relative / relative.sum())


def means_of_sheets(
    points: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return candidates x jurors: the weighted mean of each sheet, NaN where there is none.

    ``points`` and ``weights`` as in `weighted_means`, which says what is refused.
    """
    shares = _shares(points, weights)
    scored = ~np.isnan(points)
    total = np.where(scored, points, 0.0) @ shares
    weight = scored @ shares
    return _divide(total, weight)


def _mean_of_present(
    values: NDArray[np.float64], axis: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the mean of the values that are not NaN, and how many they are."""
    present = ~np.isnan(values)
    counts = present.sum(axis=axis)
    return _divide(np.where(present, values, 0.0).sum(axis=axis), counts), counts


def _divide(total: NDArray[np.float64], by: NDArray[np.float64 | np.int64]) -> NDArray[np.float64]:
    """Divide; what would be divided by zero is NaN, without a warning."""
    out = np.full(total.shape, np.nan)
    np.divide(total, by, out=out, where=by > 0)
    return out


def _spreads(
    sheet_means: NDArray[np.float64], means: NDArray[np.float64], counts: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the standard deviation of each candidate's sheet means, NaN below two sheets."""
    distances = np.nan_to_num(sheet_means - means[:, None], nan=0.0)
    return np.sqrt(_divide((distances**2).sum(axis=1), counts - 1))


def _plain(column: NDArray[np.float64]) -> list[float | None]:
    """Return plain numbers, ``None`` for NaN."""
    return [None if value != value else value for value in column.tolist()]  # noqa: PLR0124


def _plain_rows(table: NDArray[np.float64]) -> list[list[float | None]]:
    """Return rows of plain numbers, ``None`` for NaN."""
    return [[None if value != value else value for value in row] for row in table.tolist()]  # noqa: PLR0124
