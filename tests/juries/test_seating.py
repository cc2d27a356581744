"""One panel for all awards or one each, appointments, and seats that hang together."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.core.errors import WrongInput
from awards.core.permissions import Actor
from awards.juries import seating
from awards.juries.models import PanelSeat, SeatRole
from awards.juries.rules import Busy, JuryClosed
from awards.juries.seating import Appointment, Shared
from awards.programmes.actions import add_award, archive, restore
from awards.programmes.models import Award, Phase
from tests.factories import Make, actor_of, in_three

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
SIX_MONTHS = Appointment("HR director", NOW - DAY, NOW + 180 * DAY)


@pytest.fixture
def by(make: Make) -> Actor:
    return actor_of(make.person(roles=["coordinator"]))


@pytest.fixture
def awards(make: Make) -> list[Award]:
    edition = make.edition(Phase.SCORING)
    return [make.award(edition, slug=slug) for slug in ("a", "b", "c")]


def panel(session: Session, award: Award) -> dict[str, tuple[SeatRole, Appointment]]:
    found = session.scalars(select(PanelSeat).where(PanelSeat.award_id == award.id))
    return {seat.person_id: (seat.role, Appointment.of(seat)) for seat in found}


def events(session: Session) -> list[str]:
    return list(session.scalars(select(AuditLine.event).order_by(AuditLine.number)))


def test_a_seat_has_dates_and_an_office(
    session: Session, make: Make, awards: list[Award], by: Actor
) -> None:
    juror = make.person(roles=["juror"])
    seating.seat(
        session, awards[0], juror.id, role=SeatRole.MEMBER, appointed=SIX_MONTHS, by=by, at=NOW
    )
    assert panel(session, awards[0]) == {juror.id: (SeatRole.MEMBER, SIX_MONTHS)}
    assert events(session) == ["panel.seated", "panel.appointed"]
    seating.seat(session, awards[0], juror.id, role=SeatRole.CHAIR, by=by, at=NOW)
    assert panel(session, awards[0]) == {juror.id: (SeatRole.CHAIR, SIX_MONTHS)}


def test_the_last_day_is_not_before_the_first(
    session: Session, make: Make, awards: list[Award], by: Actor
) -> None:
    backwards = Appointment("", NOW, NOW - DAY)
    juror = make.person(roles=["juror"])
    with pytest.raises(WrongInput):
        seating.seat(
            session, awards[0], juror.id, role=SeatRole.MEMBER, appointed=backwards, by=by, at=NOW
        )


def test_all_awards_get_exactly_one_panel_and_keep_it(
    session: Session, make: Make, awards: list[Award], by: Actor
) -> None:
    chair, other, gone, fresh = (make.person(roles=["chair"]) for _ in range(4))
    make.seat(chair, awards[0], SeatRole.CHAIR, office="Director")
    make.seat(other, awards[0], SeatRole.SUBSTITUTE)
    make.seat(chair, awards[1], SeatRole.MEMBER)
    make.seat(gone, awards[1])
    assert seating.share_panel(session, awards[0], by=by, at=NOW) == Shared(given=3, taken=1)
    want = {
        chair.id: (SeatRole.CHAIR, Appointment("Director")),
        other.id: (SeatRole.SUBSTITUTE, Appointment()),
    }
    assert [panel(session, award) for award in awards] == [want] * 3
    seating.seat(
        session, awards[2], fresh.id, role=SeatRole.MEMBER, appointed=SIX_MONTHS, by=by, at=NOW
    )
    seats = session.scalars(select(PanelSeat).where(PanelSeat.person_id == other.id)).all()
    seating.unseat(
        session, awards[1], next(s.id for s in seats if s.award_id == awards[1].id), by=by, at=NOW
    )
    del want[other.id]
    want[fresh.id] = (SeatRole.MEMBER, SIX_MONTHS)
    assert [panel(session, award) for award in awards] == [want] * 3


def test_parted_panels_go_their_own_ways(
    session: Session, make: Make, awards: list[Award], by: Actor
) -> None:
    juror = make.person(roles=["juror"])
    make.seat(juror, awards[0])
    seating.share_panel(session, awards[0], by=by, at=NOW)
    assert seating.part_panels(session, awards[0].edition, by=by, at=NOW)
    assert not seating.part_panels(session, awards[0].edition, by=by, at=NOW)
    seat = session.scalars(select(PanelSeat).where(PanelSeat.award_id == awards[0].id)).one()
    seating.unseat(session, awards[0], seat.id, by=by, at=NOW)
    assert [list(panel(session, award)) for award in awards] == [[], [juror.id], [juror.id]]


def test_a_decided_award_keeps_the_panel_it_had(
    session: Session, make: Make, awards: list[Award], by: Actor
) -> None:
    awards[1].edition.scoring_closes_at = NOW - 2 * DAY
    awards[1].edition.scoring_opens_at = NOW - 3 * DAY
    awards[1].edition.closes_at = NOW - 4 * DAY
    awards[1].edition.opens_at = NOW - 5 * DAY
    awards[1].decided_at = NOW - DAY
    juror = make.person(roles=["juror"])
    make.seat(juror, awards[0])
    seating.share_panel(session, awards[0], by=by, at=NOW)
    assert [len(panel(session, award)) for award in awards] == [1, 0, 1]
    with pytest.raises(JuryClosed):
        seating.share_panel(session, awards[1], by=by, at=NOW)


def test_an_award_that_joins_gets_the_panel_of_all(session: Session, make: Make, by: Actor) -> None:
    edition = make.edition(Phase.UPCOMING)
    first = make.award(edition)
    juror = make.person(roles=["juror"])
    make.seat(juror, first, office="Director")
    seating.share_panel(session, first, by=by, at=NOW)
    values = {
        "slug": "new",
        "name": in_three("New"),
        "statement": in_three("It"),
        "prize": in_three("None"),
    }
    joined = add_award(session, edition, values, [], by=by, at=NOW)
    want = {juror.id: (SeatRole.MEMBER, Appointment("Director"))}
    assert panel(session, joined) == want
    archive(session, joined, by=by, at=NOW)
    session.expire(edition, ["awards"])
    late = make.person(roles=["juror"])
    seating.seat(session, first, late.id, role=SeatRole.MEMBER, by=by, at=NOW)
    restore(session, joined, by=by, at=NOW)
    assert panel(session, joined).keys() == {juror.id, late.id}


@pytest.mark.parametrize("who", ["person_id", "stand_in_id"])
def test_a_seat_that_hangs_together_with_another_stays(
    session: Session, make: Make, awards: list[Award], by: Actor, who: str
) -> None:
    away, instead = make.person(roles=["juror"]), make.person(roles=["juror"])
    seats = {
        "person_id": make.seat(away, awards[0], SeatRole.STEPPED_OUT),
        "stand_in_id": make.seat(instead, awards[0]),
    }
    make.step_out(away, awards[0], stand_in_id=instead.id)
    with pytest.raises(Busy):
        seating.unseat(session, awards[0], seats[who].id, by=by, at=NOW)
    with pytest.raises(Busy):
        seating.seat(session, awards[0], seats[who].person_id, role=SeatRole.ADVISER, by=by, at=NOW)
    with pytest.raises(Busy):
        seating.share_panel(session, awards[0], by=by, at=NOW)


def test_next_years_panel_is_as_appointed(
    session: Session, make: Make, awards: list[Award], by: Actor
) -> None:
    away, instead = make.person(roles=["chair"]), make.person(roles=["juror"])
    make.seat(away, awards[0], SeatRole.STEPPED_OUT, office="Director", ends_at=NOW - DAY)
    make.seat(instead, awards[0])
    make.step_out(away, awards[0], seat=SeatRole.CHAIR, stand_in_id=instead.id)
    seating.carry_panel(session, awards[0], awards[1], by=by, at=NOW)
    assert panel(session, awards[1]) == {
        away.id: (SeatRole.CHAIR, Appointment("Director")),
        instead.id: (SeatRole.SUBSTITUTE, Appointment()),
    }
