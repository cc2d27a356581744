"""Who may step out, who may stand in, and whether enough are left. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from awards.core.errors import Conflict, WrongInput
from awards.core.languages import N_
from awards.juries.models import VOTING, Answer, SeatRole


class NotConflicted(Conflict):
    """Of one candidate somebody steps out because of a conflict, and there is none."""

    message = N_(
        "Somebody steps out of one candidate because of a conflict. Write the conflict down "
        "first, or let them step out of the whole award."
    )


class HasNoVote(Conflict):
    """Only who votes can step out."""

    message = N_("Only the chair or a member can step out: nobody else has a vote here.")


class NoSubstitute(Conflict):
    """Who is to stand in is no substitute here, or cannot be one now."""

    message = N_(
        "Choose a substitute of this panel who is appointed now and has no conflict with it."
    )


class ReasonMissing(WrongInput):
    """Nobody steps out without a reason on file."""

    message = N_("Write why they step out.")


def require_vote(seat: SeatRole) -> None:
    """Raise HasNoVote for a seat from which nobody can step out."""
    if seat not in VOTING:
        raise HasNoVote


def require_conflict(answer: Answer | None) -> None:
    """Raise NotConflicted unless a conflict is on file."""
    if answer is not Answer.CONFLICTED:
        raise NotConflicted


def require_reason(reason: str) -> None:
    """Raise ReasonMissing for an empty reason."""
    if not reason.strip():
        raise ReasonMissing


@dataclass(frozen=True)
class Left:
    """How many may judge something, and how many it takes."""

    able: int
    needed: int

    @property
    def few(self) -> bool:
        """Whether too few are left."""
        return self.able < self.needed


@dataclass(frozen=True)
class CandidateLeft:
    """A candidate whom not everybody on the panel may judge, or for whom somebody stands in."""

    candidate_id: str
    code_name: str
    left: Left
    out: tuple[tuple[str, Answer], ...]
    """Ids of those who vote on the panel and have a conflict, stated or possible: which."""
    standing_in: tuple[str, ...]


@dataclass(frozen=True)
class AwardLeft:
    """A panel after everybody who has stepped out."""

    left: Left
    chair: bool
    """Whether somebody chairs it now."""
    candidates: int
    """How many the jury can read."""
    touched: Sequence[CandidateLeft]

    @property
    def few(self) -> list[CandidateLeft]:
        """The candidates for which too few are left: all of them may be."""
        return [one for one in self.touched if one.left.few]

    @property
    def too_few(self) -> int:
        """In how many places too few are left: the panel itself, or some of its candidates.

        Where the jury has nothing to read yet, nobody is missed.
        """
        if not self.candidates:
            return 0
        return 1 if self.left.few else len(self.few)


def needed_jurors(quorum: int) -> int:
    """Return how many a panel needs: at least one, whatever the rules say."""
    return max(1, quorum)
