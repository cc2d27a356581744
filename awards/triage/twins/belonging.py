"""What may be merged or was: candidates with all that belongs to them, and how it came there."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    column,
    exists,
    select,
    table,
)
from sqlalchemy.orm import Session, aliased

from awards.accounts.models import Person
from awards.core.errors import NotFound
from awards.core.permissions import Actor
from awards.nominations.models import Nomination, NominationState
from awards.triage.models import Candidate, CandidateNomination
from awards.triage.queries.cases import whole_nominations
from awards.triage.twins.models import Merger

_SHEET = table("score_sheet", column("candidate_id"))
"""Whether somebody has begun to score: what a sheet is, is a later feature's."""


@dataclass(frozen=True)
class Member:
    """One of those that may be merged: a candidate with its nominations, or a nomination."""

    candidate: Candidate | None
    nominations: Sequence[Nomination]

    @property
    def key(self) -> str:
        """What a form calls it: its first nomination."""
        return self.nominations[0].id


def members_of(session: Session, actor: Actor, nomination_ids: Iterable[str]) -> list[Member]:
    """Return what these nominations belong to, each once, with all that belongs to it too.

    Withdrawn and unconfirmed ones are left out. Raises NotFound when one is another programme's.
    """
    asked = sorted(set(nomination_ids))
    links = dict(
        session.execute(
            select(CandidateNomination.nomination_id, CandidateNomination.candidate_id).where(
                CandidateNomination.candidate_id.in_(
                    select(CandidateNomination.candidate_id).where(
                        CandidateNomination.nomination_id.in_(asked)
                    )
                )
            )
        ).all()
    )
    everything = {*asked, *links}
    wanted = whole_nominations(actor).where(Nomination.id.in_(everything))
    wanted = wanted.order_by(Nomination.arrived_at, Nomination.id)
    found = session.scalars(wanted).unique().all()
    if not set(asked) <= {one.id for one in found}:
        raise NotFound
    candidates = {
        candidate.id: candidate
        for candidate in session.scalars(
            select(Candidate)
            .where(Candidate.id.in_(set(links.values())))
            .execution_options(populate_existing=True)
        )
    }
    groups: dict[str, list[Nomination]] = defaultdict(list)
    for one in found:
        if one.state is NominationState.RECEIVED:
            groups[links.get(one.id, one.id)].append(one)
    return [Member(candidates.get(key), nominations) for key, nominations in groups.items()]


def scored_among(session: Session, candidate_ids: Collection[str]) -> list[str]:
    """Return the code names of those candidates that somebody has begun to score."""
    begun = exists().where(_SHEET.c.candidate_id == Candidate.id)
    wanted = select(Candidate.code_name).where(Candidate.id.in_(candidate_ids), begun)
    return list(session.scalars(wanted))


@dataclass(frozen=True)
class Merged:
    """A nomination's way into a candidate, and out of it again."""

    merger: Merger
    reference: str
    nominee: str
    by: str
    ended_by: str


def mergers_of(session: Session, candidate_id: str) -> list[Merged]:
    """Return what was merged into a candidate, the oldest first."""
    who, ender = aliased(Person), aliased(Person)
    rows = session.execute(
        select(Merger, Nomination.reference, Nomination.nominee_name, who.name, ender.name)
        .join(Nomination, Nomination.id == Merger.nomination_id)
        .outerjoin(who, who.id == Merger.merged_by)
        .outerjoin(ender, ender.id == Merger.ended_by)
        .where(Merger.candidate_id == candidate_id)
        .order_by(Merger.merged_at, Nomination.reference)
    )
    return [Merged(m, ref, nominee, by or "", end or "") for m, ref, nominee, by, end in rows]


def open_mergers(
    session: Session, candidate_id: str, nomination_ids: Collection[str]
) -> dict[str, Merger]:
    """Return nomination → how it came into the candidate, for those that were merged into it."""
    rows = session.scalars(
        select(Merger).where(
            Merger.candidate_id == candidate_id,
            Merger.nomination_id.in_(nomination_ids),
            Merger.ended_at.is_(None),
        )
    )
    return {merger.nomination_id: merger for merger in rows}
