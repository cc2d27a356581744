"""Who has been given what to read in an edition: assignments, and the awards that are routed."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import BindParameter, ColumnElement, Select, exists, select
from sqlalchemy.orm import Session

from awards.core import clock
from awards.juries.queries.statements import ReadyCandidate
from awards.juries.routing.models import Assignment, AwardRouting
from awards.programmes.models import Award, Edition
from awards.triage.models import Candidate


def given_to(
    person_id: str | BindParameter[str] | None, *, one: bool = False
) -> ColumnElement[bool]:
    """Return the condition on `Candidate` for its being a person's to read, as routing goes.

    In an award that nobody has routed everything is everybody's; in a routed one what is assigned.
    `one` is the same for a statement that looks for a single candidate: it does not gather all
    that the person has been given.
    """
    own = select(Assignment.candidate_id).where(Assignment.person_id == person_id)
    free = Candidate.award_id.not_in(routed_awards())
    if one:
        this = own.where(Assignment.candidate_id == Candidate.id).correlate(Candidate)
        return free | this.exists()
    return free | Candidate.id.in_(own)


def nobody_reads() -> ColumnElement[bool]:
    """Return the condition on `Candidate` that nobody has been given it to read yet.

    In a divided award that is one which came late: all are asked about it, so that the next plan
    knows who may read it.
    """
    return ~exists().where(Assignment.candidate_id == Candidate.id).correlate(Candidate)


def routed_awards() -> Select[str]:
    """Select the ids of the awards in which only who has an assignment reads."""
    return select(AwardRouting.award_id)


def scoring_is_over(at: datetime | BindParameter[datetime] | None = None) -> ColumnElement[bool]:
    """Return the condition on `Candidate` that nobody scores its award any more, now or then."""
    over = select(Award.id).join(Edition, Edition.id == Award.edition_id)
    then = clock.now() if at is None else at
    return Candidate.award_id.in_(over.where(Edition.scoring_closes_at <= then))


@dataclass(frozen=True)
class Given:
    """The routed awards of an edition, and (juror, candidate) for each assignment in them."""

    routed: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    def asks(self, person_id: str, candidate: ReadyCandidate) -> bool:
        """Say whether somebody on the panel is asked about a candidate: see `sight.askable`."""
        mine = candidate.award_id not in self.routed or (person_id, candidate.id) in self.pairs
        return mine or candidate.id not in self._read

    @cached_property
    def _read(self) -> frozenset[str]:
        return frozenset(candidate_id for _, candidate_id in self.pairs)


def given_in(session: Session, edition: Edition) -> Given:
    """Return who has been given what in an edition, in one query."""
    rows = session.execute(
        select(AwardRouting.award_id, Assignment.person_id, Assignment.candidate_id)
        .join(Award, Award.id == AwardRouting.award_id)
        .join(Candidate, Candidate.award_id == Award.id, isouter=True)
        .join(Assignment, Assignment.candidate_id == Candidate.id, isouter=True)
        .where(Award.edition_id == edition.id)
    ).all()
    pairs = ((person, candidate) for _, person, candidate in rows if person is not None)
    return Given(frozenset(row[0] for row in rows), frozenset(pairs))
