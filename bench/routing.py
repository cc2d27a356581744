"""Routing: how long the best plan takes, for rounds of three sizes."""

import time

import numpy as np

from awards.juries.routing import Problem, route
from bench.figures import Figure

SIZES = ((300, 9, 9, 0.5), (1_000, 20, 5, 0.5), (5_000, 200, 5, 10.0))
"""Candidates, jurors, readers each, seconds it may take; nine of nine is everybody."""
SEED = 2026


def round_of(candidates: int, jurors: int, readers: int) -> Problem:
    """Return a round with conflicts (3 %), experts (30 %) and colleagues (10 %) of the nominees."""
    dice = np.random.default_rng(SEED)
    allowed, expert, own = (dice.random((candidates, jurors)) < share for share in (0.97, 0.3, 0.1))
    wanted = np.minimum(readers, allowed.sum(axis=1))
    return Problem(allowed, wanted, expert=expert, own=own, seed=SEED)


def measure() -> list[Figure]:
    """Route each round once, after one that reads the solver in."""
    route(round_of(10, 3, 2))
    figures = []
    for candidates, jurors, readers, must in SIZES:
        asked = round_of(candidates, jurors, readers)
        start = time.perf_counter()
        plan = route(asked)
        took = time.perf_counter() - start
        name = f"routing {candidates:,} × {jurors}"
        title = f"{name} × {'all' if readers == jurors else readers}"
        figures.append(Figure(name, title, took, "s", None, took, must))
        if readers < jurors:
            gap = int(np.ptp(plan.loads)) + int(plan.missing.sum())
            figures.append(
                Figure(f"gap {candidates:,}", "its load gap", gap, "readings", None, gap, 1)
            )
    return figures
