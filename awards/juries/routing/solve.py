"""From a problem to a plan."""

import numpy as np

from awards.juries.routing.connected import is_connected
from awards.juries.routing.problem import (
    FEW_CANDIDATES,
    SMALL_JURY,
    Booleans,
    Integers,
    Plan,
    Problem,
    Relaxation,
)
from awards.juries.routing.program import STEPS, solve
from awards.juries.routing.spread import connect, spread


def readers_for(allowed: Booleans, award: Integers, at_least: int) -> Integers:
    """Return (n,) how many readers each candidate gets when nobody has said anything else.

    In an award with a small jury and few candidates that is everybody who may read it; in others
    `at_least`, or as many as there are.
    """
    may_read: Integers = allowed.sum(axis=1)
    wanted: Integers = np.minimum(at_least, may_read)
    for one in np.unique(award):
        inside = award == one
        jury = allowed[inside].any(axis=0).sum()
        if jury <= SMALL_JURY and inside.sum() <= FEW_CANDIDATES:
            wanted[inside] = may_read[inside]
    return wanted


def route(problem: Problem) -> Plan:
    """Return the best plan: the same for the same problem.

    Exact (see `program`) are: conflicts; the number of readers; nobody from the nominee's own
    administration alone; finished sheets and pins; then the fewest assignments taken away, the
    most level loads, the most readings by experts. Among the plans that are best in all of these
    one is chosen in which pairs of jurors are spread and awards hang together (`spread`,
    `connected`); where no exchange can connect an award, the plan says so.
    """
    n, m = problem.allowed.shape
    if n == 0 or m == 0:
        empty = np.zeros((n, m), bool)
        return Plan(empty, problem.needs, 0, 0, 0, connected=n == 0)
    solved = solve(problem)
    reads = connect(problem, spread(problem, solved.reads))
    return Plan(
        reads,
        solved.missing,
        dropped=_dropped(problem, reads),
        unlevel=_unlevel(problem, reads),
        away=_away(problem, reads),
        connected=is_connected(reads, problem.award),
        relaxations=_relaxations(problem, solved.missing) if solved.missing.any() else (),
    )


def _dropped(problem: Problem, reads: Booleans) -> int:
    return 0 if problem.current is None else int((problem.current & ~reads).sum())


def _unlevel(problem: Problem, reads: Booleans) -> int:
    low, high = problem.bands
    loads = reads.sum(axis=0)
    off = np.maximum(0, np.maximum(loads - high, low - loads))
    return int(sum(min(step, STEPS) for far in off for step in range(1, int(far) + 1)))


def _away(problem: Problem, reads: Booleans) -> int:
    if problem.expert is None:
        return 0
    asked = problem.expert.any(axis=1, keepdims=True)
    return int((reads & ~problem.expert & asked).sum())


def _relaxations(problem: Problem, missing: Integers) -> tuple[Relaxation, ...]:
    """Return ways out: fewer readers where they are missing; or more for those who have a limit."""
    fewer = Relaxation(fewer_readers=tuple((int(i), int(missing[i])) for i in missing.nonzero()[0]))
    beyond = solve(problem, beyond_limits=True)
    if beyond.missing.any():
        return (fewer,)
    more = Relaxation(more_load=tuple((int(j), int(x)) for j, x in enumerate(beyond.beyond) if x))
    return (fewer, more)
