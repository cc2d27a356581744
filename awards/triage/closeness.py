"""Facts that bring a person close to a candidate, told as ids and grounds: no names leave here.

The juries ask this module, because they themselves may not read nominations. A fact is a
reason to ask, never a verdict: a person decides.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from awards.nominations.models import (
    Nomination,
    NominationMember,
    NominationState,
    NominationUnit,
)
from awards.triage.models import Candidate, CandidateNomination
from awards.triage.twins.models import Merger


class Closeness(StrEnum):
    """What connects a person with a candidate; the weightiest first."""

    IS_NOMINEE = "is-nominee"
    NOMINATED_IT = "nominated-it"
    SAME_UNIT = "same-unit"


@dataclass(frozen=True)
class Asked:
    """A person facts are looked for about."""

    id: str
    name: str
    email: str
    org_unit_id: str | None = None


@dataclass(frozen=True)
class Fact:
    """Something on file that connects a person with a candidate."""

    person_id: str
    candidate_id: str
    ground: Closeness


def facts_about(
    session: Session, award_ids: Collection[str], people: Iterable[Asked]
) -> list[Fact]:
    """Return at most one fact, the weightiest, for each person and candidate of the awards.

    Names are compared without regard to case and spacing, addresses likewise; withdrawn
    nominations count for nothing. Three queries, however many people and candidates.
    """
    everybody = list(people)
    if not award_ids or not everybody:
        return []
    found: dict[tuple[str, str], Closeness] = {}
    for closeness, keys in (
        (Closeness.SAME_UNIT, _units(session, award_ids)),
        (Closeness.NOMINATED_IT, _addresses(session, award_ids)),
        (Closeness.IS_NOMINEE, _names(session, award_ids)),
    ):
        for person in everybody:
            for candidate_id in keys.get(_key_of(person, closeness), ()):
                found[person.id, candidate_id] = closeness
    return [Fact(*pair, ground) for pair, ground in sorted(found.items())]


def merged_candidates() -> Select[str]:
    """Select the ids of candidates that hold nominations merged into them; join on `Merger`.

    A row for every candidate such a nomination was part of before, however often it was merged on.
    """
    return (
        select(CandidateNomination.candidate_id)
        .join(Merger, Merger.nomination_id == CandidateNomination.nomination_id)
        .where(Merger.ended_at.is_(None), Merger.former_id != CandidateNomination.candidate_id)
    )


def _key_of(person: Asked, closeness: Closeness) -> str:
    if closeness is Closeness.SAME_UNIT:
        return person.org_unit_id or ""
    return _plain(person.email if closeness is Closeness.NOMINATED_IT else person.name)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _of_awards(wanted: Select[str, str], award_ids: Collection[str]) -> Select[str, str]:
    """Join a query over nominations with the candidates of the awards."""
    return (
        wanted.join(CandidateNomination, CandidateNomination.nomination_id == Nomination.id)
        .join(Candidate, Candidate.id == CandidateNomination.candidate_id)
        .where(
            Candidate.award_id.in_(list(award_ids)),
            Nomination.state != NominationState.WITHDRAWN,
        )
    )


def _by_key(rows: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    keyed: dict[str, set[str]] = {}
    for key, candidate_id in rows:
        if key:
            keyed.setdefault(key, set()).add(candidate_id)
    return keyed


def _units(session: Session, award_ids: Collection[str]) -> dict[str, set[str]]:
    wanted = select(NominationUnit.org_unit_id, CandidateNomination.candidate_id).join(
        Nomination, Nomination.id == NominationUnit.nomination_id
    )
    return _by_key(session.execute(_of_awards(wanted, award_ids)))


def _addresses(session: Session, award_ids: Collection[str]) -> dict[str, set[str]]:
    wanted = select(Nomination.nominator_email, CandidateNomination.candidate_id)
    rows = session.execute(_of_awards(wanted, award_ids))
    return _by_key((_plain(email), candidate_id) for email, candidate_id in rows)


def _names(session: Session, award_ids: Collection[str]) -> dict[str, set[str]]:
    nominees = select(Nomination.nominee_name, CandidateNomination.candidate_id)
    members = select(NominationMember.name, CandidateNomination.candidate_id).join(
        Nomination, Nomination.id == NominationMember.nomination_id
    )
    both = _of_awards(nominees, award_ids).union_all(_of_awards(members, award_ids))
    rows = session.execute(both)
    return _by_key((_plain(name), candidate_id) for name, candidate_id in rows)
