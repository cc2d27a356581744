"""Mean ranks: each juror's own order counts, not how strictly they score.

A juror ranks the candidates they have read by their sheets' means, best 1; those they score the
same get the mean of the ranks they take up (mid-ranks, as in Kendall, *Rank Correlation
Methods*, 1948, ch. 3). A candidate's figure is the plain mean of its ranks: lower is better.

Rank 1 of two says less than rank 1 of ten. So a juror who has read n of N candidates has their
ranks stretched, (rank - 1/2) * N / n + 1/2: the middle of an order stays the middle, and with
everything read nothing changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from awards.results.order import TIE

if TYPE_CHECKING:
    from numpy.typing import NDArray


def mean_ranks(sheet_means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of each candidate's ranks, from 1 (best); NaN without a sheet.

    ``sheet_means`` is candidates x jurors in points, NaN where there is no sheet. N counts the
    candidates that anybody has read. Means within `order.TIE` are the same.
    """
    read = ~np.isnan(sheet_means)
    compared = int(read.any(axis=1).sum())
    ranks = np.full(sheet_means.shape, np.nan)
    for juror in range(sheet_means.shape[1]):
        rows = np.flatnonzero(read[:, juror])
        if rows.size:
            own = own_ranks(sheet_means[rows, juror])
            ranks[rows, juror] = (own - 0.5) * compared / rows.size + 0.5
    out = np.full(sheet_means.shape[0], np.nan)
    counts = read.sum(axis=1)
    np.divide(np.nansum(ranks, axis=1), counts, out=out, where=counts > 0)
    return out


def own_ranks(means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return one juror's mid-ranks, highest mean first; ``means`` has no NaN."""
    better = (means[None, :] - means[:, None]) > TIE
    same = np.abs(means[None, :] - means[:, None]) <= TIE
    ranks: NDArray[np.float64] = better.sum(axis=1) + (same.sum(axis=1) + 1) / 2
    return ranks
