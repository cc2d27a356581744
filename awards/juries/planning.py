"""How much a jury would read, and how sure its result would be: a simulation. Pure.

A candidate's mean is taken to be what it deserves, plus how lenient its readers are, plus what one
reading differs from another:

    sheet = quality of the candidate + leniency of the juror + noise of the reading

All three are drawn from normal distributions with the standard deviations in `Spread`, in points
of the scale; the plain mean of a candidate's sheets is what counts. In each of many rounds the
truly best candidate is known, so it can be counted how often it comes first. Candidate i is read
by jurors i, i+1, … in a circle, so that everybody reads equally many. Where everybody reads
everything, leniency is the same for all and cancels out, as it does in a real round.

What it leaves out: ties and whole points, abstentions, conflicts, and a deliberation that finds
what the figures did not.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SEED = 20261122
MOST_RUNS, FEWEST_RUNS = 4000, 100
_BUDGET = 4_000_000
"""Drawn readings at most: with them a page takes a fraction of a second."""

MOST_READERS = 15
"""Readers for each candidate that are tried out; more change little."""

PODIUM = 3
_Z = 1.96
_SWEEPS = 30


@dataclass(frozen=True)
class Spread:
    """Standard deviations in points of the scale.

    The defaults are assumptions, not measurements, for means over several criteria from 1 to 5:
    candidates half a point apart, jurors a third of a point stricter or kinder than each other,
    and two readings of one text a good half point apart. They hold until there is a round to
    measure; the page says so.
    """

    quality: float = 0.5
    leniency: float = 0.35
    noise: float = 0.6


_USUAL_STEPS = 4
"""`Spread()` is for a scale of four steps, from 1 to 5."""

_FLOOR = 0.05
"""An estimate is never less: a round without any spread says nothing about the next one."""


@dataclass(frozen=True)
class Plan:
    """What is asked: candidates of one award, jurors on its panel, readers for each candidate."""

    candidates: int
    jurors: int
    readers: int
    minutes: int = 10
    awards: int = 1

    @property
    def reads(self) -> int:
        """How many texts of one award the busiest juror reads."""
        return math.ceil(self.candidates * min(self.readers, self.jurors) / self.jurors)


@dataclass(frozen=True)
class Share:
    """How often something happened, with a 95 % interval for having tried only so often."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Sureness:
    """How often the truly best candidate came first, or among the first three."""

    readers: int
    first: Share
    podium: Share


def usual_spread(low: int, high: int) -> Spread:
    """Return what is assumed on a scale without an earlier round to measure."""
    wide = (high - low) / _USUAL_STEPS
    usual = Spread()
    return Spread(usual.quality * wide, usual.leniency * wide, usual.noise * wide)


def share(hits: int, of: int) -> Share:
    """Return a share with Wilson's interval. `of` is at least 1."""
    value = hits / of
    centre = value + _Z**2 / (2 * of)
    reach = _Z * math.sqrt(value * (1 - value) / of + _Z**2 / (4 * of**2))
    below = 1 + _Z**2 / of
    return Share(value, max(0.0, (centre - reach) / below), min(1.0, (centre + reach) / below))


def runs_for(candidates: int, jurors: int) -> int:
    """Return how many rounds are played: fewer of large ones, always enough to tell."""
    return max(FEWEST_RUNS, min(MOST_RUNS, _BUDGET // max(1, candidates * jurors)))


def sureness(plan: Plan, spread: Spread, *, seed: int = SEED) -> list[Sureness]:
    """Return how sure a result is for 1, 2, … readers of each candidate; same input, same answer.

    Goes to the number asked for or to `MOST_READERS`, whichever is more, and never beyond the
    panel. A lone candidate is always first.
    """
    most = min(plan.jurors, max(plan.readers, MOST_READERS))
    runs = runs_for(plan.candidates, most)
    dice = np.random.default_rng(seed)
    size = (runs, plan.candidates)
    quality = dice.standard_normal(size, dtype=np.float32) * np.float32(spread.quality)
    leniency = dice.standard_normal((runs, plan.jurors), dtype=np.float32)
    leniency *= np.float32(spread.leniency)
    best = quality.argmax(axis=1)
    total = np.zeros(size, dtype=np.float32)
    circle = np.arange(plan.candidates)
    found = []
    for reader in range(most):
        total += quality + leniency[:, (circle + reader) % plan.jurors]
        total += dice.standard_normal(size, dtype=np.float32) * np.float32(spread.noise)
        ahead = (total > total[np.arange(runs), best][:, None]).sum(axis=1)
        hits = int((ahead == 0).sum()), int((ahead < PODIUM).sum())
        found.append(Sureness(reader + 1, share(hits[0], runs), share(hits[1], runs)))
    return found


def spread_of(rounds: Iterable[NDArray[np.float64]]) -> Spread | None:
    """Estimate the spread from earlier sheets: arrays of candidates x jurors, NaN for none.

    Fits candidate + juror by turns and takes from the spread of either what noise alone would
    give (the method of moments for two crossed factors). Awards with too little to tell are left
    out; None when all are.
    """
    parts = [part for sheets in rounds if (part := _parts(sheets)) is not None]
    if not parts:
        return None
    weights = [part[3] for part in parts]
    quality, leniency, noise = (
        float(np.average([part[place] for part in parts], weights=weights)) for place in range(3)
    )
    return Spread(*(max(_FLOOR, math.sqrt(max(0.0, v))) for v in (quality, leniency, noise)))


def _parts(sheets: NDArray[np.float64]) -> tuple[float, float, float, int] | None:
    """Return the variances of quality, leniency and noise, and how much they stand on."""
    sheets = sheets[:, ~np.isnan(sheets).all(axis=0)]
    sheets = sheets[~np.isnan(sheets).all(axis=1)]
    there = ~np.isnan(sheets)
    candidates, jurors = sheets.shape
    freedom = int(there.sum()) - candidates - jurors + 1
    if candidates < 2 or jurors < 2 or freedom < 1:  # noqa: PLR2004 - a spread takes two
        return None
    own, lenient = np.zeros(candidates), np.zeros(jurors)
    for _ in range(_SWEEPS):
        own = _mean(sheets - lenient[None, :], there, 1)
        lenient = _mean(sheets - own[:, None], there, 0)
        lenient -= lenient.mean()
    left = np.where(there, sheets - own[:, None] - lenient[None, :], 0.0)
    noise = float((left**2).sum()) / freedom
    quality = float(own.var(ddof=1)) - noise * float((1 / there.sum(axis=1)).mean())
    leniency = float(lenient.var(ddof=1)) - noise * float((1 / there.sum(axis=0)).mean())
    return quality, leniency, noise, freedom


def _mean(values: NDArray[np.float64], there: NDArray[np.bool_], axis: int) -> NDArray[np.float64]:
    means: NDArray[np.float64] = np.where(there, values, 0.0).sum(axis=axis) / there.sum(axis=axis)
    return means


PODIUM = 3
"""How many the first places are; with no more candidates than that, all are among them."""


def enough(found: Sequence[Sureness], wanted: float, candidates: int) -> int | None:
    """Return the fewest readers with which the best is among the first three so often.

    Where all of them are, it is asked how often the best comes first.
    """
    if candidates > PODIUM:
        return next((one.readers for one in found if one.podium.value >= wanted), None)
    return next((one.readers for one in found if one.first.value >= wanted), None)
