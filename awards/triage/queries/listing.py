"""The desk's list: where an edition's nominations stand, counted and page by page."""

import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Label, and_, case, func, or_, select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.memo import remembered
from awards.nominations.models import Nomination, NominationState, NomineeKind
from awards.programmes.models import Award, Edition
from awards.triage.blind import has_approved_copy
from awards.triage.desk.models import DeskNote, KeptFinding
from awards.triage.findings import FindingKind
from awards.triage.models import Candidate, CopyState, Verdict
from awards.triage.queries.wanted import (
    Sort,
    Wanted,
    conditions,
    has_copy,
    is_open,
    with_candidates,
    with_notes,
)
from awards.triage.rules import TriageState
from awards.triage.signals.reading import Stamp

PAGE = 50


def state_column() -> Label[str]:
    """Return `rules.state_of` as a column; a test holds the two together."""
    return case(
        (Nomination.state == NominationState.WITHDRAWN, TriageState.WITHDRAWN.value),
        (Nomination.state == NominationState.UNCONFIRMED, TriageState.UNCONFIRMED.value),
        (and_(Candidate.verdict.is_(None), Nomination.late), TriageState.LATE.value),
        (Candidate.verdict.is_(None), TriageState.TO_LOOK_AT.value),
        (Candidate.verdict == Verdict.INELIGIBLE, TriageState.INELIGIBLE.value),
        (has_approved_copy(), TriageState.READY.value),
        (has_copy(CopyState.DRAFT, CopyState.APPROVED), TriageState.TO_APPROVE.value),
        else_=TriageState.WITHOUT_COPY.value,
    ).label("triage_state")


@dataclass(frozen=True)
class Row:
    """A line of the desk's list."""

    id: str
    reference: str
    nominee: str
    kind: NomineeKind
    award_id: str
    arrived_at: datetime
    late: bool
    state: TriageState
    candidate_id: str | None
    code_name: str | None
    assignee: str | None
    has_note: bool


class Place(NamedTuple):
    """Where a nomination stands in the list: what the list and its tabs are made of."""

    id: str
    award_id: str
    state: TriageState
    candidate_id: str | None


@dataclass(frozen=True)
class Listed:
    """What is wanted of an edition, in its order, whatever state or award is looked at."""

    places: Sequence[Place]
    wanted: Wanted

    @cached_property
    def counts(self) -> dict[tuple[str, TriageState], int]:
        """Return how many there are: (award id, state) → number."""
        return dict(Counter((place.award_id, place.state) for place in self.places))

    @cached_property
    def candidates(self) -> Counter[TriageState]:
        """Return how many candidates stand in each state: one may be of several nominations."""
        each = {(place.state, place.candidate_id) for place in self.places if place.candidate_id}
        return Counter(state for state, _candidate in each)

    @cached_property
    def shown(self) -> list[Place]:
        """Return those in the state and the award that are looked at."""
        state, award_id = self.wanted.state, self.wanted.award_id
        return [
            place
            for place in self.places
            if state in {None, place.state} and award_id in {None, place.award_id}
        ]

    def page(self, number: int, size: int = PAGE) -> list[Place]:
        """Return the places of one page, counted from 1."""
        return self.shown[(number - 1) * size : number * size]


def listed(session: Session, edition: Edition, wanted: Wanted) -> Listed:
    """Return an edition's list, read in one go: where 2,000 stand is worked out once, not twice.

    It is remembered until something is written: a coordinator goes from page to page.
    """
    whole = replace(wanted, state=None, award_id=None)
    spoken = edition.programme.language
    key = ("desk", edition.id, whole, spoken)
    return Listed(
        remembered(session, key, lambda: _places(session, edition.id, whole, spoken)), wanted
    )


def _places(session: Session, edition_id: str, wanted: Wanted, spoken: str) -> list[Place]:
    columns = select(Nomination.id, Nomination.award_id, state_column(), Candidate.id)
    found = session.connection().execute(
        with_notes(columns)
        .where(*conditions(session, edition_id, wanted))
        .order_by(*_order(session, wanted, spoken))
    )
    states = {one.value: one for one in TriageState}
    places = [
        Place(one, sys.intern(award), states[state], candidate)
        for one, award, state, candidate in found.all()
    ]
    return sorted(places, key=_rank) if wanted.sort is Sort.WAITING else places


_RANKS = {state: number for number, state in enumerate(TriageState)}


def _rank(place: Place) -> int:
    """Return how soon a state is somebody's turn."""
    return _RANKS[place.state]


def counts_by_edition(
    session: Session, edition_ids: Collection[str]
) -> dict[str, Counter[TriageState]]:
    """Return how many nominations of several editions stand in which state, in one query."""
    columns = select(Award.edition_id, state_column(), func.count())
    joined = with_candidates(columns).where(Award.edition_id.in_(edition_ids))
    found: dict[str, Counter[TriageState]] = {one: Counter() for one in edition_ids}
    for edition, state, number in session.execute(
        joined.group_by(Award.edition_id, "triage_state")
    ):
        found[edition][TriageState(state)] = number
    return found


_LETTERS = {
    "sv": {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"},
    "nb": {"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"},
}
"""What stands after z in each alphabet, as letters that every database puts there."""


def _in_alphabet(session: Session, column: Any, language: str) -> ColumnElement[str]:
    """Return a name as it is sorted in a language. SQLite knows the case of a–z only."""
    key: Any = func.coalesce(column, "~")
    for letter, place in _LETTERS.get(language, _LETTERS["sv"]).items():
        for form in (letter, letter.upper()):
            key = func.replace(key, form, place)
    key = func.replace(func.replace(key, "é", "e"), "É", "e")
    lowered: ColumnElement[str] = func.lower(key)
    is_postgres = session.get_bind().dialect.name == "postgresql"
    return lowered.collate("C") if is_postgres else lowered


def _order(session: Session, wanted: Wanted, language: str) -> list[Any]:
    """Return the list's order; by what waits longest, states are put in order afterwards."""
    came_in = [Nomination.arrived_at, Nomination.id]
    if wanted.sort is Sort.NEWEST:
        return [Nomination.arrived_at.desc(), Nomination.id]
    if wanted.sort is Sort.OLDEST:
        return [*came_in]
    if wanted.sort is Sort.NAME:
        return [_in_alphabet(session, Nomination.nominee_name, language), *came_in]
    if wanted.sort is Sort.AWARD:
        return [Award.position, *came_in]
    if wanted.sort is Sort.ASSIGNEE:
        name = select(Person.name).where(Person.id == DeskNote.assignee_id).scalar_subquery()
        return [_in_alphabet(session, name, language), Award.position, *came_in]
    return [Award.position, *came_in]


def _asked(session: Session, edition_id: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = conditions(session, edition_id, wanted)
    if wanted.state is not None:
        found.append(state_column() == wanted.state.value)
    if wanted.award_id is not None:
        found.append(Nomination.award_id == wanted.award_id)
    return found


def rows(session: Session, places: Sequence[Place]) -> list[Row]:
    """Return the lines of some places, in their order."""
    columns = select(
        Nomination.id,
        Nomination.reference,
        Nomination.nominee_name.label("nominee"),
        Nomination.nominee_kind.label("kind"),
        Nomination.award_id,
        Nomination.arrived_at,
        Nomination.late,
        Candidate.id.label("candidate_id"),
        Candidate.code_name,
        Person.name.label("assignee"),
        (func.coalesce(DeskNote.note, "") != "").label("has_note"),
    )
    found = session.execute(
        with_notes(columns)
        .outerjoin(Person, Person.id == DeskNote.assignee_id)
        .where(Nomination.id.in_([place.id for place in places]))
    ).mappings()
    lines = {line["id"]: line for line in found}
    return [Row(**lines[place.id], state=place.state) for place in places if place.id in lines]


@dataclass(frozen=True)
class Beside:
    """Where a nomination stands: its list, and what waits for a verdict, in order."""

    listed: Sequence[str]
    waiting: Sequence[str]
    stamp: Stamp
    """Of all the edition's nominations, whatever is asked for."""


def beside(session: Session, edition: Edition, wanted: Wanted, here: str) -> Beside:
    """Return the list a nomination was opened from, and what waits for a verdict, in one query.

    It keeps its place in the list when it has just left it, by a verdict say: whoever works
    through the list goes on from there.
    """
    asked = or_(and_(*_asked(session, edition.id, wanted)), Nomination.id == here)
    turn = func.row_number().over(order_by=[Award.position, Nomination.arrived_at, Nomination.id])
    changed = Nomination.changed_at
    place = Nomination.id, Nomination.award_id, state_column(), Candidate.id
    columns = select(*place, asked, turn, changed)
    found = session.execute(
        with_notes(columns)
        .where(Award.edition_id == edition.id)
        .order_by(*_order(session, wanted, edition.programme.language))
    ).all()
    rows = [
        (Place(one, award_id, TriageState(state), candidate), is_asked, turn)
        for one, award_id, state, candidate, is_asked, turn, _changed in found
    ]
    if wanted.sort is Sort.WAITING and wanted.state is None:
        rows.sort(key=lambda row: _rank(row[0]))
    to_judge = {TriageState.TO_LOOK_AT, TriageState.LATE}
    return Beside(
        [place.id for place, is_asked, _turn in rows if is_asked],
        [
            place.id
            for place, _, _turn in sorted(rows, key=itemgetter(2))
            if place.state in to_judge
        ],
        (
            len(found),
            max((row[-1] for row in found), default=None),
            sum(place.state is TriageState.WITHDRAWN for place, _, _turn in rows),
        ),
    )


def findings_on(
    session: Session, nomination_ids: Sequence[str]
) -> dict[str, list[tuple[FindingKind, bool]]]:
    """Return nomination id → (kind, whether it is open) of the findings that stand."""
    found: dict[str, list[tuple[FindingKind, bool]]] = defaultdict(list)
    rows = session.execute(
        select(KeptFinding.nomination_id, KeptFinding.kind, is_open()).where(
            KeptFinding.nomination_id.in_(nomination_ids), KeptFinding.stands
        )
    )
    for nomination_id, kind, open_ in rows:
        found[nomination_id].append((kind, bool(open_)))
    order = list(FindingKind)
    return {key: sorted(kinds, key=lambda one: order.index(one[0])) for key, kinds in found.items()}


@dataclass(frozen=True)
class Waiting:
    """Somebody's turn: a nomination, and the candidate it became."""

    nomination_id: str
    candidate_id: str | None


def waiting(session: Session, edition_id: str, *states: TriageState) -> list[Waiting]:
    """Return what stands in these states, award by award, in the order it came in."""
    columns = select(Nomination.id, Candidate.id.label("candidate_id"))
    found = with_candidates(columns).where(
        Award.edition_id == edition_id,
        state_column().in_([state.value for state in states]),
    )
    ordered = found.order_by(Award.position, Nomination.arrived_at, Nomination.id)
    return [Waiting(*line) for line in session.execute(ordered)]
