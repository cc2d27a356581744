"""May nominations be merged or taken out again, and what becomes of their verdicts? Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from awards.core.errors import Closed, Conflict, WrongInput
from awards.core.languages import N_
from awards.nominations.models import NominationState
from awards.programmes.models import Phase
from awards.triage.models import IneligibleReason, Verdict

BEFORE_SCORING = frozenset({Phase.UPCOMING, Phase.NOMINATING, Phase.TRIAGE})


class ScoringOver(Closed):
    """It is too late to say who is whom."""

    message = N_("Scoring is over, so candidates can no longer be merged or taken apart.")


class Scored(Conflict):
    """A juror has begun a sheet; what it is about must not change under their hands."""

    message = N_(
        "The jury has begun to score %(name)s, so its nominations stay as they are. What is scored"
        " must be what was read."
    )


class ReasonMissing(WrongInput):
    """What is done late, or to a late one, needs words."""

    message = N_("Write why. Scoring has begun, and the reason is kept.")


class LateNeedsReason(ReasonMissing):
    """Merging lets a late nomination take part."""

    message = N_("One of them came late. Write why it is accepted; the reason is kept.")


class TooFew(WrongInput):
    """One nomination alone is nobody's twin."""

    message = N_("Choose at least two that belong together.")


class OtherAward(Conflict):
    """Only nominations for the same award can be one candidate."""

    message = N_("They are for different awards. Move one of them first, then merge.")


class NotStanding(Conflict):
    """Withdrawn or never confirmed."""

    message = N_("One of them has been withdrawn or is not confirmed. Look again.")


class LastOne(Conflict):
    """A candidate needs somebody who nominates it."""

    message = N_("At least one nomination has to stay with the candidate.")


class LookAgain(Conflict):
    """What the page showed is no longer so."""

    message = N_("Something has changed since you opened the page. Look again.")


@dataclass(frozen=True)
class Part:
    """One of those to be merged: a candidate with its nominations, or a nomination alone."""

    candidate_id: str | None
    nominations: tuple[str, ...]
    verdict: Verdict | None = None
    reason: IneligibleReason | None = None
    late: bool = False
    """Whether a nomination of it came late and nobody has accepted it yet."""


def require_open(phase: Phase, scored: Collection[str], reason: str) -> None:
    """Raise unless candidates may be put together or taken apart now.

    Freely until scoring begins; then with a reason, and only where nobody has begun a sheet.
    `scored` are the code names of the candidates concerned that somebody has begun to score.
    """
    if phase in BEFORE_SCORING:
        return
    if phase is not Phase.SCORING:
        raise ScoringOver
    if scored:
        raise Scored(name=min(scored))
    if not reason.strip():
        raise ReasonMissing


def needs_reason(phase: Phase, parts: Sequence[Part]) -> bool:
    """Say whether merging these asks for words."""
    return phase not in BEFORE_SCORING or _lets_late_in(parts)


def require_reason_for_late(parts: Sequence[Part], reason: str) -> None:
    """Raise LateNeedsReason when a late one would slip in beside one that takes part."""
    if _lets_late_in(parts) and not reason.strip():
        raise LateNeedsReason


def _lets_late_in(parts: Sequence[Part]) -> bool:
    return merged_verdict(parts)[0] is Verdict.ELIGIBLE and any(part.late for part in parts)


def require_standing(states: Collection[NominationState]) -> None:
    """Raise NotStanding unless all are confirmed and not withdrawn."""
    if any(state is not NominationState.RECEIVED for state in states):
        raise NotStanding


def merged_verdict(
    parts: Sequence[Part],
) -> tuple[Verdict | None, IneligibleReason | None]:
    """Return the verdict of the whole; none when a person has to look again.

    One that takes part takes those along that nobody has judged. Two words that differ, or a
    refusal that does not stand for all, wait for a new verdict: with both texts it may differ.
    """
    given = {(part.verdict, part.reason) for part in parts if part.verdict is not None}
    if given == {(Verdict.ELIGIBLE, None)}:
        return Verdict.ELIGIBLE, None
    if len(given) == 1 and all(part.verdict is not None for part in parts):
        return next(iter(given))
    return None, None


def keeper(parts: Sequence[Part]) -> Part | None:
    """Return the part whose code name stays: the one with most texts; none when none has one."""
    named = [part for part in parts if part.candidate_id is not None]
    return max(named, key=lambda p: (len(p.nominations), p.candidate_id or ""), default=None)
