"""Weighted medians: one juror far from the others moves nothing.

A sheet's mean is weighted by the criteria (`means.means_of_sheets`); the candidate's figure is the
median of those, every juror alike. Half of the jurors can be anywhere without carrying it
beyond what the other half says (breakdown point 1/2; Huber, *Robust Statistics*, 1981, 1.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def medians(sheet_means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the median of each candidate's sheet means, in points; NaN without a sheet.

    ``sheet_means`` is candidates x jurors, NaN where there is no sheet. Of an even number it is
    the mean of the middle two.
    """
    out = np.full(sheet_means.shape[0], np.nan)
    read = ~np.isnan(sheet_means).all(axis=1)
    if sheet_means.shape[1] and read.any():
        out[read] = np.nanmedian(sheet_means[read], axis=1)
    return out
