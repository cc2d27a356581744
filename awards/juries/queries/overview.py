"""Who has answered for how many candidates, what waits, and what the facts suggest."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.juries.models import VOTING, Answer, ConflictStatement, Ground
from awards.juries.queries.given import Given, given_in
from awards.juries.queries.panels import Seated, seats_of
from awards.juries.queries.statements import ReadyCandidate, ready_candidates, statements_of
from awards.juries.queries.suggested import grounds_suggested
from awards.programmes.models import Award, Edition


@dataclass(frozen=True)
class Juror:
    """How far a voting juror's statements have come."""

    person: Person
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
    """Return an edition's statements at a glance, by juror's name. Ten queries at most."""
    voting = [s for s in seats_of(session, edition) if s.seat.role in VOTING]
    given = given_in(session, edition)
    reading = _Reading(edition, voting, ready_candidates(session, edition), given)
    said = {(s.person_id, s.candidate_id): s for s in statements_of(session, edition)}
    said = {pair: s for pair, s in said.items() if pair in reading.pairs}
    return Overview(
        jurors=reading.jurors(said.values()),
        unsure=reading.cases(s for s in said.values() if s.answer is Answer.UNSURE),
        suggested=_suggested(session, reading, said),
        conflicted=reading.cases(s for s in said.values() if s.answer is Answer.CONFLICTED),
    )


class _Reading:
    """Who reads what in an edition."""

    def __init__(
        self,
        edition: Edition,
        voting: list[Seated],
        candidates: list[ReadyCandidate],
        given: Given,
    ) -> None:
        self.awards = {award.id: award for award in edition.awards}
        self.people = {s.person.id: s.person for s in voting}
        self.candidates = {c.id: c for c in candidates}
        of_award: dict[str, list[ReadyCandidate]] = {}
        for candidate in candidates:
            of_award.setdefault(candidate.award_id, []).append(candidate)
        self.pairs = {
            (s.person.id, c.id): None
            for s in voting
            for c in of_award.get(s.seat.award_id, ())
            if given.to(s.person.id, c)
        }

    def jurors(self, said: Collection[ConflictStatement]) -> list[Juror]:
        """Count each juror's answers."""
        asked = Counter(person_id for person_id, _ in self.pairs)
        given = Counter((s.person_id, s.answer) for s in said)
        answered = Counter(s.person_id for s in said)
        return [
            Juror(
                person,
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
    found = grounds_suggested(session, reading.people.values(), list(reading.awards))
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
