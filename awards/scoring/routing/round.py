"""A round as routing sees it: ids beside arrays, and the problem they make."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from awards.accounts.models import Person
from awards.juries.queries import ReadyCandidate
from awards.juries.routing import Problem
from awards.juries.routing.problem import Booleans, Integers
from awards.juries.routing.solve import readers_for
from awards.programmes.models import Award

AT_LEAST = 5
"""Readers of a candidate in a large round when nobody has said anything else."""

Pair = tuple[str, str]
"""(juror, candidate)"""


@dataclass(frozen=True)
class Voter:
    """Somebody who votes, and what is known of how much they can read."""

    person: Person
    award_ids: frozenset[str]
    """The awards they have a seat on."""
    most: int | None = None
    away_from: date | None = None
    """They read nothing more as soon as this is said, whatever the day."""


@dataclass(frozen=True)
class Round:
    """Candidates (rows) and voting jurors (columns) of some awards, with all that is known.

    All pairs are (juror id, candidate id). Somebody who cannot read at all (away, or without a
    seat any more) is no column; what they have finished counts as readers had.
    """

    awards: tuple[Award, ...]
    candidates: tuple[ReadyCandidate, ...]
    voters: tuple[Voter, ...]
    """All who vote, those who are away among them, by id."""
    seated: frozenset[tuple[str, str]]
    """(juror, award), without those who are away."""
    readable: frozenset[Pair]
    """Whose own word opens the text to them."""
    barred: frozenset[Pair]
    """Stated conflicts, doubts, and facts that nobody has decided about."""
    colleagues: frozenset[Pair]
    """Same administration as the nominee's."""
    experts: frozenset[tuple[str, str]]
    """(juror, award)"""
    finished: frozenset[Pair]
    begun: frozenset[Pair]
    assigned: Mapping[Pair, bool]
    """Assignment → whether it is pinned."""
    routed: Mapping[str, int]
    """Award → the readers its candidates were to have (0: everybody who may)."""
    lent: frozenset[Pair]
    """What substitutes read beside any plan, because they stand in for somebody there."""
    limits: Mapping[str, int]
    """Juror → the most they can read in these awards."""
    wanted: Mapping[str, int]
    """Award → readers asked for; 0: by the default."""

    @cached_property
    def jurors(self) -> tuple[Person, ...]:
        """Who can read: the columns, by id."""
        return tuple(one.person for one in self.voters if one.away_from is None)

    @cached_property
    def row(self) -> Mapping[str, int]:
        """Candidate → row."""
        return {one.id: place for place, one in enumerate(self.candidates)}

    @cached_property
    def column(self) -> Mapping[str, int]:
        """Juror → column."""
        return {one.id: place for place, one in enumerate(self.jurors)}

    @cached_property
    def award_number(self) -> Integers:
        """(n,) Which award a candidate is in."""
        numbers = {award.id: place for place, award in enumerate(self.awards)}
        return np.array([numbers[one.award_id] for one in self.candidates], np.int64)

    def table(self, pairs: Iterable[Pair]) -> Booleans:
        """Return (n, m) True for those of the pairs that are in the round."""
        found = np.zeros((len(self.candidates), len(self.jurors)), bool)
        for juror, candidate in pairs:
            if juror in self.column and candidate in self.row:
                found[self.row[candidate], self.column[juror]] = True
        return found

    def _by_award(self, pairs: frozenset[tuple[str, str]]) -> Booleans:
        """Return (n, m) from (juror, award)."""
        known = np.array(
            [[(juror.id, award.id) in pairs for juror in self.jurors] for award in self.awards],
            bool,
        ).reshape(len(self.awards), len(self.jurors))
        return known[self.award_number]

    @cached_property
    def allowed(self) -> Booleans:
        """(n, m) Who may read what; whoever has finished a sheet may."""
        return (self._by_award(self.seated) & ~self.table(self.barred)) | self.done

    @cached_property
    def readings(self) -> frozenset[Pair]:
        """Who reads what now: assignments, and where nobody has divided an award all they may."""
        of = {one.id: one.award_id for one in self.candidates}
        places = zip(*self.allowed.nonzero(), strict=True)
        free = {
            (self.jurors[column].id, self.candidates[row].id)
            for row, column in places
            if self.candidates[row].award_id not in self.routed
        }
        return frozenset(
            free
            | {pair for pair in self.assigned if pair[1] in of}
            | {pair for pair in self.finished if pair[1] in of}
        )

    @cached_property
    def done(self) -> Booleans:
        """(n, m) Finished sheets."""
        return self.table(self.finished)

    @cached_property
    def current(self) -> Booleans:
        """(n, m) What is assigned, or begun, so far."""
        return self.table({*self.assigned, *self.begun})

    @cached_property
    def own(self) -> Booleans:
        """(n, m) Whose administration is the nominee's."""
        return self.table(self.colleagues)

    @cached_property
    def pinned(self) -> Booleans:
        """(n, m) Finished sheets and the coordinator's word, where they may still read."""
        by_hand = self.table({pair for pair, pinned in self.assigned.items() if pinned})
        return (by_hand & self.allowed) | self.done

    @cached_property
    def had(self) -> Integers:
        """(n,) Readers beside the plan: who has finished and can read no more, who stands in."""
        had = np.zeros(len(self.candidates), np.int64)
        for juror, candidate in self.finished | self.lent:
            if candidate in self.row and juror not in self.column:
                had[self.row[candidate]] += 1
        return had

    @cached_property
    def readers(self) -> Integers:
        """(n,) How many readers each candidate is to have, those included who have finished.

        At least one: a candidate that nobody may read is missed, not overlooked.
        """
        usual = readers_for(self.allowed, self.award_number, AT_LEAST)
        asked = np.array([self.wanted[one.award_id] for one in self.candidates], np.int64)
        jury = self._by_award(self.seated).sum(axis=1)
        every = self.allowed.sum(axis=1)
        wanted: Integers = np.where(asked == 0, usual, np.where(asked >= jury, every, asked))
        at_least_one: Integers = np.maximum(1, wanted)
        return at_least_one

    def problem(self, seed: int) -> Problem:
        """Return what the solver is asked."""
        limits = [self.limits.get(one.id, len(self.candidates)) for one in self.jurors]
        return Problem(
            self.allowed,
            np.maximum(self.readers - self.had, 0),
            pinned=self.pinned,
            current=self.current,
            expert=self._by_award(self.experts),
            own=self.own,
            most=np.array(limits, np.int64),
            award=self.award_number,
            seed=seed,
        )

    @property
    def stamp(self) -> str:
        """Return what changes whenever another plan could be the best, but for work going on.

        Sheets are left out: jurors go on while the coordinator looks at a plan. Whether a plan
        keeps what is finished is asked again when it is applied.
        """
        told = {
            "candidates": [(one.id, one.award_id) for one in self.candidates],
            "jurors": [one.id for one in self.jurors],
            "seated": sorted(self.seated),
            "barred": sorted(self.barred),
            "experts": sorted(self.experts),
            "assigned": sorted((*pair, pinned) for pair, pinned in self.assigned.items()),
            "lent": sorted(self.lent),
            "limits": sorted(self.limits.items()),
            "wanted": sorted(self.wanted.items()),
        }
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()
