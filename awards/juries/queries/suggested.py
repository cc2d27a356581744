"""What suggests that somebody may be conflicted: facts on file, what was said before, superiors.

A suggestion is a reason to ask. The juror learns that there is one, never which; the coordinator
is shown what it stands on, and decides.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.juries.models import Answer, ConflictStatement, Ground
from awards.juries.queries.sight import grounds_before
from awards.juries.rules import GROUND_OF
from awards.juries.ties.queries import Named, named_by
from awards.programmes.models import Award, Edition
from awards.programmes.settings import rules_of_edition
from awards.triage.closeness import Asked, Closeness, evidence_about, facts_about, superiors
from awards.triage.models import Candidate

Pair = tuple[str, str]
"""A person and a candidate."""


def asked_of(session: Session, people: Iterable[Person], award_ids: Collection[str]) -> list[Asked]:
    """Return what facts are looked for about people: who they are, whom they have named."""
    everybody = list(people)
    named = named_by(session, [person.id for person in everybody], award_ids)
    return [
        Asked(p.id, p.name, p.email, p.org_unit_id, *named.get(p.id, Named())) for p in everybody
    ]


def grounds_suggested(
    session: Session, people: Iterable[Person], award_ids: Collection[str]
) -> dict[Pair, Ground]:
    """Return (person, candidate) → the weightiest ground that anything suggests."""
    asked = asked_of(session, people, award_ids)
    found = dict.fromkeys(_under_superiors(session, asked, award_ids), Ground.MANAGER)
    found |= grounds_before(session, [one.id for one in asked], award_ids)
    for fact in facts_about(session, award_ids, asked):
        found[fact.person_id, fact.candidate_id] = GROUND_OF[fact.ground]
    return found


def suggestions_for(
    session: Session, person: Person | None, award_ids: Collection[str]
) -> dict[str, Ground]:
    """Return candidate id → ground for what is suggested about one person."""
    if person is None:
        return {}
    found = grounds_suggested(session, [person], award_ids)
    return {candidate_id: ground for (_, candidate_id), ground in found.items()}


def named_candidates(session: Session, person: Person, award_ids: Collection[str]) -> set[str]:
    """Return the candidates that seem to concern somebody, or a unit, a juror has named."""
    facts = evidence_about(session, award_ids, asked_of(session, [person], award_ids))
    named = {Closeness.NAMED_PERSON, Closeness.NAMED_UNIT}
    return {fact.candidate_id for fact in facts if fact.ground in named}


def _under_superiors(
    session: Session, asked: Collection[Asked], award_ids: Collection[str]
) -> dict[Pair, str]:
    """Return (person, candidate) → who above them has stated a conflict, where the rules say so."""
    its_award = Award.edition_id == Edition.id
    wanted = select(Edition).join(Award, its_award).where(Award.id.in_(list(award_ids)))
    edition = session.scalars(wanted.limit(1)).first()
    if edition is None or not rules_of_edition(edition).conflict_superior:
        return {}
    rows = session.execute(
        select(ConflictStatement.person_id, ConflictStatement.candidate_id)
        .join(Candidate, Candidate.id == ConflictStatement.candidate_id)
        .where(
            Candidate.award_id.in_(list(award_ids)),
            ConflictStatement.answer == Answer.CONFLICTED,
        )
    ).all()
    above = superiors(session, asked) if rows else {}
    return {
        (one, candidate_id): superior
        for one, leads in above.items()
        for superior, candidate_id in rows
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
    awards, pair = [candidate.award_id], (person.id, candidate.id)
    asked = asked_of(session, [person], awards)
    found = [
        Reason(one.ground.value, GROUND_OF[one.ground], one.words)
        for one in evidence_about(session, awards, asked)
        if one.candidate_id == candidate.id
    ]
    superior = _under_superiors(session, asked, awards).get(pair)
    if superior is not None:
        name = session.get_one(Person, superior).name
        found.append(Reason("superior", Ground.MANAGER, (name,)))
    before = grounds_before(session, [person.id], awards).get(pair)
    if before is not None:
        found.append(Reason("stated-before", before))
    return found
