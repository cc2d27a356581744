"""May a candidate go to another award? Pure."""

from awards.core.errors import Closed, Conflict, WrongInput
from awards.core.languages import N_
from awards.nominations.models import NominationState
from awards.programmes.models import Award, Phase

_BEFORE_SCORING = frozenset({Phase.UPCOMING, Phase.NOMINATING, Phase.TRIAGE})


class RoundBegun(Closed):
    """The jury of its award reads already."""

    message = N_("Scoring has begun, so a candidate stays in the award it is in.")


class TargetClosed(Closed):
    """The other award's jury reads already, or the award is in the archive."""

    message = N_("That award takes no more candidates. Choose another one.")


class NotThere(WrongInput):
    """No award of this edition, or the one it is in."""

    message = N_("Choose another award of this round.")


class ReasonMissing(WrongInput):
    """A move is kept with its reason."""

    message = N_("Write why it fits better there. The reason is kept.")


class NotStanding(Conflict):
    """Withdrawn, or not confirmed."""

    message = N_("Only a nomination that is confirmed and not withdrawn can be moved.")


class MovedMeanwhile(Conflict):
    """Somebody else moved it first."""

    message = N_("Somebody has moved it since you opened the page. Look at it first.")


def may_leave(phase: Phase) -> bool:
    """Say whether candidates of an award in this phase can still be moved."""
    return phase in _BEFORE_SCORING


def takes(award: Award, phase: Phase) -> bool:
    """Say whether an award still takes candidates from others."""
    return award.archived_at is None and phase in _BEFORE_SCORING


def require_movable(state: NominationState, here: Phase, target: Award, there: Phase) -> None:
    """Raise NotStanding, RoundBegun or TargetClosed."""
    if state is not NominationState.RECEIVED:
        raise NotStanding
    if not may_leave(here):
        raise RoundBegun
    if not takes(target, there):
        raise TargetClosed
