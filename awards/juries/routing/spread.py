"""Exchanging readers between candidates, so that pairs of jurors are spread and awards connected.

An exchange leaves every load and every number of readers as it is, and is made only where it takes
nothing from what the programme has found: no expert is lost, no assignment taken away, no gate
passed. So the plan stays an optimum; it is chosen among the optima, by hill climbing from a seeded
start, which promises a good spread and not the best one.
"""

import numpy as np

from awards.juries.routing.connected import parts_of
from awards.juries.routing.problem import Booleans, Integers, Problem
from awards.juries.routing.program import costs_of

_TRIES_EACH = 60
"""Exchanges tried for each reading, up to `_MOST_TRIES`."""
_MOST_TRIES = 20_000
_SAME = 0.5
"""A difference in cost below this is chance: the plans are equals."""


def spread(problem: Problem, reads: Booleans) -> Booleans:
    """Return an equally good plan in which pairs of jurors meet more evenly, (n, m)."""
    board = _Board(problem, reads)
    places = np.argwhere(reads & ~problem.held)
    if len(places) < 2 or reads.shape[1] < 3:  # noqa: PLR2004 - nothing to exchange
        return reads
    counted = reads.astype(np.int64)
    overlaps = counted.T @ counted
    chance = np.random.default_rng(problem.seed + 1)
    tries = min(_MOST_TRIES, _TRIES_EACH * len(places))
    for one, other in chance.integers(0, len(places), (tries, 2)):
        (a, u), (b, v) = places[one], places[other]
        if not board.allows((a, u), (b, v)):
            continue
        with_u, with_v = np.flatnonzero(board.reads[a]), np.flatnonzero(board.reads[b])
        with_u, with_v = with_u[with_u != u], with_v[with_v != v]
        # The sum of squared overlaps changes by 2 for each unit that an overlap grows.
        gain = overlaps[u, with_u].sum() + overlaps[v, with_v].sum() - len(with_u) - len(with_v)
        loss = overlaps[v, with_u].sum() + overlaps[u, with_v].sum()
        if loss >= gain:
            continue
        board.exchange((a, u), (b, v))
        places[one], places[other] = (a, v), (b, u)
        for lost, won, rest in ((u, v, with_u), (v, u, with_v)):
            np.subtract.at(overlaps, (lost, rest), 1)
            np.subtract.at(overlaps, (rest, lost), 1)
            np.add.at(overlaps, (won, rest), 1)
            np.add.at(overlaps, (rest, won), 1)
    return board.reads


def connect(problem: Problem, reads: Booleans) -> Booleans:
    """Return a plan in which awards hang together, as far as exchanges that cost nothing can."""
    board = _Board(problem, reads)
    awards = np.zeros(len(reads), int) if problem.award is None else problem.award
    for one in np.unique(awards):
        inside = np.flatnonzero(awards == one)
        while _join(board, inside):
            pass
    return board.reads


def _join(board: "_Board", inside: Integers) -> bool:
    """Make one exchange that leaves an award in fewer parts; say whether there was one."""
    part = parts_of(board.reads[inside])
    parts = part.max(initial=0)
    if parts == 0:
        return False
    for here in board.movable(inside[part == 0]):
        for there in board.movable(inside[part != 0]):
            if not board.allows(here, there):
                continue
            board.exchange(here, there)
            if parts_of(board.reads[inside]).max() < parts:
                return True
            board.exchange((here[0], there[1]), (there[0], here[1]))
    return False


Reading = tuple[int, int]
"""A candidate and one of its readers."""


class _Board:
    """A plan on which readers change places."""

    def __init__(self, problem: Problem, reads: Booleans) -> None:
        self.reads = reads.copy()
        self._problem = problem
        self._cost = costs_of(problem)

    def movable(self, candidates: Integers) -> list[Reading]:
        """Return the readings of these candidates that nothing holds in their place."""
        free = self.reads & ~self._problem.held
        return [(int(a), int(u)) for a in candidates for u in np.flatnonzero(free[a])]

    def allows(self, one: Reading, other: Reading) -> bool:
        """Say whether two readers may change places without making the plan worse."""
        (a, u), (b, v) = one, other
        if a == b or u == v or self.reads[a, v] or self.reads[b, u]:
            return False
        if not (self._problem.allowed[a, v] and self._problem.allowed[b, u]):
            return False
        cost = self._cost
        if cost[a, v] + cost[b, u] > cost[a, u] + cost[b, v] + _SAME:
            return False
        return not (self._alone(a, u, v) or self._alone(b, v, u))

    def _alone(self, candidate: int, goes: int, comes: int) -> bool:
        """Say whether all readers would be from the nominee's own administration."""
        if self._problem.own is None or not self._problem.own[candidate, comes]:
            return False
        after = self.reads[candidate].copy()
        after[goes], after[comes] = False, True
        return bool(self._problem.own[candidate][after].all())

    def exchange(self, one: Reading, other: Reading) -> None:
        """Let two readers change places."""
        (a, u), (b, v) = one, other
        self.reads[a, u], self.reads[a, v] = False, True
        self.reads[b, v], self.reads[b, u] = False, True
