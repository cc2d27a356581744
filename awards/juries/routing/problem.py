"""What is asked of routing, and what it answers."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Booleans = NDArray[np.bool_]
Integers = NDArray[np.int64]

SMALL_JURY = 8
FEW_CANDIDATES = 30
"""Up to these, everybody reads everything: nothing is more certain than a full table."""


@dataclass(frozen=True)
class Problem:
    """Who may read what. `n` candidates, `m` jurors; all arrays are (n, m) unless told otherwise.

    Nobody may be pinned to what they may not read: ValueError.
    """

    allowed: Booleans
    """False where a conflict stands in the way: never assigned, whatever it costs."""
    wanted: Integers
    """(n,) How many readers each candidate is to have."""
    pinned: Booleans | None = None
    """Stays as it is: a finished sheet, or the coordinator's word."""
    current: Booleans | None = None
    """What has been assigned so far; as little of it as possible is taken away."""
    expert: Booleans | None = None
    """Who knows the award's field, and is preferred. None: nobody is."""
    own: Booleans | None = None
    """Whose administration is the nominee's; such readers are never alone with a candidate."""
    most: Integers | None = None
    """(m,) The most a juror can read. None: no limit."""
    award: Integers | None = None
    """(n,) Which award a candidate is in: places are compared within it. None: all in one."""
    seed: int = 0
    """Decides between plans that are equally good, so that the same input gives the same plan."""

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        n, m = self.allowed.shape
        if self.wanted.shape != (n,) or (self.wanted < 0).any():
            raise ValueError("one number of readers for each candidate, none negative")
        if self.pinned is not None and (self.pinned & ~self.allowed).any():
            raise ValueError("somebody is pinned to a candidate they may not read")
        if self.most is not None and self.most.shape != (m,):
            raise ValueError("one limit for each juror")

    @property
    def held(self) -> Booleans:
        """Return what is pinned, as an array even when nothing is."""
        return np.zeros_like(self.allowed) if self.pinned is None else self.pinned

    @property
    def needs(self) -> Integers:
        """Return (n,) readers each candidate is to have; those that are pinned count, and stay."""
        needs: Integers = np.maximum(self.wanted, self.held.sum(axis=1))
        return needs

    @property
    def limits(self) -> Integers:
        """Return (m,) the most each juror can read; what is pinned is more than any limit."""
        free = np.full(self.allowed.shape[1], self.allowed.shape[0])
        limited = free if self.most is None else np.minimum(self.most, free)
        limits: Integers = np.maximum(limited, self.held.sum(axis=0))
        return limits

    @property
    def bands(self) -> tuple[Integers, Integers]:
        """Return (m,) and (m,): a juror's level load, the mean rounded down and up.

        Not above what the juror can read; the others then bear the rest.
        """
        total, jurors = int(self.needs.sum()), max(1, self.allowed.shape[1])
        return (
            np.minimum(total // jurors, self.limits),
            np.minimum(-(-total // jurors), self.limits),
        )


@dataclass(frozen=True)
class Plan:
    """Who reads what, and how good that is."""

    reads: Booleans
    """(n, m) True where the juror reads the candidate."""
    missing: Integers
    """(n,) Readers a candidate lacks; all zero in a plan that may be applied."""
    dropped: int
    """Assignments taken away from what there was."""
    unlevel: int
    """1 + 2 + … for each reading that a juror is off the level load; 0: nobody is."""
    away: int
    """Readings by somebody who is not preferred for it, where somebody is."""
    connected: bool
    """Whether every award hangs together: see `connected`."""
    relaxations: tuple["Relaxation", ...] = field(default=())
    """What would make it possible, the smallest first; empty when nothing is missing."""

    @cached_property
    def loads(self) -> Integers:
        """Return (m,) how much each juror reads."""
        loads: Integers = self.reads.sum(axis=0)
        return loads

    @property
    def overlaps(self) -> Integers:
        """Return (m, m) how many candidates two jurors both read; on the diagonal, their loads."""
        counted = self.reads.astype(np.int64)
        return counted.T @ counted

    @property
    def possible(self) -> bool:
        """Say whether every candidate has its readers."""
        return not self.missing.any()


@dataclass(frozen=True)
class Relaxation:
    """One way out when not every candidate can have its readers."""

    fewer_readers: tuple[tuple[int, int], ...] = ()
    """(candidate, readers less)."""
    more_load: tuple[tuple[int, int], ...] = ()
    """(juror, readings beyond their limit)."""
