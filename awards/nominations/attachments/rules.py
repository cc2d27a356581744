"""How many files of which kind, until when, and which go when a nomination is withdrawn. Pure."""

from collections.abc import Collection
from datetime import datetime, timedelta

from awards.core.errors import Conflict, WrongInput
from awards.core.languages import N_
from awards.files.inspection import Refused
from awards.files.inspection.refusals import NOT_HERE
from awards.files.kinds import LARGEST, FileKind
from awards.nominations.arrival import late_on_arrival
from awards.nominations.models import Nomination, NominationState
from awards.nominations.rules import late_at, require_changeable
from awards.programmes.models import Award, Phase
from awards.programmes.rules import phase_of
from awards.programmes.settings import Rules

ROOM = 3 * LARGEST + 2 * 1024 * 1024
"""Bytes of one form with its files, where they come along with it."""
MOST_WAITING = 4 * 1024**3
"""Bytes of all files that wait for their forms to be sent: nobody fills the disk with forms."""
WAITS = timedelta(days=2)
"""How long a file waits for its form to be sent, where no draft is kept of that."""


class TooMany(WrongInput):
    """An award takes fewer files."""

    message = N_("In this award there are at most %(most)s files. Remove another one first.")


class NoRoom(Conflict):
    """Too many files wait already, of everybody."""

    message = N_("We cannot take more files right now. Send the text, and add the file tomorrow.")


def takes_files(rules: Rules) -> bool:
    """Say whether an award takes files at all."""
    return rules.attachments_most > 0


def require_room(rules: Rules, there: Collection[object]) -> None:
    """Raise TooMany when one more file is too many beside those that are there."""
    if len(there) >= rules.attachments_most:
        raise TooMany(most=rules.attachments_most)


def require_kind(rules: Rules, kind: FileKind) -> None:
    """Raise Refused when an award does not take this kind of file."""
    if kind not in rules.attachment_kinds:
        raise Refused(NOT_HERE)


def require_open(
    award: Award, nomination: Nomination | None, at: datetime, *, by_hand: bool = False
) -> None:
    """Raise Closed, or Withdrawn, when files can no longer come or go.

    As long as its form may be sent; once it is confirmed, as long as it may be changed. What is
    registered `by_hand` may come until scoring closes.
    """
    if by_hand:
        late_on_arrival(award, at, at)
        return
    if nomination is None or nomination.state is NominationState.UNCONFIRMED:
        late_at(award, at)
        return
    require_changeable(nomination, at)


def goes_with_withdrawal(award: Award, at: datetime) -> bool:
    """Say whether a withdrawn nomination's files go at once, as the nominator could remove them.

    After the deadline they are part of what was handled, and stay as long as the text does.
    """
    return phase_of(award, at) is Phase.NOMINATING
