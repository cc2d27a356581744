"""Who may look at figures when, and how many sheets there should be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from awards.core.errors import Closed
from awards.core.languages import N_
from awards.programmes.models import Award, Phase
from awards.programmes.rules import phase_of
from awards.programmes.settings import rules_of
from awards.results.means import Standing

OPEN_PHASES = frozenset({Phase.DELIBERATION, Phase.DECIDED, Phase.ANNOUNCED})
"""Before these nobody sees a score that is not their own."""

CLOSE_PLACES = 5
"""How far down the table close places are pointed out; further down nothing hangs on them."""


class StillScoring(Closed):
    """Scores stay hidden until the last juror has had their time."""

    message = N_("The results appear when scoring has closed.")


class OrderHidden(Closed):
    """The jury looks for consensus: figures would put an order into their heads."""

    message = N_("The figures appear when the chair has saved the jury's proposal.")


def scores_visible(award: Award, at: datetime) -> bool:
    """Say whether an award's scores may be looked at."""
    return phase_of(award, at) in OPEN_PHASES


def visible_early(award: Award, at: datetime, *, runs_round: bool, votes: bool) -> bool:
    """Say whether the coordinator may look while the jury scores: only where the rules say so.

    Whoever votes on the panel never does: others' scores are hidden until one's own are in.
    """
    allowed = rules_of(award).scores_before_close and phase_of(award, at) is Phase.SCORING
    return allowed and runs_round and not votes


def require_visible(award: Award, at: datetime) -> None:
    """Raise StillScoring while jurors can still score."""
    if not scores_visible(award, at):
        raise StillScoring


@dataclass(frozen=True)
class Progress:
    """How far the sheets of an award have come, as far as the one who asks may know."""

    candidates: int = 0
    handed_in: int = 0
    missing: int = 0

    @property
    def expected(self) -> int:
        """How many sheets there will be when everybody has handed in."""
        return self.handed_in + self.missing


@dataclass(frozen=True)
class Close:
    """A run of places, each of which differs from the next by less than its jurors do."""

    upper: int
    lower: int
    neighbours: int


def close_places(table: Sequence[Standing]) -> list[Close]:
    """Return the runs among the first places that the jury cannot really tell apart.

    `table` is in the order of the places. Neighbours are close when their means differ by less
    than the smaller of the two spreads; candidates that share a place are not named here. Where
    something else than the means makes the order, distances in points say nothing about it.
    """
    if any(standing.figure is not None for standing in table):
        return []
    placed = [s for s in table if s.place is not None and s.place <= CLOSE_PLACES]
    runs: list[Close] = []
    for upper, lower in pairwise(placed):
        if upper.place == lower.place or not _within_spread(upper, lower):
            continue
        run = Close(upper=upper.place or 0, lower=lower.place or 0, neighbours=1)
        if runs and runs[-1].lower == run.upper:
            before = runs.pop()
            run = Close(before.upper, run.lower, before.neighbours + 1)
        runs.append(run)
    return runs


def _within_spread(upper: Standing, lower: Standing) -> bool:
    if None in {upper.spread, lower.spread, upper.mean, lower.mean}:
        return False
    distance = (upper.mean or 0.0) - (lower.mean or 0.0)
    return distance < min(upper.spread or 0.0, lower.spread or 0.0)


def is_finalist(standing: Standing, finalists: int) -> bool:
    """Say whether a candidate is on the shortlist: all who share its last place are."""
    return standing.place is not None and standing.place <= finalists


def shared_places(table: Sequence[Standing]) -> list[int]:
    """Return the places, among the first, that more than one candidate stands on."""
    places = [s.place for s in table if s.place is not None and s.place <= CLOSE_PLACES]
    return sorted({place for place in places if places.count(place) > 1})
