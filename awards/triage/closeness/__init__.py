"""Facts that bring a person close to a candidate, told as ids and grounds.

The juries ask here, because they themselves may not read nominations. A fact is a reason to ask,
never a verdict: a person decides. Names leave only as the evidence that a coordinator is shown.
"""

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from awards.triage.closeness.finding import evidence_for
from awards.triage.closeness.kinds import WEIGHT, Asked, Closeness, Evidence, Fact
from awards.triage.closeness.likeness import Names
from awards.triage.closeness.reading import organisation, read
from awards.triage.models import CandidateNomination
from awards.triage.twins.models import Merger

__all__ = [
    "Asked",
    "Closeness",
    "Evidence",
    "Fact",
    "evidence_about",
    "facts_about",
    "merged_candidates",
    "superiors",
]


def facts_about(
    session: Session, award_ids: Collection[str], people: Iterable[Asked]
) -> list[Fact]:
    """Return at most one fact, the weightiest, for each person and candidate of the awards.

    The awards are of one edition. Names are compared however they are written, addresses without
    regard to case and spacing; withdrawn nominations count for nothing. As many queries for one
    person and candidate as for all.
    """
    found: dict[tuple[str, str], Closeness] = {}
    for one in _evidence(session, award_ids, people):
        pair = (one.person_id, one.candidate_id)
        found[pair] = min(one.ground, found.get(pair, one.ground), key=WEIGHT.__getitem__)
    return [Fact(*pair, ground) for pair, ground in sorted(found.items())]


def evidence_about(
    session: Session, award_ids: Collection[str], people: Iterable[Asked]
) -> list[Evidence]:
    """Return every fact for each person and candidate, the weightiest first, with its words.

    The words name people. They are for whoever runs the round, and never for a juror.
    """
    found = set(_evidence(session, award_ids, people))
    return sorted(found, key=lambda e: (e.person_id, e.candidate_id, WEIGHT[e.ground], e.words))


def _evidence(
    session: Session, award_ids: Collection[str], people: Iterable[Asked]
) -> Iterator[Evidence]:
    everybody = list(people)
    on_file = read(session, award_ids) if award_ids and everybody else None
    if on_file is None:
        return
    nominees, nominators = Names(on_file.names), Names(on_file.nominators)
    for person in everybody:
        yield from evidence_for(person, on_file, nominees, nominators)


def superiors(session: Session, people: Iterable[Asked]) -> dict[str, set[str]]:
    """Return person → the ids of all who lead them, however far up."""
    units = organisation(session)
    return {
        one.id: {unit.manager_id for unit in units.upwards(one.org_unit_id) if unit.manager_id}
        - {one.id}
        for one in people
    }


def merged_candidates() -> Select[str]:
    """Select the ids of candidates that hold nominations merged into them; join on `Merger`.

    A row for every candidate such a nomination was part of before, however often it was merged on.
    """
    return (
        select(CandidateNomination.candidate_id)
        .join(Merger, Merger.nomination_id == CandidateNomination.nomination_id)
        .where(Merger.ended_at.is_(None), Merger.former_id != CandidateNomination.candidate_id)
    )
