"""Seating people on panels, one award at a time or, where an edition has one panel, all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.errors import Conflict, NotFound
from awards.core.languages import N_
from awards.core.permissions import Actor
from awards.juries import queries, rules
from awards.juries.models import VOTING, PanelSeat, SeatRole, StepOut
from awards.juries.rules import Change
from awards.programmes.models import Award, Edition


@dataclass(frozen=True)
class Appointment:
    """In what right somebody sits there, and between which midnights."""

    office: str = ""
    begins_at: datetime | None = None
    ends_at: datetime | None = None

    @classmethod
    def of(cls, seat: PanelSeat) -> "Appointment":
        """Return a seat's."""
        return cls(seat.office, seat.begins_at, seat.ends_at)


def seat(
    session: Session,
    award: Award,
    person_id: str,
    *,
    role: SeatRole,
    by: Actor,
    at: datetime,
    appointed: Appointment | None = None,
) -> PanelSeat:
    """Give a person a seat on an award's panel, or another role on the one they have.

    Without `appointed` a seat keeps its own. Where the edition has one panel, it is the seat on
    all its awards that are not decided. Raises NotFound for somebody without a role in the jury,
    NoVote, JuryClosed, Busy for somebody who has stepped out or stands in.
    """
    rules.require_open(award, at, Change.SEATS)
    possible = _may_sit(session, award)
    if person_id not in possible:
        raise NotFound
    rules.require_vote(role, may_vote=possible[person_id])
    awards = _hold_alike(session, award, at)
    held = {one.id: _held(session, one, person_id) for one in awards}
    if any(
        one and one.role is not role and not {one.role, role} <= VOTING for one in held.values()
    ):
        _require_free(session, [one.id for one in awards], person_id)
    for one in awards:
        _seat(session, one, held[one.id], person_id, role=role, appointed=appointed, by=by, at=at)
    found = _held(session, award, person_id)
    assert found is not None
    return found


def _seat(
    session: Session,
    award: Award,
    held: PanelSeat | None,
    person_id: str,
    *,
    role: SeatRole,
    appointed: Appointment | None,
    by: Actor,
    at: datetime,
) -> None:
    """Write one seat down, with a line in the trail for what is new about it."""
    taken = held or PanelSeat(award_id=award.id, person_id=person_id)
    before = Appointment.of(taken) if held else Appointment()
    if held is None or held.role is not role:
        taken.role = role
        _keep(session, award, taken, by=by, at=at)
    if appointed is not None and appointed != before:
        _appoint(session, award, taken, appointed, by=by, at=at)


def _appoint(
    session: Session, award: Award, taken: PanelSeat, said: Appointment, *, by: Actor, at: datetime
) -> None:
    rules.require_dates(said.begins_at, said.ends_at)
    taken.office, taken.begins_at, taken.ends_at = said.office, said.begins_at, said.ends_at
    session.flush()
    record(
        session,
        "panel.appointed",
        subject=f"award:{award.id}",
        by=by,
        at=at,
        programme_id=award.edition.programme_id,
        person_id=taken.person_id,
        begins_at=said.begins_at.isoformat() if said.begins_at else None,
        ends_at=said.ends_at.isoformat() if said.ends_at else None,
    )


def _may_sit(session: Session, award: Award) -> dict[str, bool]:
    """Return the ids of those who may have a seat, and whether it may be one that votes."""
    possible = queries.possible_members(session, award.edition)
    return {person.id: votes for person, votes in possible.items()}


def _hold_alike(session: Session, award: Award, at: datetime) -> list[Award]:
    """Return the awards whose panels change together, one click at a time; this one first.

    The edition is read anew: somebody may just have said that all awards have one panel.
    """
    wanted = select(Edition.one_panel).where(Edition.id == award.edition_id).with_for_update()
    if not session.scalars(wanted).one():
        return [award]
    others = [a for a in award.edition.awards if rules.is_open(a, at, Change.SEATS)]
    return [award, *(a for a in others if a.id != award.id)]


def _require_free(session: Session, award_ids: Iterable[str], person_id: str) -> None:
    """Raise Busy for somebody who has stepped out of one of these awards, or stands in there."""
    wanted = select(StepOut.id).where(
        StepOut.award_id.in_(list(award_ids)),
        StepOut.candidate_id.is_(None),
        StepOut.ended_at.is_(None),
        (StepOut.person_id == person_id) | (StepOut.stand_in_id == person_id),
    )
    if session.scalars(wanted.limit(1)).first() is not None:
        raise rules.Busy


def _keep(session: Session, award: Award, taken: PanelSeat, *, by: Actor, at: datetime) -> None:
    session.add(taken)
    flush_or_refuse(session)
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


def flush_or_refuse(session: Session) -> None:
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
    taken = {(s.seat.award_id, s.seat.person_id) for s in queries.seats_of(session, award.edition)}
    panel = _panel_of(session, award, award)
    missing = [
        (other, member)
        for other in others
        for member in panel
        if (other.id, member.person_id) not in taken
    ]
    for other, member in missing:
        _copy_seat(session, other, member, by=by, at=at)
    return len(missing)


def carry_panel(session: Session, old: Award, new: Award, *, by: Actor, at: datetime) -> None:
    """Seat an award's panel on another; who no longer has the role for it gets no seat."""
    for member in _panel_of(session, old, new):
        _copy_seat(session, new, member, by=by, at=at)


@dataclass(frozen=True)
class _Member:
    """Somebody on a panel as they were appointed, whoever has stepped out for now."""

    person_id: str
    role: SeatRole
    appointed: Appointment


def _panel_of(session: Session, award: Award, wanted_on: Award) -> list[_Member]:
    """Return an award's panel as appointed, of those who may have these seats on another."""
    may_sit = _may_sit(session, wanted_on)
    steps = queries.open_steps(session, award.edition)
    was = {s.person_id: s.seat for s in steps if s.award_id == award.id and not s.candidate_id}
    was |= {
        s.stand_in_id: SeatRole.SUBSTITUTE
        for s in steps
        if s.award_id == award.id and not s.candidate_id and s.stand_in_id
    }
    panel = [
        _Member(one.person_id, was.get(one.person_id, one.role), Appointment.of(one))
        for one, _ in queries.seats_of(session, award.edition)
        if one.award_id == award.id
    ]
    return [one for one in panel if rules.may_have(one.role, may_sit.get(one.person_id))]


def _copy_seat(session: Session, award: Award, member: _Member, *, by: Actor, at: datetime) -> None:
    """Give a seat as on another panel. Last year's dates are over: they do not come along."""
    said = member.appointed
    if said.ends_at is not None and said.ends_at <= at:
        said = Appointment(said.office)
    _seat(session, award, None, member.person_id, role=member.role, appointed=said, by=by, at=at)


def unseat(session: Session, award: Award, seat_id: str, *, by: Actor, at: datetime) -> bool:
    """Take a seat away; False when it is gone already.

    Where the edition has one panel, on all its awards that are not decided. Sheets stay: those
    handed in count, open ones cannot be gone on with. Raises JuryClosed, Busy.
    """
    rules.require_open(award, at, Change.SEATS)
    wanted = select(PanelSeat).where(PanelSeat.id == seat_id, PanelSeat.award_id == award.id)
    held = session.scalars(wanted.with_for_update()).first()
    if held is None:
        return False
    awards = _hold_alike(session, award, at)
    _require_free(session, [one.id for one in awards], held.person_id)
    for one in awards:
        own = _held(session, one, held.person_id)
        if own is not None:
            _unseat(session, one, own, by=by, at=at)
    return True


def _unseat(session: Session, award: Award, held: PanelSeat, *, by: Actor, at: datetime) -> None:
    lent = update(StepOut).where(
        StepOut.award_id == award.id,
        StepOut.stand_in_id == held.person_id,
        StepOut.ended_at.is_(None),
    )
    session.execute(lent.values(ended_at=at))
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


@dataclass(frozen=True)
class Shared:
    """What it took to give all awards one panel."""

    given: int
    taken: int


def share_panel(session: Session, award: Award, *, by: Actor, at: datetime) -> Shared:
    """Let all awards of an edition have this one's panel from now on; return what changed.

    Each award that is not decided gets exactly these seats. Raises JuryClosed, and Busy while
    somebody has stepped out of one of them: who stands in would be lost.
    """
    rules.require_open(award, at, Change.SEATS)
    edition = award.edition
    session.refresh(edition, ["one_panel"], with_for_update=True)
    if any(not step.candidate_id for step in queries.open_steps(session, edition)):
        raise rules.Busy
    edition.one_panel = True
    others = [a for a in edition.awards if rules.is_open(a, at, Change.SEATS) and a.id != award.id]
    changes = [make_alike(session, award, other, by=by, at=at) for other in others]
    record(
        session,
        "panel.shared",
        subject=f"edition:{edition.id}",
        by=by,
        at=at,
        programme_id=edition.programme_id,
        award_id=award.id,
    )
    return Shared(sum(one.given for one in changes), sum(one.taken for one in changes))


def make_alike(session: Session, award: Award, other: Award, *, by: Actor, at: datetime) -> Shared:
    """Give another award exactly this award's seats."""
    seats = queries.seats_of(session, award.edition)
    panel = {s.person.id: s.seat for s in seats if s.seat.award_id == award.id}
    its = {s.person.id: s.seat for s in seats if s.seat.award_id == other.id}
    for person_id in its.keys() - panel.keys():
        _unseat(session, other, its[person_id], by=by, at=at)
    for person_id, member in panel.items():
        said = Appointment.of(member)
        held = its.get(person_id)
        _seat(session, other, held, person_id, role=member.role, appointed=said, by=by, at=at)
    return Shared(len(panel.keys() - its.keys()), len(its.keys() - panel.keys()))


def part_panels(session: Session, edition: Edition, *, by: Actor, at: datetime) -> bool:
    """Let each award have a panel of its own again; nobody moves. False when it is so already."""
    session.refresh(edition, ["one_panel"], with_for_update=True)
    if not edition.one_panel:
        return False
    edition.one_panel = False
    session.flush()
    record(
        session,
        "panel.parted",
        subject=f"edition:{edition.id}",
        by=by,
        at=at,
        programme_id=edition.programme_id,
    )
    return True
