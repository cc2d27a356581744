"""Addresses, completeness and versions of score sheets. Pure."""

import base64
import hashlib
from collections.abc import Collection, Mapping
from functools import cache, lru_cache

from awards.core.errors import Closed, Conflict, WrongInput
from awards.core.ids import ALPHABET
from awards.core.languages import N_
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
