"""What counts in an award: the method, and what parts those who come out the same. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from awards.programmes.settings import Rules
from awards.programmes.settings.choices import Method, OrderBy, TieRule
from awards.results.means import Standing, means_of_sheets, weighted_means
from awards.results.medians import medians
from awards.results.order import in_order
from awards.results.ranks import mean_ranks


class Figure(StrEnum):
    """The figure that makes the order; stored with every result run."""

    MEANS = "weighted-means"
    MEDIANS = "weighted-medians"
    RANKS = "mean-ranks"


@dataclass(frozen=True)
class Counting:
    """How an award is counted; `tie_column` is the criterion's place among the criteria."""

    figure: Figure = Figure.MEANS
    tie_rule: TieRule = TieRule.SHARED
    tie_column: int | None = None


PLAIN = Counting()
"""Weighted means, and who comes out the same shares the place."""


def counting_of(rules: Rules, criteria: Sequence[str]) -> Counting:
    """Return how rules say that an award is counted; `criteria` are keys in the scores' order.

    A criterion that is no longer there parts nobody: then places are shared.
    """
    figure = Figure.MEANS
    if rules.decision_mode is OrderBy.RANKING:
        figure = Figure.RANKS
    elif rules.counting_method is Method.WEIGHTED_MEDIAN:
        figure = Figure.MEDIANS
    if rules.tie_rule is not TieRule.CRITERION:
        return Counting(figure, rules.tie_rule)
    if rules.tie_criterion not in criteria:
        return Counting(figure)
    return Counting(figure, rules.tie_rule, list(criteria).index(rules.tie_criterion))


def standings(
    points: NDArray[np.float64], weights: NDArray[np.float64], counting: Counting
) -> list[Standing]:
    """Return every candidate's standing in the order that counts.

    ``points`` is candidates x jurors x criteria and ``weights`` one number a criterion, as in
    `means.weighted_means`, which also says what is refused.
    """
    table = weighted_means(points, weights)
    if counting == PLAIN or not table:
        return table
    by_row = {standing.index: standing for standing in table}
    rows = [by_row[row] for row in range(len(table))]
    figures = _figures(rows, points, weights, counting.figure)
    better = -figures if counting.figure is Figure.RANKS else figures
    shown: list[float | None] = [None] * len(rows)
    if counting.figure is not Figure.MEANS:
        shown = [None if np.isnan(value) else float(value) for value in figures]
    return [
        replace(rows[row], place=place, figure=shown[row])
        for row, place in in_order(better, _keys(rows, counting))
    ]


def _figures(
    rows: Sequence[Standing],
    points: NDArray[np.float64],
    weights: NDArray[np.float64],
    figure: Figure,
) -> NDArray[np.float64]:
    if figure is Figure.MEANS:
        return np.array([row.mean for row in rows], dtype=np.float64)
    sheet_means = means_of_sheets(np.asarray(points, dtype=np.float64), weights)
    return mean_ranks(sheet_means) if figure is Figure.RANKS else medians(sheet_means)


def _keys(rows: Sequence[Standing], counting: Counting) -> NDArray[np.float64] | None:
    """Return what parts those who share a place: one number a candidate, the higher first."""
    if counting.tie_rule is TieRule.SHEETS:
        return np.array([row.sheets for row in rows], dtype=np.float64)
    if counting.tie_column is None:
        return None
    column = counting.tie_column
    return np.array([row.criterion_means[column] for row in rows], dtype=np.float64)
