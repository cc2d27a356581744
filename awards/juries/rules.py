"""What may be stated about a candidate, by whom, and what it means. Pure."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum, auto

from awards.core.errors import Closed, Conflict, WrongInput
from awards.core.languages import N_
from awards.juries.models import LISTENING, Answer, Ground, SeatRole
from awards.programmes.models import Award, Phase
from awards.programmes.rules import phase_of
from awards.triage.closeness import Closeness


class Change(Enum):
    """What can change about a jury."""

    SEATS = auto()
    STATEMENTS = auto()
    RESOLUTIONS = auto()


_AFTERWARDS = frozenset({Phase.DECIDED, Phase.ANNOUNCED})
_UNTIL_DECIDED = frozenset(Phase) - _AFTERWARDS
OPEN_IN: Mapping[Change, frozenset[Phase]] = {
    Change.SEATS: _UNTIL_DECIDED,
    Change.STATEMENTS: _UNTIL_DECIDED - {Phase.UPCOMING, Phase.NOMINATING},
    Change.RESOLUTIONS: _UNTIL_DECIDED,
}
"""When each may change. A decision stands on the jury it had; texts come after nominating."""


class JuryClosed(Closed):
    """The decision stands on this panel and on what it stated."""

    message = N_("The decision is recorded, so the panel and its conflicts can no longer change.")


class GroundMissing(WrongInput):
    """A conflict, or the suspicion of one, without its ground."""

    message = N_("Say what the connection is, so that the coordinator can judge it.")


class NoVote(Conflict):
    """A seat that votes, for somebody who may only listen."""

    message = N_(
        "A secretary or adviser does not vote. Give them a seat as secretary or adviser, "
        "or the role of juror first."
    )


class Busy(Conflict):
    """A seat that hangs together with somebody's stepping out."""

    message = N_(
        "Somebody has stepped out here, and somebody may stand in for them. Let them come back "
        "first; then the seat can change."
    )


def require_dates(begins_at: datetime | None, ends_at: datetime | None) -> None:
    """Raise WrongInput unless somebody is appointed for some time."""
    if begins_at is not None and ends_at is not None and ends_at <= begins_at:
        raise WrongInput(N_("The last day cannot be before the first."))


def may_have(seat: SeatRole, may_vote: bool | None) -> bool:
    """Say whether somebody may have a seat: `may_vote` is None without a role in the jury."""
    return bool(may_vote) or (may_vote is not None and seat in LISTENING)


def require_vote(seat: SeatRole, *, may_vote: bool) -> None:
    """Raise NoVote for a seat that votes, or may come to, and somebody who does not."""
    if not may_have(seat, may_vote):
        raise NoVote


class OnlyTheCoordinator(Conflict):
    """A juror wants to take back a conflict."""

    message = N_(
        "You have said that you are conflicted. Only the coordinator can change that; "
        "write to them if it was a mistake."
    )


class CoordinatorLooksAtIt(OnlyTheCoordinator):
    """A juror wants to say "none" where a possible conflict waits for the coordinator."""

    message = N_(
        "The coordinator looks at this one first. Only they can say that there is no conflict; "
        "write to them if you know more."
    )


GROUND_OF: Mapping[Closeness, Ground] = {
    Closeness.IS_NOMINEE: Ground.IS_NOMINEE,
    Closeness.NOMINATED_IT: Ground.NOMINATED_IT,
    Closeness.NAMED_PERSON: Ground.FAMILY_OR_FRIEND,
    Closeness.MANAGES: Ground.MANAGER,
    Closeness.MANAGED_BY: Ground.MANAGER,
    Closeness.SAME_UNIT: Ground.SAME_UNIT,
    Closeness.NAMED_UNIT: Ground.OTHER,
    Closeness.SAME_NAME_AND_UNIT: Ground.FAMILY_OR_FRIEND,
    Closeness.WON_TOGETHER: Ground.WORKED_TOGETHER,
}
"""What on file connects somebody with a candidate → the ground it would be."""


def ground_kept(answer: Answer, ground: Ground | None) -> Ground | None:
    """Return the ground that belongs to an answer: none without a conflict.

    Raises GroundMissing for an answer other than "none" that gives no ground.
    """
    if answer is Answer.NONE:
        return None
    if ground is None:
        raise GroundMissing
    return ground


def require_own_change(before: Answer | None, after: Answer) -> None:
    """Raise OnlyTheCoordinator when a juror would take back a stated or possible conflict.

    A juror may always become more careful, never less: the coordinator lifts it.
    """
    if before is Answer.CONFLICTED and after is not Answer.CONFLICTED:
        raise OnlyTheCoordinator
    if before is Answer.UNSURE and after is Answer.NONE:
        raise CoordinatorLooksAtIt


def require_resolution(answer: Answer) -> None:
    """Raise WrongInput unless the answer settles the matter: a coordinator is not unsure."""
    if answer is Answer.UNSURE:
        raise WrongInput(N_("Decide: conflicted, or not."))


def is_open(award: Award, at: datetime, change: Change) -> bool:
    """Say whether something about an award's jury may change now."""
    return phase_of(award, at) in OPEN_IN[change]


def require_open(award: Award, at: datetime, change: Change) -> None:
    """Raise JuryClosed once the award is decided, Closed when it is too early."""
    if is_open(award, at, change):
        return
    raise JuryClosed if phase_of(award, at) in _AFTERWARDS else Closed
