"""What suggests that somebody may be conflicted: facts on file, what was said before, superiors.

A suggestion is a reason to ask. The juror learns that there is one, never which; the coordinator
is shown what it stands on, and decides.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.juries.models import Ground
from awards.juries.queries.said import Pair, Said, said_in
from awards.juries.rules import GROUND_OF
from awards.juries.ties.queries import Named, named_by
from awards.programmes.queries import edition_of
from awards.programmes.settings import rules_of_edition
from awards.triage.closeness import Asked, Close, Closeness, closeness_of
from awards.triage.models import Candidate


def asked_of(session: Session, people: Iterable[Person], award_ids: Collection[str]) -> list[Asked]:
    """Return what facts are looked for about people: who they are, whom they have named."""
    everybody = list(people)
    named = named_by(session, [person.id for person in everybody], award_ids)
    return [
        Asked(p.id, p.name, p.email, p.org_unit_id, *named.get(p.id, Named())) for p in everybody
    ]


@dataclass(frozen=True)
class Suggested:
    """All that suggests conflicts between some people and the candidates of some awards."""

    close: Close
    said: Said
    under: Mapping[Pair, str]
    """(person, candidate) → who above them has stated a conflict, where the rules say so."""

    @property
    def grounds(self) -> dict[Pair, Ground]:
        """(person, candidate) → the weightiest ground that anything suggests."""
        found = dict.fromkeys(self.under, Ground.MANAGER) | self.said.before
        for fact in self.close.facts():
            found[fact.person_id, fact.candidate_id] = GROUND_OF[fact.ground]
        return found


def suggested_in(
    session: Session, people: Iterable[Person], award_ids: Collection[str]
) -> Suggested:
    """Read all that suggests conflicts, in five queries: of some awards of one edition."""
    asked = asked_of(session, people, award_ids)
    close = closeness_of(session, award_ids, asked)
    said = said_in(session, award_ids, [one.id for one in asked])
    edition = edition_of(session, award_ids)
    counts = edition is not None and rules_of_edition(edition).conflict_superior
    return Suggested(close, said, _under_superiors(close, said) if counts else {})


def suggestions_for(
    session: Session, person: Person | None, award_ids: Collection[str]
) -> dict[str, Ground]:
    """Return candidate id → ground for what is suggested about one person."""
    if person is None:
        return {}
    found = suggested_in(session, [person], award_ids).grounds
    return {candidate_id: ground for (_, candidate_id), ground in found.items()}


def named_candidates(session: Session, person: Person, award_ids: Collection[str]) -> set[str]:
    """Return the candidates that seem to concern somebody, or a unit, a juror has named."""
    close = closeness_of(session, award_ids, asked_of(session, [person], award_ids))
    named = {Closeness.NAMED_PERSON, Closeness.NAMED_UNIT}
    return {fact.candidate_id for fact in close.evidence() if fact.ground in named}


def _under_superiors(close: Close, said: Said) -> dict[Pair, str]:
    return {
        (one, candidate_id): superior
        for one, leads in close.superiors().items()
        for superior, candidate_id in sorted(said.conflicted)
        if superior in leads
    }


@dataclass(frozen=True)
class Reason:
    """What a suggestion stands on, with its words: names, units, a year."""

    kind: str
    """A `Closeness`, or "superior", or "stated-before"."""
    ground: Ground
    words: tuple[str, ...] = ()


def reasons_between(session: Session, person: Person, candidate: Candidate) -> list[Reason]:
    """Return everything that suggests a conflict between two, for whoever runs the round."""
    pair = (person.id, candidate.id)
    known = suggested_in(session, [person], [candidate.award_id])
    found = [
        Reason(one.ground.value, GROUND_OF[one.ground], one.words)
        for one in known.close.evidence()
        if one.candidate_id == candidate.id
    ]
    if pair in known.under:
        name = session.get_one(Person, known.under[pair]).name
        found.append(Reason("superior", Ground.MANAGER, (name,)))
    if pair in known.said.before:
        found.append(Reason("stated-before", known.said.before[pair]))
    return found
