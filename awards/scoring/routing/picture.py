"""What the pages show of a round and a plan: loads, overlaps, what moves, what is missing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from awards.accounts.models import Person
from awards.juries.routing.models import RoutingRun
from awards.juries.routing.problem import Integers
from awards.programmes.models import Award
from awards.scoring.routing.round import Pair, Round

MOST_IN_TABLE = 24
"""Jurors up to which every pair's overlap is shown; beyond, only the least and the most."""
CODES_SHOWN = 12
"""Code names listed for a juror before "and so many more"."""
SHADES = 4


@dataclass(frozen=True)
class Load:
    """What a juror reads by a plan, and what that changes for them."""

    person: Person
    reads: int
    finished: int
    gets: list[str]
    """Code names that are new to them; nothing as long as the awards are not routed."""
    loses: list[str]
    set_aside: list[str]
    """Code names whose begun sheet is set aside."""


@dataclass(frozen=True)
class Heat:
    """How many candidates two jurors both read: a row each, a shade (0–4) beside each number."""

    rows: list[tuple[Person, list[tuple[int, int]]]]
    least: int
    most: int


@dataclass(frozen=True)
class Lack:
    """A candidate without all its readers, and why: a key of `wording.WHY`."""

    code_name: str
    award: Award
    number: int
    why: str


@dataclass(frozen=True)
class Picture:
    """A plan as its page shows it."""

    loads: list[Load]
    most: int
    """The longest bar."""
    heat: Heat
    lacks: list[Lack]
    more: list[tuple[Person, int]]
    """Who would have to read so many beyond their limit for all to be complete."""
    stays: int
    """Assignments that stay as they are."""
    leavers: list[Load]
    """Who is away, or has no seat any more, and what goes from them to others."""
    unanswered: int
    """Readings whose juror has not answered about conflicts yet."""
    stale: bool


def picture_of(run: RoutingRun, known: Round, *, others: Iterable[Person]) -> Picture:
    """Put a stored plan beside the round as it is now.

    `others` have assignments in it and are no column.
    """
    plan = frozenset(
        (juror, one)
        for juror, reads in run.plan.items()
        for one in reads
        if juror in known.column and one in known.row
    )
    loads = [_load(known, plan, person) for person in known.jurors]
    loads.sort(key=lambda load: (load.person.name, load.person.id))
    there = {pair for pair in known.assigned if pair[1] in known.row}
    figures, people = run.figures, {person.id: person for person in known.jurors}
    way = _more_load(figures)
    leavers = [_left_by(known, person) for person in others]
    return Picture(
        loads=loads,
        most=max((load.reads for load in loads), default=0),
        heat=heat_of(known, plan),
        lacks=_lacks(known, figures["missing"], figures["why"]),
        more=[(people[key], number) for key, number in way.items() if key in people],
        stays=len(plan & there),
        leavers=[load for load in leavers if load.loses],
        unanswered=len(plan - known.readable - known.finished),
        stale=known.stamp != run.stamp,
    )


def _load(known: Round, plan: frozenset[Pair], person: Person) -> Load:
    mine = {candidate for juror, candidate in plan if juror == person.id}
    before = {c for juror, c in known.assigned if juror == person.id and c in known.row}
    begun = {c for juror, c in known.begun if juror == person.id and c in known.row}
    finished = sum((person.id, candidate) in known.finished for candidate in mine)
    gets = {c for c in mine - before if known.candidates[known.row[c]].award_id in known.routed}
    return Load(
        person, len(mine), finished, _codes(known, gets), _codes(known, before - mine),
        _codes(known, begun - mine),
    )  # fmt: skip


def _left_by(known: Round, person: Person) -> Load:
    """Return what somebody who can read no more hands on: all but what they have finished."""
    theirs = {c for juror, c in known.assigned if juror == person.id and c in known.row}
    finished = {c for c in theirs if (person.id, c) in known.finished}
    begun = {c for c in theirs if (person.id, c) in known.begun}
    loses = _codes(known, theirs - finished)
    return Load(person, len(finished), len(finished), [], loses, _codes(known, begun))


def _codes(known: Round, candidates: Iterable[str]) -> list[str]:
    return sorted(known.candidates[known.row[one]].code_name for one in candidates)


def heat_of(known: Round, pairs: Iterable[Pair]) -> Heat:
    """Return how many candidates each two jurors have in common, in the order of their names."""
    order = sorted(range(len(known.jurors)), key=lambda c: known.jurors[c].name)
    counted = known.table(pairs).astype(np.int64)[:, order]
    overlaps = counted.T @ counted
    between = overlaps[~np.eye(len(order), dtype=bool)]
    least, most = int(between.min(initial=10**9)), int(between.max(initial=0))
    if len(order) < 2:  # noqa: PLR2004 - nobody to meet
        least = most = 0
    rows = [
        (known.jurors[column], [(int(x), _shade(int(x), most)) for x in overlaps[place]])
        for place, column in enumerate(order)
    ]
    return Heat(rows if len(order) <= MOST_IN_TABLE else [], least, most)


def _shade(number: int, most: int) -> int:
    return 0 if most == 0 else min(SHADES, -(-number * SHADES // most))


def _lacks(known: Round, missing: Mapping[str, int], why: Mapping[str, str]) -> list[Lack]:
    awards = {award.id: award for award in known.awards}
    found = [known.candidates[known.row[key]] for key in missing if key in known.row]
    return [
        Lack(one.code_name, awards[one.award_id], missing[one.id], why[one.id])
        for one in sorted(found, key=lambda one: one.code_name)
    ]


def _more_load(figures: Mapping[str, Any]) -> dict[str, int]:
    ways = [way["more_load"] for way in figures["ways_out"] if way["more_load"]]
    return dict(ways[0]) if ways else {}


@dataclass(frozen=True)
class AwardState:
    """How an award's reading stands."""

    award: Award
    jurors: int
    candidates: int
    routed: bool
    unread: int
    """Candidates of a routed award that nobody has been given."""


def awards_in(known: Round) -> list[AwardState]:
    """Return how each award of a round stands."""
    read = Counter(candidate for juror, candidate in known.assigned if juror in known.column)
    return [
        AwardState(
            award,
            jurors=sum(its == award.id for _, its in known.seated),
            candidates=sum(one.award_id == award.id for one in known.candidates),
            routed=award.id in known.routed,
            unread=sum(
                one.award_id == award.id and award.id in known.routed and not read[one.id]
                for one in known.candidates
            ),
        )
        for award in known.awards
    ]


@dataclass(frozen=True)
class ReadBy:
    """A candidate with everybody on its panel: who reads it, who may, who may not and why."""

    code_name: str
    candidate_id: str
    readers: list["Standing"]
    others: list["Standing"]


@dataclass(frozen=True)
class Standing:
    """Where a juror stands to a candidate."""

    person: Person
    load: int
    pinned: bool = False
    finished: bool = False
    begun: bool = False
    colleague: bool = False
    barred: bool = False
    full: bool = False


def read_by(known: Round, candidate_id: str) -> ReadBy:
    """Return who reads a candidate and who else could, by name."""
    row = known.row[candidate_id]
    loads: Integers = known.current.sum(axis=0)
    readers: list[Standing] = []
    others: list[Standing] = []
    award_id = known.candidates[row].award_id
    for person in sorted(known.jurors, key=lambda one: (one.name, one.id)):
        if (person.id, award_id) not in known.seated:
            continue
        column, pair = known.column[person.id], (person.id, candidate_id)
        load = int(loads[column])
        standing = Standing(
            person,
            load,
            pinned=known.assigned.get(pair, False),
            finished=pair in known.finished,
            begun=pair in known.begun,
            colleague=pair in known.colleagues,
            barred=not known.allowed[row, column],
            full=load >= known.limits.get(person.id, len(known.candidates) + 1),
        )
        (readers if pair in known.assigned else others).append(standing)
    return ReadBy(known.candidates[row].code_name, candidate_id, readers, others)


def loads_in(known: Round) -> list[Load]:
    """Return what each juror of a round reads now, by name."""
    pairs = frozenset(known.assigned)
    loads = [_load(known, pairs, person) for person in known.jurors]
    return sorted(loads, key=lambda load: (load.person.name, load.person.id))
