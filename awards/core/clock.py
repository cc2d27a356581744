"""Time: always aware, always UTC inside; the edition's zone only at the edges."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from awards.core.errors import WrongInput
from awards.core.languages import N_

DEFAULT_ZONE = "Europe/Stockholm"
"""The house's own clock, where no programme says another."""


def now() -> datetime:
    """Return this moment as an aware datetime in UTC."""
    return datetime.now(UTC)


def to_zone(moment: datetime, zone: str) -> datetime:
    """Return `moment` as the wall clock of an IANA `zone` shows it."""
    return moment.astimezone(ZoneInfo(zone))


def day_of(moment: datetime, zone: str = DEFAULT_ZONE) -> date:
    """Return the day that the calendar on an IANA `zone`'s wall shows at `moment`."""
    return to_zone(moment, zone).date()


def from_zone(wall: datetime, zone: str) -> datetime:
    """Turn a naive wall-clock time of an IANA `zone` into UTC.

    Raises WrongInput for a time the clock skips when summer time begins. Of a time that
    occurs twice when summer time ends, the first is meant.
    """
    local = wall.replace(tzinfo=ZoneInfo(zone))
    moment = local.astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        raise WrongInput(N_("That time does not exist: the clocks go forward over it."))
    return moment


def exactly_from_zone(wall: datetime, zone: str) -> datetime:
    """Do what `from_zone` does, and refuse a time that the clock shows twice as well.

    For deadlines: nobody should have to guess which of the two was meant.
    """
    first = from_zone(wall, zone)
    second = wall.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(UTC)
    if first != second:
        raise WrongInput(
            N_("That time comes twice: the clocks go back over it. Choose one an hour away.")
        )
    return first
