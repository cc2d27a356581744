"""The linear programme behind a plan, solved by HiGHS.

Readings are a flow from candidates to jurors. A candidate's readers from the nominee's own
administration pass through a gate of their own, and a juror's load is paid for step by step, ever
more per step: all of it is still a network, so that a solution at a corner of the programme is
made of whole numbers (the matrix is totally unimodular: Hoffman and Kruskal 1956), and no
branching is needed.

Which of two plans is better is decided in this order: fewer missing readers, fewer assignments
taken away, more level loads, more readings by experts. One weight per concern is enough for that:
two flows differ by simple cycles (Ahuja, Magnanti and Orlin 1993, theorem 3.7), such a cycle
passes each juror once, and each weight is more than all that a cycle can gain further down.

Large programmes are begun with a few readers for each candidate; readers whose reduced cost says
that they would make the plan better come in until none does, which proves the optimum of the whole
(column generation: Dantzig and Wolfe 1960).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from awards.juries.routing.problem import Booleans, Integers, Problem

Numbers = NDArray[np.float64]

_WHOLE = 40_000
"""Possible readings up to which a programme is solved in one go."""
_STARTERS = 12
"""Readers beyond those needed that a candidate of a larger programme begins with."""
STEPS = 40
"""Readings off the level load with a price of their own; further ones cost as much as the last."""
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Weights:
    """What one unit of each concern costs."""

    chance: float
    level: float
    drop: float
    missing: float

    @classmethod
    def of(cls, jurors: int) -> "Weights":
        """Return weights for a jury of this size; a reading away from the experts costs 1."""
        cycle = 2 * jurors + 2  # the readings that a cycle can change
        level = cycle + 1.0
        drop = level * (2 * STEPS) + cycle + 1
        return cls(1 / (2 * cycle), level, drop, drop * cycle)


@dataclass(frozen=True)
class Solved:
    """The optimum: who reads, and what was left over."""

    reads: Booleans
    missing: Integers
    beyond: Integers
    """(m,) Readings beyond a juror's limit; only where they were allowed."""


def costs_of(problem: Problem) -> Numbers:
    """Return (n, m) what each reading costs, chance included: it decides between equals."""
    weights = Weights.of(problem.allowed.shape[1])
    chance = np.random.default_rng(problem.seed).random(problem.allowed.shape)
    cost = chance * weights.chance
    if problem.expert is not None:
        cost += ~problem.expert & problem.expert.any(axis=1, keepdims=True)
    if problem.current is not None:
        cost += np.where(problem.current, 0.0, weights.drop / 2)
        cost -= np.where(problem.current, weights.drop / 2, 0.0)
    return cost


def solve(problem: Problem, *, beyond_limits: bool = False) -> Solved:
    """Return the best plan; what cannot be is in `missing`, or beyond the limits where allowed."""
    cost = costs_of(problem)
    use = _starters(problem, cost)
    while True:
        reads, missing, beyond, reduced = _run(problem, cost, use, beyond_limits=beyond_limits)
        better = problem.allowed & ~use & (reduced < -_TOLERANCE)
        if not better.any():
            return Solved(reads, missing, beyond)
        use = use | better


def _starters(problem: Problem, cost: Numbers) -> Booleans:
    """Return the readings a programme begins with; all of them when it is small."""
    if problem.allowed.sum() <= _WHOLE:
        return problem.allowed
    many = min(problem.allowed.shape[1], int(problem.needs.max()) + _STARTERS)
    rank = np.where(problem.allowed, cost, np.inf)
    cheapest = np.argpartition(rank, many - 1, axis=1)[:, :many]
    use = problem.held.copy()
    np.put_along_axis(use, cheapest, values=True, axis=1)
    if problem.current is not None:
        use |= problem.current
    return use & problem.allowed


def _run(
    problem: Problem, cost: Numbers, use: Booleans, *, beyond_limits: bool
) -> tuple[Booleans, Integers, Integers, Numbers]:
    """Solve with the readings in `use`; return also every reading's reduced cost, (n, m).

    Rows: each candidate's readers, each candidate's readers from its own administration, each
    juror's load. Columns: readings, missing readers, loads in steps.
    """
    import highspy  # takes a while to read in

    n, m = problem.allowed.shape
    weights = Weights.of(m)
    own = np.zeros_like(use) if problem.own is None else problem.own
    candidates, jurors = np.nonzero(use)
    gated = own[candidates, jurors]
    steps = _steps(problem, weights, beyond_limits=beyond_limits)
    readings, gates = len(candidates), np.flatnonzero(gated)

    price = np.concatenate([cost[use], np.full(n, weights.missing), steps.price])
    low = np.concatenate([problem.held[use].astype(float), np.zeros(n + len(steps.price))])
    high = np.concatenate([np.ones(readings), problem.needs.astype(float), steps.room])
    # A column's rows: a reading is in two, or three when it passes the gate.
    columns = np.concatenate(
        [
            np.arange(readings),
            np.arange(readings),
            gates,
            readings + np.arange(n),
            readings + n + np.arange(len(steps.price)),
        ]
    )
    rows = np.concatenate(
        [candidates, 2 * n + jurors, n + candidates[gates], np.arange(n), 2 * n + steps.juror]
    )
    values = np.concatenate([np.ones(2 * readings + len(gates) + n), -steps.sign])
    order = np.lexsort((rows, columns))
    starts = np.searchsorted(columns[order], np.arange(len(price) + 1))

    gate = np.maximum(np.maximum(problem.needs - 1, 0), (problem.held & own).sum(axis=1))
    need, target = problem.needs.astype(float), problem.bands[0].astype(float)
    row_low = np.concatenate([need, np.full(n, -highspy.kHighsInf), target])
    row_high = np.concatenate([need, gate.astype(float), target])

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(price), 2 * n + m
    model.col_cost_, model.col_lower_, model.col_upper_ = price, low, high
    model.row_lower_, model.row_upper_ = row_low, row_high
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = starts.astype(np.int32)
    model.a_matrix_.index_ = rows[order].astype(np.int32)
    model.a_matrix_.value_ = values[order]
    amount, dual = _solved(model, seed=problem.seed)
    reads = np.zeros_like(use)
    reads[use] = amount[:readings] > 0.5  # noqa: PLR2004 - whole numbers, as the solver writes them
    missing = np.rint(amount[readings : readings + n]).astype(np.int64)
    taken = np.rint(amount[readings + n :]).astype(np.int64) * steps.beyond
    beyond = np.bincount(steps.juror, weights=taken, minlength=m).astype(np.int64)
    reduced = cost - dual[:n, None] - dual[None, 2 * n :] - own * dual[n : 2 * n, None]
    return reads, missing, beyond, reduced


def _solved(model: Any, *, seed: int) -> tuple[Numbers, Numbers]:
    """Return the columns' values and the rows' dual prices at the optimum, a corner.

    Raises RuntimeError when there is none: a program of ours has one, however little can be read.
    """
    import highspy  # takes a while to read in

    status = None
    for way in _WAYS:
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (*_ALWAYS, ("random_seed", seed % 2**31), *way):
            solver.setOptionValue(option, value)
        solver.passModel(model)
        solver.run()
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            found = solver.getSolution()
            return np.asarray(found.col_value), np.asarray(found.row_dual)
    raise RuntimeError(f"routing ended with {status}")


_ALWAYS: tuple[tuple[str, Any], ...] = (
    ("output_flag", False),
    ("threads", 1),
    ("solver", "simplex"),  # it ends at a corner
)
_WAYS: tuple[tuple[tuple[str, Any], ...], ...] = (
    (("presolve", "off"),),  # on takes a hundred times as long as solving such a network
    # HiGHS shakes the costs while it solves; once in thousands of programs it does not get quite
    # rid of that again and then does not know whether it is done. Unshaken it does.
    (("presolve", "off"), ("dual_simplex_cost_perturbation_multiplier", 0.0)),
    (("presolve", "on"),),
)
"""How a program is solved, the quickest way first; the next one only where that found no end."""


@dataclass(frozen=True)
class _Steps:
    """A juror's load, in steps away from the level one; each costs more than the one before."""

    juror: Integers
    sign: Numbers
    """+1 upwards from the lower end of the band, -1 downwards."""
    price: Numbers
    room: Numbers
    beyond: Integers
    """1 where the step is beyond the juror's limit."""


def _steps(problem: Problem, weights: Weights, *, beyond_limits: bool) -> _Steps:
    """Return the steps of all jurors; none above a limit, unless limits may be gone beyond."""
    rows: list[tuple[int, float, float, float, int]] = []
    for juror, (low, high, limit) in enumerate(zip(*problem.bands, problem.limits, strict=True)):
        if high > low:
            rows.append((juror, 1.0, 0.0, float(high - low), 0))
        for step in range(1, STEPS + 1):
            most = float("inf") if step == STEPS else 1.0
            up, down = max(0.0, limit - high - step + 1), max(0.0, low - step + 1)
            rows.append((juror, 1.0, weights.level * step, min(up, most), 0))
            rows.append((juror, -1.0, weights.level * step, min(down, most), 0))
        if beyond_limits:
            rows.append((juror, 1.0, weights.missing / 2, float(len(problem.wanted)), 1))
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return _Steps(*columns)
