"""What may be stated about a candidate, by whom, and what it means. Pure."""

from awards.core.errors import Conflict, WrongInput
from awards.core.languages import N_
from awards.juries.models import Answer, Ground
from awards.programmes.models import Phase

STATING = (Phase.TRIAGE, Phase.SCORING, Phase.DELIBERATION)
"""When a juror may state a conflict: as soon as there are texts, until it is decided."""


class GroundMissing(WrongInput):
    """A conflict, or the suspicion of one, without its ground."""

    message = N_("Say what the connection is, so that the coordinator can judge it.")


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
