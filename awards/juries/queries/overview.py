"""Who has answered for how many candidates, what waits, and what the facts suggest."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.juries.models import (
    PREPARING,
    VOTING,
    Answer,
    ConflictStatement,
    Ground,
    PanelSeat,
    SeatRole,
    StepOut,
)
from awards.juries.queries.given import Given, given_in
from awards.juries.queries.office import is_lent
from awards.juries.queries.statements import ReadyCandidate, ready_candidates, statements_of
from awards.juries.queries.suggested import suggested_in
from awards.juries.ties.models import Circle
from awards.programmes.models import Award, Edition


@dataclass(frozen=True)
class Juror:
    """How far somebody's statements have come."""

    person: Person
    told: bool
    """They have said whom they are close to, or are not asked that."""
    asked: int
    answered: int
    unsure: int
    conflicted: int


@dataclass(frozen=True)
class Case:
    """A juror and a candidate: what was said, or what a fact on file suggests."""

    person: Person
    candidate: ReadyCandidate
    award: Award
    ground: Ground
    statement: ConflictStatement | None


@dataclass(frozen=True)
class Overview:
    """An edition's statements at a glance."""

    jurors: list[Juror]
    unsure: list[Case]
    suggested: list[Case]
    """A fact suggests it, and it is neither stated nor decided by the coordinator."""
    conflicted: list[Case]


def of_edition(session: Session, edition: Edition) -> Overview:
    """Return an edition's statements at a glance, by name: nine queries, however many there are.

    Of those who vote or prepare, and of substitutes for the candidates at which they stand in.
    """
    given = given_in(session, edition)
    seats = _asked(session, edition)
    reading = _Reading(edition, seats, ready_candidates(session, edition), given)
    said = {(s.person_id, s.candidate_id): s for s in statements_of(session, edition)}
    said = {pair: s for pair, s in said.items() if pair in reading.pairs}
    return Overview(
        jurors=reading.jurors(said.values()),
        unsure=reading.cases(s for s in said.values() if s.answer is Answer.UNSURE),
        suggested=_suggested(session, reading, said),
        conflicted=reading.cases(s for s in said.values() if s.answer is Answer.CONFLICTED),
    )


class _Asked(NamedTuple):
    """A seat whose holder is asked: about their whole award, or about one candidate of it."""

    award_id: str
    role: SeatRole
    person: Person
    lent: str | None
    """The candidate at which a substitute stands in for somebody."""
    told_at: datetime | None

    def about(self, candidate: ReadyCandidate, given: Given) -> bool:
        """Say whether they are asked about a candidate of the award."""
        if self.lent is not None:
            return self.lent == candidate.id
        return self.role in PREPARING or given.asks(self.person.id, candidate)


def _asked(session: Session, edition: Edition) -> list[_Asked]:
    """Return who is asked about candidates of an edition, by name."""
    circle = (Circle.person_id == Person.id) & (Circle.edition_id == edition.id)
    rows = session.execute(
        select(PanelSeat.award_id, PanelSeat.role, Person, StepOut.candidate_id, Circle.told_at)
        .join(Award, Award.id == PanelSeat.award_id)
        .join(Person, Person.id == PanelSeat.person_id)
        .join(StepOut, is_lent(), isouter=True)
        .join(Circle, circle, isouter=True)
        .where(
            Award.edition_id == edition.id,
            or_(PanelSeat.role.in_(VOTING | PREPARING), StepOut.id.is_not(None)),
        )
        .order_by(Person.name, Person.id)
    )
    return [_Asked(*row) for row in rows]


class _Reading:
    """Who is asked about what in an edition."""

    def __init__(
        self,
        edition: Edition,
        seats: list[_Asked],
        candidates: list[ReadyCandidate],
        given: Given,
    ) -> None:
        self.awards = {award.id: award for award in edition.awards}
        self.people = {s.person.id: s.person for s in seats}
        self.told = {s.person.id for s in seats if s.told_at is not None or s.role in PREPARING}
        self.candidates = {c.id: c for c in candidates}
        of_award: dict[str, list[ReadyCandidate]] = {}
        for candidate in candidates:
            of_award.setdefault(candidate.award_id, []).append(candidate)
        self.pairs = {
            (s.person.id, c.id): None
            for s in seats
            for c in of_award.get(s.award_id, ())
            if s.about(c, given)
        }

    def jurors(self, said: Collection[ConflictStatement]) -> list[Juror]:
        """Count each juror's answers."""
        asked = Counter(person_id for person_id, _ in self.pairs)
        given = Counter((s.person_id, s.answer) for s in said)
        answered = Counter(s.person_id for s in said)
        return [
            Juror(
                person,
                key in self.told,
                asked[key],
                answered[key],
                given[key, Answer.UNSURE],
                given[key, Answer.CONFLICTED],
            )
            for key, person in self.people.items()
        ]

    def cases(self, statements: Iterable[ConflictStatement]) -> list[Case]:
        """Put people, awards and code names to statements."""
        return [
            self.case((s.person_id, s.candidate_id), s.ground or Ground.OTHER, s)
            for s in statements
        ]

    def case(
        self, pair: tuple[str, str], ground: Ground, statement: ConflictStatement | None
    ) -> Case:
        """Put person, award and code name to a pair of ids."""
        candidate = self.candidates[pair[1]]
        award = self.awards[candidate.award_id]
        return Case(self.people[pair[0]], candidate, award, ground, statement)


def _suggested(
    session: Session, reading: _Reading, said: dict[tuple[str, str], ConflictStatement]
) -> list[Case]:
    found = suggested_in(session, reading.people.values(), list(reading.awards)).grounds
    cases = [
        reading.case(pair, ground, said.get(pair))
        for pair, ground in found.items()
        if pair in reading.pairs and not _settled(said.get(pair))
    ]
    return sorted(cases, key=lambda case: (case.person.name, case.candidate.code_name))


def _settled(statement: ConflictStatement | None) -> bool:
    """Say whether nobody needs to look: stated as a possible conflict, or decided."""
    if statement is None:
        return False
    return statement.answer is not Answer.NONE or statement.decided_by_id is not None
