"""What other weights would have made of a round that is over.

In come the handed-in sheets of a round that is over and the weights of another round, out come the
places before and after. Criteria meet by their keys: those of another year have other ids.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from awards.results.means import Standing
from awards.results.scores import Scored

MOST_ROWS = 30
"""How many candidates of an award a page shows; further down nothing hangs on a place."""


@dataclass(frozen=True)
class Shift:
    """One candidate's place and mean as they were, and as they would have been."""

    code: str
    before: int | None
    after: int | None
    mean_before: float | None
    mean_after: float | None

    @property
    def rise(self) -> int:
        """How many places up (or, below zero, down) it would have gone; 0 without both."""
        return (self.before or 0) - (self.after or 0) if self.before and self.after else 0


@dataclass(frozen=True)
class WhatIf:
    """An award's table in the order it would have had, and what could not be carried over."""

    shifts: tuple[Shift, ...]
    unknown: tuple[str, ...]
    """Keys that have a weight now and that nobody scored then."""
    dropped: tuple[str, ...]
    """Keys that counted then and are no longer there, or count nothing."""

    @property
    def moved(self) -> int:
        """How many candidates would have had another place."""
        return sum(shift.before != shift.after for shift in self.shifts)

    @property
    def same_first(self) -> bool:
        """Whether those on the first place are the same."""
        return {s.code for s in self.shifts if s.before == 1} == {
            s.code for s in self.shifts if s.after == 1
        }


def with_weights(
    scored: Scored, keys: Mapping[str, str], weights: Mapping[str, int]
) -> WhatIf | None:
    """Return what `weights` (key → weight) would have made of the scores.

    `keys` is criterion id → key of the scores' own criteria. None when none of the criteria that
    were scored has a weight above 0: then there is nothing to count.
    """
    own = [keys[criterion] for criterion in scored.criteria]
    new = tuple(float(weights.get(key, 0)) for key in own)
    if not any(new) or not any(scored.weights):
        return None
    after = replace(scored, weights=new).table
    counted = {key for key, weight in zip(own, scored.weights, strict=True) if weight}
    return WhatIf(
        shifts=tuple(_shifts(scored, after)),
        unknown=tuple(key for key, weight in weights.items() if weight and key not in own),
        dropped=tuple(key for key in own if key in counted and not weights.get(key)),
    )


def _shifts(scored: Scored, after: list[Standing]) -> list[Shift]:
    before = {standing.index: standing for standing in scored.table}
    return [
        Shift(
            code=scored.codes[standing.index],
            before=before[standing.index].place,
            after=standing.place,
            mean_before=before[standing.index].mean,
            mean_after=standing.mean,
        )
        for standing in after
    ]
