"""Stepping out, standing in, and coming back. Each is written down with its reason."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.errors import NotFound
from awards.core.permissions import Actor
from awards.juries.models import (
    VOTING,
    Answer,
    ConflictStatement,
    PanelSeat,
    SeatRole,
    StepOut,
)
from awards.juries.queries import statements_by
from awards.juries.rules import Change, is_open, require_open
from awards.juries.standing_in import queries, rules
from awards.programmes.models import Award
from awards.triage.models import Candidate


def step_out(
    session: Session,
    award: Award,
    person_id: str,
    *,
    reason: str,
    stand_in_id: str | None = None,
    by: Actor,
    at: datetime,
) -> StepOut:
    """Let somebody step out of a whole award; a substitute may take their place at once.

    They can no longer read it. What they handed in still counts. Raises NotFound for somebody
    without a seat, HasNoVote, ReasonMissing, NoSubstitute, JuryClosed.
    """
    require_open(award, at, Change.SEATS)
    rules.require_reason(reason)
    held = _seat(session, award.id, person_id)
    if held is None:
        raise NotFound
    rules.require_vote(held.role)
    step = StepOut(
        award_id=award.id,
        person_id=person_id,
        seat=held.role,
        reason=reason,
        stepped_out_at=at,
        recorded_by_id=by.person_id,
    )
    held.role = SeatRole.STEPPED_OUT
    session.add(step)
    session.flush()
    _record(session, "panel.stepped-out", award, step, by=by, at=at)
    if stand_in_id is not None:
        stand_in(session, award, step, stand_in_id, by=by, at=at)
    return step


def step_out_of_all(
    session: Session,
    award: Award,
    person_id: str,
    *,
    reason: str,
    stand_in_id: str | None = None,
    by: Actor,
    at: datetime,
) -> list[StepOut]:
    """Let somebody step out of every award of the edition on which they vote.

    The substitute takes their place where they are one; elsewhere somebody is still to be found.
    """
    steps = [
        step_out(
            session,
            award,
            person_id,
            reason=reason,
            stand_in_id=stand_in_id,
            by=by,
            at=at,
        )
    ]
    for other in award.edition.awards:
        held = _seat(session, other.id, person_id)
        if held is None or held.role not in VOTING or not is_open(other, at, Change.SEATS):
            continue
        fits = stand_in_id in queries.substitutes_of(session, other)
        substitute = stand_in_id if fits else None
        steps.append(
            step_out(session, other, person_id, reason=reason, stand_in_id=substitute, by=by, at=at)
        )
    return steps


def step_out_of_candidate(
    session: Session,
    candidate: Candidate,
    award: Award,
    person_id: str,
    *,
    stand_in_id: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> StepOut:
    """Let a substitute judge one candidate instead of somebody with a conflict there.

    The same twice is one. Raises NotFound, HasNoVote, NotConflicted, ReasonMissing,
    NoSubstitute, JuryClosed.
    """
    require_open(award, at, Change.SEATS)
    rules.require_reason(reason)
    held = _seat(session, award.id, person_id)
    if held is None or candidate.award_id != award.id:
        raise NotFound
    rules.require_vote(held.role)
    said = statements_by(session, person_id, [candidate.id]).get(candidate.id)
    rules.require_conflict(said.answer if said else None)
    before = _open_step(session, candidate.id, person_id)
    if before is not None and before.stand_in_id == stand_in_id:
        return before
    if stand_in_id not in queries.substitutes_of(session, award, candidate.id):
        raise rules.NoSubstitute
    if before is not None:
        come_back(session, award, before, by=by, at=at)
    step = StepOut(
        award_id=award.id,
        candidate_id=candidate.id,
        person_id=person_id,
        seat=held.role,
        stand_in_id=stand_in_id,
        reason=reason,
        stepped_out_at=at,
        recorded_by_id=by.person_id,
    )
    session.add(step)
    session.flush()
    _ask_anew(session, award, stand_in_id, candidate.id)
    _record(session, "panel.stepped-out", award, step, by=by, at=at)
    _record(session, "panel.stand-in", award, step, by=by, at=at)
    return step


def stand_in(
    session: Session, award: Award, step: StepOut, person_id: str, *, by: Actor, at: datetime
) -> None:
    """Let a substitute take the place of somebody who has stepped out of a whole award.

    They become a member, and are asked about conflicts before they read. Raises NoSubstitute
    also when the place is taken or its holder is back, JuryClosed.
    """
    require_open(award, at, Change.SEATS)
    session.refresh(step, with_for_update=True)
    if step.stand_in_id == person_id and step.ended_at is None:
        return
    held = _seat(session, award.id, person_id)
    possible = queries.substitutes_of(session, award)
    taken = step.stand_in_id is not None or step.ended_at is not None
    if held is None or taken or person_id not in possible:
        raise rules.NoSubstitute
    held.role, step.stand_in_id = SeatRole.MEMBER, person_id
    session.flush()
    _ask_anew(session, award, person_id)
    _record(session, "panel.stand-in", award, step, by=by, at=at)


def come_back(session: Session, award: Award, step: StepOut, *, by: Actor, at: datetime) -> None:
    """Let somebody who stepped out have their seat again; their stand-in is a substitute again.

    What the stand-in handed in still counts. Twice is once. Raises JuryClosed.
    """
    require_open(award, at, Change.SEATS)
    session.refresh(step, with_for_update=True)
    if step.ended_at is not None:
        return
    step.ended_at = at
    if step.candidate_id is None:
        _give_back(session, award.id, step.person_id, SeatRole.STEPPED_OUT, step.seat)
        if step.stand_in_id is not None:
            for role in VOTING:
                _give_back(session, award.id, step.stand_in_id, role, SeatRole.SUBSTITUTE)
    session.flush()
    details = {"stand_in_id": step.stand_in_id}
    _record(session, "panel.came-back", award, step, by=by, at=at, **details)


def _give_back(
    session: Session, award_id: str, person_id: str, now: SeatRole, again: SeatRole
) -> None:
    held = _seat(session, award_id, person_id)
    if held is not None and held.role is now:
        held.role = again


def _ask_anew(
    session: Session, award: Award, person_id: str, candidate_id: str | None = None
) -> None:
    """Forget what a stand-in once said about having no conflict: they are asked again.

    A conflict that was stated stays, and so does the coordinator's own word.
    """
    theirs = select(Candidate.id).where(Candidate.award_id == award.id)
    if candidate_id is not None:
        theirs = theirs.where(Candidate.id == candidate_id)
    session.execute(
        delete(ConflictStatement).where(
            ConflictStatement.person_id == person_id,
            ConflictStatement.answer == Answer.NONE,
            ConflictStatement.decided_by_id.is_(None),
            ConflictStatement.candidate_id.in_(theirs),
        )
    )


def _seat(session: Session, award_id: str, person_id: str) -> PanelSeat | None:
    wanted = select(PanelSeat).where(
        PanelSeat.award_id == award_id, PanelSeat.person_id == person_id
    )
    return session.scalars(wanted.with_for_update()).first()


def _open_step(session: Session, candidate_id: str, person_id: str) -> StepOut | None:
    wanted = select(StepOut).where(
        StepOut.candidate_id == candidate_id,
        StepOut.person_id == person_id,
        StepOut.ended_at.is_(None),
    )
    return session.scalars(wanted.with_for_update()).first()


def _record(
    session: Session,
    event: str,
    award: Award,
    step: StepOut,
    *,
    by: Actor,
    at: datetime,
    **details: str | None,
) -> None:
    if event == "panel.stand-in":
        details["stand_in_id"] = step.stand_in_id
    record(
        session,
        event,
        subject=f"award:{award.id}",
        by=by,
        at=at,
        programme_id=award.edition.programme_id,
        person_id=step.person_id,
        candidate_id=step.candidate_id,
        **details,
    )
