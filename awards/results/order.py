"""From figures to places: 1, 2, 2, 4. Only a declared key parts what comes out the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

TIE = 1e-9
"""Figures closer than this share a place; it only swallows rounding, never a real difference."""


def in_order(
    figures: NDArray[np.float64], keys: NDArray[np.float64] | None = None
) -> list[tuple[int, int | None]]:
    """Return (row, place) best first; a row whose figure is NaN comes last and has no place.

    ``figures`` is one number a row, the higher the better. Figures within `TIE` of the next
    better one share its place, and the next place is skipped (competition ranking). ``keys``, one
    number a row, higher first, NaN last, part rows that share a place; those whose keys are within
    `TIE`, too, still share it. Rows that share a place stand in the order of the input.
    """
    order = np.argsort(-np.nan_to_num(figures, nan=-np.inf), kind="stable")
    ordered = figures[order]
    is_first = np.append(True, ordered[:-1] - ordered[1:] > TIE)[: len(order)]
    leaders = np.maximum.accumulate(np.where(is_first, np.arange(len(order)), 0))
    # One place past the last stands for "no place", so that those rows sort behind the others.
    places = np.where(np.isnan(ordered), len(order), leaders) + 1
    # Within a place rounding must not decide who is written first: the input's order does.
    within = np.lexsort((order, places))
    table = [
        (row, None if place > len(order) else place)
        for row, place in zip(order[within].tolist(), places[within].tolist(), strict=True)
    ]
    return table if keys is None else _parted(table, keys.tolist())


def _parted(
    table: Sequence[tuple[int, int | None]], keys: Sequence[float]
) -> list[tuple[int, int | None]]:
    """Part the rows of each shared place by their keys."""
    shared: dict[int | None, list[int]] = {}
    for row, place in table:
        shared.setdefault(place, []).append(row)
    parted: list[tuple[int, int | None]] = []
    for place, rows in shared.items():
        parted += [(row, None) for row in rows] if place is None else _by_key(place, rows, keys)
    return parted


def _by_key(place: int, rows: Sequence[int], keys: Sequence[float]) -> list[tuple[int, int | None]]:
    """Return the rows of one place with the places that their keys give them."""
    known = {row: -np.inf if np.isnan(keys[row]) else keys[row] for row in rows}
    found: list[tuple[int, int | None]] = []
    group: list[int] = []
    for row in sorted(rows, key=lambda row: (-known[row], row)):
        if group and known[group[-1]] != known[row] and known[group[-1]] - known[row] > TIE:
            found += _sharing(place + len(found), group)
            group = []
        group.append(row)
    return found + _sharing(place + len(found), group)


def _sharing(place: int, rows: Sequence[int]) -> list[tuple[int, int | None]]:
    return [(row, place) for row in sorted(rows)]
