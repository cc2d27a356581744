"""The demo's dates: made from today, so that the asked phase is always the current one."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from awards.core.clock import from_zone, to_zone
from awards.programmes.models import Phase

_DAYS: dict[Phase, tuple[int, int, int, int]] = {
    Phase.NOMINATING: (-24, 12, 26, 47),
    Phase.TRIAGE: (-44, -4, 10, 31),
    Phase.SCORING: (-58, -24, -12, 9),
    Phase.DELIBERATION: (-76, -42, -26, -4),
    Phase.ANNOUNCED: (-96, -62, -46, -24),
}
"""Days from today to: nominations open, close, scoring opens, closes."""

LAST_YEAR = tuple(day - 365 for day in _DAYS[Phase.ANNOUNCED])
PHASES = tuple(_DAYS)


@dataclass(frozen=True)
class Dates:
    """The moments an edition turns on, in UTC."""

    opens: datetime
    closes: datetime
    scoring_opens: datetime
    scoring_closes: datetime

    @property
    def decided(self) -> datetime:
        """When the deciding body meets."""
        return self.scoring_closes + timedelta(days=9, hours=-6)

    @property
    def announced(self) -> datetime:
        """When the embargo lifts."""
        return self.scoring_closes + timedelta(days=20, hours=-10)


def _at(now: datetime, days: int, wall: time, zone: str) -> datetime:
    """Return a wall-clock time so many days from today."""
    day = to_zone(now, zone).date() + timedelta(days=days)
    return from_zone(datetime.combine(day, wall), zone)


def dates_from(now: datetime, days: tuple[int, ...], zone: str) -> Dates:
    """Turn four offsets in days into moments: open at eight, close a minute before midnight."""
    opens, closes, scoring, ends = days
    morning, night = time(8, 0), time(23, 59)
    return Dates(
        _at(now, opens, morning, zone),
        _at(now, closes, night, zone),
        _at(now, scoring, morning, zone),
        _at(now, ends, night, zone),
    )


def dates_of(phase: Phase, now: datetime, zone: str) -> Dates:
    """Return this year's dates when the edition is to stand in `phase` now."""
    return dates_from(now, _DAYS[phase], zone)
