"""Which seats count at a moment: those in their dates, and those that stand in for another."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, or_, select

from awards.core import clock
from awards.core.db import UtcDateTime
from awards.juries.models import PanelSeat, SeatRole, StepOut
from awards.programmes.models import Award, Edition

AT = bindparam("at", type_=UtcDateTime())
JUROR = bindparam("juror", type_=String())
"""When it is asked, and who asks, in statements that are built once."""

_QUARTER = timedelta(minutes=15)


def this_quarter() -> datetime:
    """Return when the quarter of an hour began in which we are.

    Seats begin and end at a midnight, and everywhere on earth that is a full quarter of an hour.
    So this is exact, and what a start page remembers stays the same question for a while.
    """
    at = clock.now()
    return at - timedelta(
        minutes=at.minute % (_QUARTER.seconds // 60), seconds=at.second, microseconds=at.microsecond
    )


def in_office(at: object) -> ColumnElement[bool]:
    """Return the condition on `PanelSeat` that its holder is appointed at a moment."""
    return and_(
        or_(PanelSeat.begins_at.is_(None), PanelSeat.begins_at <= at),
        not_over(at),
    )


def in_office_now() -> ColumnElement[bool]:
    """Return the same for now."""
    return in_office(this_quarter())


def not_over(at: object) -> ColumnElement[bool]:
    """Return the condition on `PanelSeat` that it has not ended at a moment, begun or not."""
    return or_(PanelSeat.ends_at.is_(None), PanelSeat.ends_at > at)


def own_seats(
    own_seat: ColumnElement[bool], own_programme: ColumnElement[bool], now: ColumnElement[bool]
) -> Select[str]:
    """Select the awards of seats that count now, whatever they are."""
    return (
        select(PanelSeat.award_id)
        .join(Award, Award.id == PanelSeat.award_id)
        .join(Edition, Edition.id == Award.edition_id)
        .where(own_seat, own_programme, now)
        .correlate(None)
    )


def lent(
    own_seat: ColumnElement[bool], own_programme: ColumnElement[bool], now: ColumnElement[bool]
) -> Select[str]:
    """Select the single candidates for which a substitute stands in for somebody."""
    return (
        own_seats(own_seat, own_programme, now)
        .join(StepOut, is_lent())
        .with_only_columns(StepOut.candidate_id)
    )


def is_lent() -> ColumnElement[bool]:
    """Return the condition that a substitute's seat stands in for a candidate of its award."""
    return and_(
        StepOut.award_id == PanelSeat.award_id,
        StepOut.stand_in_id == PanelSeat.person_id,
        StepOut.candidate_id.is_not(None),
        StepOut.ended_at.is_(None),
        PanelSeat.role == SeatRole.SUBSTITUTE,
    )
