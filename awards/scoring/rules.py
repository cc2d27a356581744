"""Addresses, completeness and versions of score sheets. Pure."""

import base64
import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from itertools import pairwise
from statistics import median

from awards.core.errors import Closed, Conflict, WrongInput
from awards.core.ids import ALPHABET
from awards.core.languages import N_
from awards.programmes.schedule import Schedule
from awards.scoring.models import SheetState

Marks = Mapping[str, int | None]
"""Criterion id → score; None is an abstention. A criterion that is missing is not scored yet."""

ABSTAIN = "abstain"
"""What a form sends for an abstention."""
_ID_BYTES = 10
_KEPT = 65_536
"""So many addresses are kept: a large round's, 20 jurors times 1,000 candidates, three times."""
_OUR_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET)


class StaleSheet(Conflict):
    """The sheet was saved somewhere else after this page was opened."""

    message = N_("This sheet was changed in another tab or on another device meanwhile.")


class SheetClosed(Conflict):
    """The sheet is handed in."""

    message = N_("This sheet is handed in. It can no longer be changed.")


class NotComplete(WrongInput):
    """Criteria are missing on a sheet that is to be handed in."""

    message = N_("Score every criterion, or abstain from it, before you hand in.")


class NothingScored(WrongInput):
    """A sheet of abstentions alone."""

    message = N_(
        "Score at least one criterion. If you cannot judge this candidate, tell the coordinator."
    )


class ScoringOver(Closed):
    """The deadline has passed."""

    message = N_("Scoring has closed. What was saved before the deadline is kept.")


class CameTooLate(ScoringOver):
    """A change that was under way when the deadline passed; the moment it arrived decides."""

    message = N_(
        "Scoring closed at %(closed)s, and this change came at %(came)s: it does not count."
        " What was saved before is kept."
    )


def is_over(schedule: Schedule | None, at: datetime) -> bool:
    """Say whether scoring has closed."""
    return schedule is not None and at >= schedule.scoring_closes_at


DEFAULT_PACE = timedelta(minutes=10)
"""What a candidate takes until a juror's own pace is known: a page of text and six criteria."""
_PAUSE = timedelta(minutes=30)
"""A longer gap between two sheets is a pause, not reading."""
_FEWEST_GAPS = 3


def pace_of(saved: Iterable[datetime]) -> timedelta | None:
    """Return a juror's own median time for a candidate; none before it can be known.

    `saved` is when each sheet was last saved. The time for one is the gap to the one before it;
    gaps longer than half an hour are pauses, and three others are needed.
    """
    gaps = [after - before for before, after in pairwise(sorted(saved))]
    reading = [gap.total_seconds() for gap in gaps if gap <= _PAUSE]
    return timedelta(seconds=median(reading)) if len(reading) >= _FEWEST_GAPS else None


def late_from(closes_at: datetime, days: int) -> datetime | None:
    """Return from when on a juror with sheets left is late; none where nobody is."""
    return closes_at - timedelta(days=days) if days else None


def is_late(left: int, closes_at: datetime, at: datetime, *, days: int) -> bool:
    """Say whether a juror who still has so many sheets to hand in is late."""
    begins = late_from(closes_at, days)
    return left > 0 and (at >= closes_at or (begins is not None and at >= begins))


LAST_DAY = timedelta(days=1)


def is_last_day(closes_at: datetime, at: datetime) -> bool:
    """Say whether the deadline is ahead and less than a day away: then the time left is shown."""
    return at < closes_at <= at + LAST_DAY


@lru_cache(_KEPT)
def sheet_id(secret: str, person_id: str, candidate_id: str) -> str:
    """Return the address of a juror's sheet for a candidate: the same every time.

    It is known before the sheet is begun, so that opening one writes nothing, and it is random
    per juror (80 bits of a keyed BLAKE2s), so that it tells neither order nor identity and two
    jurors cannot compare addresses.
    """
    text = f"{person_id}\n{candidate_id}".encode()
    digest = hashlib.blake2s(text, key=_key(secret), digest_size=_ID_BYTES).digest()
    return base64.b32encode(digest).decode().translate(_OUR_LETTERS)


@cache
def _key(secret: str) -> bytes:
    """Return a key of the length that BLAKE2s takes, for a secret of any length."""
    return hashlib.sha256(secret.encode()).digest()


def is_complete(criteria: Collection[str], marks: Marks) -> bool:
    """Say whether every criterion has a score or an abstention, and one of them a score."""
    return set(criteria) <= set(marks) and any(marks[c] is not None for c in criteria)


def require_complete(criteria: Collection[str], marks: Marks) -> None:
    """Raise NotComplete or NothingScored unless a sheet can be handed in."""
    if not set(criteria) <= set(marks):
        raise NotComplete
    if not is_complete(criteria, marks):
        raise NothingScored


def require_open(state: SheetState) -> None:
    """Raise SheetClosed unless a sheet may still be changed."""
    if state is not SheetState.OPEN:
        raise SheetClosed


def state_after(*, free: bool, handed_in: bool) -> SheetState:
    """Return where a sheet stands once its juror is stated to be free of conflict, or not."""
    if not free:
        return SheetState.SEALED
    return SheetState.HANDED_IN if handed_in else SheetState.OPEN


def as_sent(mark: int | None) -> str:
    """Return a score as a form sends it."""
    return ABSTAIN if mark is None else str(mark)


class Reopening(StrEnum):
    """Why a juror opens a sheet again that is handed in."""

    MISTAKE = "mistake"
    MISREAD = "misread"
    COMPARED = "compared"
    OTHER = "other"
