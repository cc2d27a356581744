"""The deadline on a juror's pages: how long is left on the last day, and what came too late."""

from dataclasses import dataclass
from datetime import datetime

from awards.programmes.models import Edition
from awards.scoring.opened import Opened
from awards.scoring.queries import Sheet
from awards.scoring.rules import CameTooLate, is_last_day
from awards.web.i18n import clock_to_the_second


@dataclass(frozen=True)
class Countdown:
    """The last day's deadline, by the server's clock."""

    closes_at: datetime
    at: datetime

    @property
    def seconds(self) -> int:
        """How long is left; a page counts down from here, whatever its own clock says."""
        return int((self.closes_at - self.at).total_seconds())


def countdown(edition: Edition, at: datetime) -> Countdown | None:
    """Return what is left on the last day, none before and after it."""
    closes_at = edition.scoring_closes_at
    return Countdown(closes_at, at) if is_last_day(closes_at, at) else None


def too_late(sheet: Sheet | Opened, at: datetime) -> CameTooLate:
    """Return what to say about a change that arrived after the deadline, to the second."""
    if isinstance(sheet, Sheet):
        closes_at = sheet.award.edition.scoring_closes_at
        zone = sheet.award.edition.programme.time_zone
    else:
        zone = sheet.zone
        closes_at = sheet.schedule.scoring_closes_at if sheet.schedule else at
    return CameTooLate(
        closed=clock_to_the_second(closes_at, zone), came=clock_to_the_second(at, zone)
    )
