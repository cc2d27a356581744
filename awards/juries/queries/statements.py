"""Reading what was said about candidates, for whoever runs the round."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, joinedload

from awards.accounts.models import Person
from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission
from awards.juries.models import PREPARING, VOTING, ConflictStatement, PanelSeat, StepOut
from awards.juries.queries.office import is_lent
from awards.programmes.models import Award, Edition
from awards.triage.blind import ready
from awards.triage.models import Candidate


class ReadyCandidate(NamedTuple):
    """A candidate as jurors know it."""

    id: str
    award_id: str
    code_name: str


def ready_candidates(session: Session, edition: Edition) -> list[ReadyCandidate]:
    """Return the ready candidates of an edition, by code name."""
    rows = session.execute(
        ready()
        .join(Award, Award.id == Candidate.award_id)
        .where(Award.edition_id == edition.id)
        .with_only_columns(Candidate.id, Candidate.award_id, Candidate.code_name)
        .order_by(Candidate.code_name)
    )
    return [ReadyCandidate(*row) for row in rows]


def statements_of(session: Session, edition: Edition) -> Sequence[ConflictStatement]:
    """Return what everybody has said about an edition's candidates, newest first."""
    return session.scalars(
        select(ConflictStatement)
        .join(Candidate, Candidate.id == ConflictStatement.candidate_id)
        .join(Award, Award.id == Candidate.award_id)
        .where(Award.edition_id == edition.id)
        .order_by(ConflictStatement.stated_at.desc(), ConflictStatement.id)
    ).all()


def statements_by(
    session: Session, person_id: str, candidate_ids: Iterable[str]
) -> dict[str, ConflictStatement]:
    """Return a person's statements about some candidates, by candidate; locked for changing."""
    wanted = select(ConflictStatement).where(
        ConflictStatement.person_id == person_id,
        ConflictStatement.candidate_id.in_(list(candidate_ids)),
    )
    return {s.candidate_id: s for s in session.scalars(wanted.with_for_update())}


class Matter(NamedTuple):
    """A juror and a candidate between whom there may be a conflict, and what was said of it."""

    person: Person
    candidate: Candidate
    award: Award
    statement: ConflictStatement | None


def matter_for(session: Session, actor: Actor, person_id: str, candidate_id: str) -> Matter:
    """Return what a coordinator is to decide between somebody and a candidate.

    Raises NotFound unless the person votes on the candidate's panel, prepares its award or stands
    in for somebody at it, in a programme of theirs.
    """
    stands_in = exists().where(is_lent(), StepOut.candidate_id == Candidate.id)
    asked = or_(PanelSeat.role.in_(VOTING | PREPARING), stands_in.correlate(PanelSeat, Candidate))
    own = (ConflictStatement.candidate_id == Candidate.id) & (
        ConflictStatement.person_id == Person.id
    )
    row = session.execute(
        select(Person, Candidate, Award, ConflictStatement)
        .join(PanelSeat, PanelSeat.person_id == Person.id)
        .join(Candidate, Candidate.award_id == PanelSeat.award_id)
        .join(Award, Award.id == Candidate.award_id)
        .join(Edition, Edition.id == Award.edition_id)
        .join(ConflictStatement, own, isouter=True)
        .where(
            Person.id == person_id,
            Candidate.id == candidate_id,
            asked,
            Edition.programme_id.in_(actor.programmes_with(Permission.MANAGE_PANELS)),
        )
        .options(joinedload(Award.edition).joinedload(Edition.programme))
    ).first()
    if row is None:
        raise NotFound
    return Matter(*row)
