"""Who works in the same administration as a candidate, told as ids: no names leave here.

The juries ask this module so that nobody from the nominee's own administration reads a candidate
alone. It is no ground of a conflict.
"""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgKind, OrgUnit
from awards.nominations.models import Nomination, NominationState, NominationUnit
from awards.triage.closeness import Asked
from awards.triage.models import Candidate, CandidateNomination


def colleagues_of(
    session: Session, award_ids: Collection[str], people: Iterable[Asked]
) -> frozenset[tuple[str, str]]:
    """Return (person, candidate) where both belong to the same administration; two queries.

    An administration is what stands right below an employer, with everything in it; a company is
    one by itself. Somebody who belongs to the employer as a whole is nobody's colleague.
    """
    administration = administrations(session)
    of_candidate: dict[str, set[str]] = {}
    for unit_id, candidate_id in session.execute(_units_of(award_ids)):
        if unit_id in administration:
            of_candidate.setdefault(administration[unit_id], set()).add(candidate_id)
    return frozenset(
        (person.id, candidate_id)
        for person in people
        for candidate_id in of_candidate.get(administration.get(person.org_unit_id or "", ""), ())
    )


def administrations(session: Session) -> dict[str, str]:
    """Return unit → the administration or company it belongs to; others are left out."""
    rows = session.execute(select(OrgUnit.id, OrgUnit.parent_id, OrgUnit.kind)).all()
    parents = {row.id: row.parent_id for row in rows}
    companies = {row.id for row in rows if row.kind is OrgKind.COMPANY}
    found: dict[str, str] = {}
    for unit_id in parents:
        path = _path(unit_id, parents)
        if len(path) > 1:
            found[unit_id] = path[-2]
        elif unit_id in companies:
            found[unit_id] = unit_id
    return found


def _path(unit_id: str, parents: Mapping[str, str | None]) -> list[str]:
    """Return a unit and what is above it, up to the top."""
    path: list[str] = []
    above: str | None = unit_id
    while above is not None and above in parents and above not in path:
        path.append(above)
        above = parents[above]
    return path


def _units_of(award_ids: Collection[str]) -> Select[str, str]:
    return (
        select(NominationUnit.org_unit_id, CandidateNomination.candidate_id)
        .join(Nomination, Nomination.id == NominationUnit.nomination_id)
        .join(CandidateNomination, CandidateNomination.nomination_id == Nomination.id)
        .join(Candidate, Candidate.id == CandidateNomination.candidate_id)
        .where(
            Candidate.award_id.in_(list(award_ids)),
            Nomination.state != NominationState.WITHDRAWN,
        )
    )
