"""Reading how many are left after those who stepped out, and who could stand in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from awards.accounts.models import Person
from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission
from awards.juries.models import (
    VOTING,
    Answer,
    ConflictStatement,
    PanelSeat,
    SeatRole,
    StepOut,
)
from awards.juries.queries import in_office_now, is_lent, possible_members
from awards.juries.standing_in.rules import AwardLeft, CandidateLeft, Left, needed_jurors
from awards.programmes.models import Award, Edition
from awards.programmes.settings import rules_of
from awards.triage.blind import is_ready, ready
from awards.triage.models import Candidate


class _Barred(NamedTuple):
    """A candidate and somebody on its panel who must not judge it."""

    award_id: str
    candidate_id: str
    code_name: str
    person_id: str
    answer: Answer = Answer.NONE


def left_in(session: Session, awards: Sequence[Award]) -> dict[str, AwardLeft]:
    """Return award id → who is left to judge. Four queries, whatever there is.

    What is looked at are the conflicts and those who stand in, not every candidate there is.
    """
    ids = [award.id for award in awards]
    voters = _voters(session, ids)
    candidates = _candidates(session, ids)
    barred, lent = _barred(session, ids), _lent(session, ids)
    return {
        award.id: _left_of(
            award,
            voters.get(award.id, {}),
            candidates.get(award.id, 0),
            [one for one in barred if one.award_id == award.id],
            [one for one in lent if one.award_id == award.id],
        )
        for award in awards
    }


def _left_of(
    award: Award,
    voters: Mapping[str, SeatRole],
    candidates: int,
    barred: Iterable[_Barred],
    lent: Iterable[_Barred],
) -> AwardLeft:
    said = rules_of(award)
    out = defaultdict[str, list[tuple[str, Answer]]](list)
    standing_in = defaultdict[str, list[str]](list)
    codes = {}
    for one in barred:
        codes[one.candidate_id] = one.code_name
        if one.person_id in voters:
            out[one.candidate_id].append((one.person_id, one.answer))
    never = {(one.candidate_id, one.person_id) for one in barred}
    for one in lent:
        codes[one.candidate_id] = one.code_name
        if (one.candidate_id, one.person_id) not in never:
            standing_in[one.candidate_id].append(one.person_id)
    touched = [
        CandidateLeft(
            key,
            code,
            Left(
                len(voters) - len(out[key]) + len(standing_in[key]),
                needed_jurors(said.quorum_sheets),
            ),
            tuple(out[key]),
            tuple(standing_in[key]),
        )
        for key, code in sorted(codes.items(), key=lambda item: item[1])
        if out[key] or standing_in[key]
    ]
    needed = needed_jurors(max(said.quorum_jurors, said.quorum_sheets if candidates else 0))
    chair = SeatRole.CHAIR in voters.values()
    return AwardLeft(Left(len(voters), needed), chair, candidates, touched)


def _voters(session: Session, award_ids: Sequence[str]) -> dict[str, dict[str, SeatRole]]:
    """Return award id → who votes on its panel now, and as what."""
    wanted = select(PanelSeat.award_id, PanelSeat.person_id, PanelSeat.role).where(
        PanelSeat.award_id.in_(award_ids), PanelSeat.role.in_(VOTING), in_office_now()
    )
    found: dict[str, dict[str, SeatRole]] = {}
    for award_id, person_id, role in session.execute(wanted):
        found.setdefault(award_id, {})[person_id] = role
    return found


def _candidates(session: Session, award_ids: Sequence[str]) -> dict[str, int]:
    wanted = (
        ready()
        .where(Candidate.award_id.in_(award_ids))
        .with_only_columns(Candidate.award_id, func.count())
        .group_by(Candidate.award_id)
    )
    return dict(session.execute(wanted).all())


def _barred(session: Session, award_ids: Sequence[str]) -> list[_Barred]:
    """Return who on a panel has a conflict with whom, stated or possible; substitutes, too."""
    possible = [answer for answer in Answer if answer is not Answer.NONE]
    wanted = (
        select(
            Candidate.award_id,
            Candidate.id,
            Candidate.code_name,
            PanelSeat.person_id,
            ConflictStatement.answer,
        )
        .join(PanelSeat, PanelSeat.award_id == Candidate.award_id)
        .join(
            ConflictStatement,
            (ConflictStatement.person_id == PanelSeat.person_id)
            & (ConflictStatement.candidate_id == Candidate.id),
        )
        .where(
            PanelSeat.award_id.in_(award_ids),
            PanelSeat.role.in_(VOTING | {SeatRole.SUBSTITUTE}),
            ConflictStatement.answer.in_(possible),
            is_ready(),
            in_office_now(),
        )
        .order_by(PanelSeat.person_id)
    )
    return [_Barred(*row) for row in session.execute(wanted)]


def _lent(session: Session, award_ids: Sequence[str]) -> list[_Barred]:
    """Return which substitute stands in for which candidate."""
    wanted = (
        select(StepOut.award_id, Candidate.id, Candidate.code_name, PanelSeat.person_id)
        .join(PanelSeat, is_lent())
        .join(Candidate, Candidate.id == StepOut.candidate_id)
        .where(StepOut.award_id.in_(award_ids), is_ready(), in_office_now())
        .distinct()
        .order_by(PanelSeat.person_id)
    )
    return [_Barred(*row) for row in session.execute(wanted)]


def too_few_in(session: Session, awards: Sequence[Award]) -> dict[str, int]:
    """Return award id → in how many places too few are left to judge; none without an award."""
    if not awards:
        return {}
    return {award_id: left.too_few for award_id, left in left_in(session, awards).items()}


def step_for(session: Session, actor: Actor, step_id: str) -> tuple[StepOut, Award]:
    """Return a stepping out in the actor's programmes, over or not. Raises NotFound."""
    row = session.execute(
        select(StepOut, Award)
        .join(Award, Award.id == StepOut.award_id)
        .join(Edition, Edition.id == Award.edition_id)
        .where(
            StepOut.id == step_id,
            Edition.programme_id.in_(actor.programmes_with(Permission.MANAGE_PANELS)),
        )
        .options(joinedload(Award.edition).joinedload(Edition.programme))
    ).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def substitutes_of(
    session: Session, award: Award, candidate_id: str | None = None
) -> dict[str, Person]:
    """Return the substitutes of a panel who could stand in now: id → person, by name.

    For one candidate not those with a conflict there, stated or possible, and not those who
    stand in for it already.
    """
    votes = {person.id for person, may in possible_members(session, award.edition).items() if may}
    wanted = (
        select(Person)
        .join(PanelSeat, PanelSeat.person_id == Person.id)
        .where(
            PanelSeat.award_id == award.id,
            PanelSeat.role == SeatRole.SUBSTITUTE,
            in_office_now(),
        )
        .order_by(Person.name, Person.id)
    )
    if candidate_id is not None:
        wanted = wanted.where(
            Person.id.not_in(_conflicted_with(candidate_id)), Person.id.not_in(_busy(candidate_id))
        )
    return {person.id: person for person in session.scalars(wanted) if person.id in votes}


def _conflicted_with(candidate_id: str) -> Select[str]:
    return select(ConflictStatement.person_id).where(
        ConflictStatement.candidate_id == candidate_id, ConflictStatement.answer != Answer.NONE
    )


def _busy(candidate_id: str) -> Select[str | None]:
    return select(StepOut.stand_in_id).where(
        StepOut.candidate_id == candidate_id,
        StepOut.ended_at.is_(None),
        StepOut.stand_in_id.is_not(None),
    )
