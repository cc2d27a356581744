"""Seating people on panels, and writing down what they say about candidates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.audit.actions import record
from awards.core.errors import Conflict, NotFound
from awards.core.languages import N_
from awards.core.permissions import Actor
from awards.juries import queries, rules
from awards.juries.models import Answer, ConflictStatement, Ground, PanelSeat, SeatRole
from awards.juries.rules import Change
from awards.programmes.models import Award


@dataclass(frozen=True)
class Stated:
    """What somebody says about one candidate."""

    answer: Answer
    ground: Ground | None = None
    note: str = ""


def seat(
    session: Session, award: Award, person_id: str, *, role: SeatRole, by: Actor, at: datetime
) -> PanelSeat:
    """Give a person a seat on an award's panel, or another role on the one they have.

    Raises NotFound for somebody without a role in the jury, NoVote, JuryClosed.
    """
    rules.require_open(award, at, Change.SEATS)
    possible = _may_sit(session, award)
    if person_id not in possible:
        raise NotFound
    rules.require_vote(role, may_vote=possible[person_id])
    held = _held(session, award, person_id)
    if held is not None and held.role is role:
        return held
    taken = held or PanelSeat(award_id=award.id, person_id=person_id)
    taken.role = role
    _keep(session, award, taken, by=by, at=at)
    return taken


def _may_sit(session: Session, award: Award) -> dict[str, bool]:
    """Return the ids of those who may have a seat, and whether it may be one that votes."""
    possible = queries.possible_members(session, award.edition)
    return {person.id: votes for person, votes in possible.items()}


def _keep(session: Session, award: Award, taken: PanelSeat, *, by: Actor, at: datetime) -> None:
    session.add(taken)
    _flush_or_refuse(session)
    record(
        session,
        "panel.seated",
        subject=f"award:{award.id}",
        by=by,
        at=at,
        programme_id=award.edition.programme_id,
        person_id=taken.person_id,
        role=taken.role.value,
    )


def _held(session: Session, award: Award, person_id: str) -> PanelSeat | None:
    wanted = select(PanelSeat).where(
        PanelSeat.award_id == award.id, PanelSeat.person_id == person_id
    )
    return session.scalars(wanted.with_for_update()).first()


def _flush_or_refuse(session: Session) -> None:
    """Flush; two clicks that insert the same row on PostgreSQL become one and a Conflict."""
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(N_("Somebody has just done this. Load the page again.")) from error


def copy_panel(session: Session, award: Award, *, by: Actor, at: datetime) -> int:
    """Seat an award's panel on every other open award of its edition; return how many seats.

    Nobody is removed, who has a seat already keeps their role, and who no longer has the role
    for it gets none. Raises JuryClosed.
    """
    rules.require_open(award, at, Change.SEATS)
    others = [a for a in award.edition.awards if rules.is_open(a, at, Change.SEATS)]
    may_sit, seats = _may_sit(session, award), queries.seats_of(session, award.edition)
    taken = {(s.seat.award_id, s.seat.person_id) for s in seats}
    own = [s.seat for s in seats if s.seat.award_id == award.id]
    panel = [seat for seat in own if rules.may_have(seat.role, may_sit.get(seat.person_id))]
    missing = [
        (other, member)
        for other in others
        for member in panel
        if (other.id, member.person_id) not in taken
    ]
    for other, member in missing:
        fresh = PanelSeat(award_id=other.id, person_id=member.person_id, role=member.role)
        _keep(session, other, fresh, by=by, at=at)
    return len(missing)


def carry_panel(session: Session, old: Award, new: Award, *, by: Actor, at: datetime) -> None:
    """Seat an award's panel on next year's; who no longer has the role for it gets no seat."""
    may_sit = _may_sit(session, new)
    for member, person in queries.seats_of(session, old.edition):
        if member.award_id == old.id and rules.may_have(member.role, may_sit.get(person.id)):
            fresh = PanelSeat(award_id=new.id, person_id=person.id, role=member.role)
            _keep(session, new, fresh, by=by, at=at)


def unseat(session: Session, award: Award, seat_id: str, *, by: Actor, at: datetime) -> bool:
    """Take a seat away; False when it is gone already.

    Sheets stay: those handed in count, open ones cannot be gone on with. Raises JuryClosed.
    """
    rules.require_open(award, at, Change.SEATS)
    wanted = select(PanelSeat).where(PanelSeat.id == seat_id, PanelSeat.award_id == award.id)
    held = session.scalars(wanted.with_for_update()).first()
    if held is None:
        return False
    session.delete(held)
    session.flush()
    record(
        session,
        "panel.unseated",
        subject=f"award:{award.id}",
        by=by,
        at=at,
        programme_id=award.edition.programme_id,
        person_id=held.person_id,
    )
    return True


def state(
    session: Session,
    statements: Mapping[str, Stated],
    *,
    by: Actor,
    at: datetime,
) -> dict[str, Answer]:
    """Write down a juror's own statements (candidate id → what they say).

    Where a fact on file connects juror and candidate, the juror's "none" is kept as "unsure" with
    the fact's ground until the coordinator has decided: the text stays shut. Facts are looked for
    when something is stated, and only then; one that arrives later (a nomination merged into the
    candidate) closes nothing by itself, but stands among the coordinator's suggestions.

    Returns the answers that are new or changed, as they are kept; the same words again change
    nothing. Raises NotFound for a candidate the juror is not asked about, Closed outside the
    phases in which statements are taken, OnlyTheCoordinator, GroundMissing.
    """
    assert by.person_id is not None
    awards = queries.awards_asked_about(session, by, statements)
    if set(awards) != set(statements):
        raise NotFound
    for award in set(awards.values()):
        rules.require_open(award, at, Change.STATEMENTS)
    known = queries.statements_by(session, by.person_id, statements)
    facts = _facts_about(session, by.person_id, awards.values())
    changed: dict[str, Answer] = {}
    for candidate_id, said in statements.items():
        before = known.get(candidate_id)
        if _is_freed(before) and said.answer is Answer.NONE:
            continue
        stated = _held_back(said, facts.get(candidate_id), before)
        rules.require_own_change(before.answer if before else None, stated.answer)
        if _write(session, before, by.person_id, candidate_id, stated, at=at, decided_by=None):
            changed[candidate_id] = stated.answer
    _flush_or_refuse(session)
    for candidate_id, answer in changed.items():
        record(
            session,
            "conflict.stated",
            subject=f"candidate:{candidate_id}",
            by=by,
            at=at,
            programme_id=awards[candidate_id].edition.programme_id,
            answer=answer.value,
        )
    return changed


def _facts_about(session: Session, person_id: str, awards: Iterable[Award]) -> dict[str, Ground]:
    person = session.get_one(Person, person_id)
    return queries.suggestions_for(session, person, {award.id for award in awards})


def _is_freed(before: ConflictStatement | None) -> bool:
    """Say whether the coordinator has decided that there is no conflict: that word stays."""
    return before is not None and before.answer is Answer.NONE and before.decided_by_id is not None


def _held_back(said: Stated, fact: Ground | None, before: ConflictStatement | None) -> Stated:
    """Return what is kept of a juror's words: "none" against a fact waits for the coordinator.

    Said twice it is the same. A conflict that was stated otherwise is not replaced by it.
    """
    if fact is None or said.answer is not Answer.NONE:
        return said
    held = Stated(Answer.UNSURE, fact, said.note)
    if before is None or before.answer is Answer.NONE:
        return held
    return held if Stated(before.answer, before.ground, before.note) == held else said


def _write(
    session: Session,
    before: ConflictStatement | None,
    person_id: str,
    candidate_id: str,
    stated: Stated,
    *,
    at: datetime,
    decided_by: str | None,
) -> bool:
    """Put a statement into its row; say whether that changed anything."""
    ground = rules.ground_kept(stated.answer, stated.ground)
    new = (stated.answer, ground, stated.note, decided_by)
    row = before or ConflictStatement(person_id=person_id, candidate_id=candidate_id)
    if before and (row.answer, row.ground, row.note, row.decided_by_id) == new:
        return False
    row.answer, row.ground, row.note, row.decided_by_id = new
    row.stated_at = at
    session.add(row)
    return True


def resolve(
    session: Session, matter: queries.Matter, decided: Stated, *, by: Actor, at: datetime
) -> bool:
    """Write down the coordinator's word on a possible conflict; say whether it is news.

    Raises WrongInput when it settles nothing, GroundMissing, JuryClosed.
    """
    rules.require_open(matter.award, at, Change.RESOLUTIONS)
    rules.require_resolution(decided.answer)
    person, candidate = matter.person, matter.candidate
    before = queries.statements_by(session, person.id, [candidate.id]).get(candidate.id)
    changed = _write(
        session, before, person.id, candidate.id, decided, at=at, decided_by=by.person_id
    )
    if not changed:
        return False
    _flush_or_refuse(session)
    record(
        session,
        "conflict.resolved",
        subject=f"candidate:{candidate.id}",
        by=by,
        at=at,
        programme_id=matter.award.edition.programme_id,
        person_id=person.id,
        answer=decided.answer.value,
    )
    return True
