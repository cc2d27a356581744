"""May a verdict or a copy change, and where does a nomination stand? Pure."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from awards.core.errors import Closed, Conflict, WrongInput
from awards.core.ids import ALPHABET
from awards.core.languages import N_
from awards.nominations.models import NominationState
from awards.programmes.models import Phase
from awards.triage.models import IneligibleReason, Verdict


class TriageState(StrEnum):
    """Where a nomination stands for the coordinator: exactly one, first what waits."""

    TO_LOOK_AT = "to-look-at"
    LATE = "late"
    WITHOUT_COPY = "without-copy"
    TO_APPROVE = "to-approve"
    READY = "ready"
    INELIGIBLE = "ineligible"
    UNCONFIRMED = "unconfirmed"
    WITHDRAWN = "withdrawn"


TextLanguage = Literal["sv", "nb", "en"]
"""A language that texts are masked in."""


class AlreadyJudged(Conflict):
    """Another tab or colleague gave a verdict in the meantime."""

    message = N_("Somebody has given another verdict since you opened the page. Look at it first.")


class CopyChanged(Conflict):
    """Another tab or colleague saved the copy in the meantime."""

    message = N_(
        "Somebody has saved this copy since you opened it. Your text is still here; theirs is"
        " shown beside it. Save again to keep yours."
    )


class MarkGone(CopyChanged):
    """The copy has no such mark any more."""

    message = N_(
        "This mark is gone: the copy has changed since you opened it. Go on with the next."
    )


class MarksLeft(Conflict):
    """A copy is to be approved before everything marked in it was looked at."""

    message = N_("Some words are still marked. Look at each of them, then approve.")


class TextRewritten(Conflict):
    """A copy is to be approved that was made from what is no longer written."""

    message = N_(
        "The nominator has changed the text since the copy was made. Start again from the"
        " original, or say that the copy may stay as it is."
    )


class NothingToCopy(Conflict):
    """A copy is asked of a candidate that does not take part."""

    message = N_("Only a nomination that takes part gets a juror copy.")


class VerdictClosed(Closed):
    """It is too late for another verdict."""

    message = N_("Scoring has begun, so the verdict cannot change any more.")


class CopyClosed(Closed):
    """It is too late for another text."""

    message = N_("Scoring is over, so the text the jury has read cannot change any more.")


_BEFORE_SCORING = frozenset({Phase.UPCOMING, Phase.NOMINATING, Phase.TRIAGE})
_BEFORE_DELIBERATION = _BEFORE_SCORING | {Phase.SCORING}


@dataclass(frozen=True)
class Facts:
    """What the state of a nomination follows from."""

    nomination: NominationState
    late: bool = False
    verdict: Verdict | None = None
    approved: bool = False
    drafted: bool = False


def state_of(facts: Facts) -> TriageState:
    """Return where a nomination stands. `queries.state_column` says the same in SQL."""
    if facts.nomination is NominationState.WITHDRAWN:
        return TriageState.WITHDRAWN
    if facts.nomination is NominationState.UNCONFIRMED:
        return TriageState.UNCONFIRMED
    if facts.verdict is None:
        return TriageState.LATE if facts.late else TriageState.TO_LOOK_AT
    if facts.verdict is Verdict.INELIGIBLE:
        return TriageState.INELIGIBLE
    if facts.approved:
        return TriageState.READY
    return TriageState.TO_APPROVE if facts.drafted else TriageState.WITHOUT_COPY


@dataclass(frozen=True)
class Judgement:
    """A verdict as the coordinator gives it."""

    verdict: Verdict
    reason: IneligibleReason | None = None
    note: str = ""


def may_judge(facts: Facts, phase: Phase) -> bool:
    """Say whether a verdict can be given, or changed, now.

    The first verdict can still be given while the jury scores, so that a late nomination is
    never left without an answer; another one only before.
    """
    if facts.nomination is not NominationState.RECEIVED:
        return False
    return phase in (_BEFORE_DELIBERATION if facts.verdict is None else _BEFORE_SCORING)


def require_judgeable(facts: Facts, phase: Phase) -> None:
    """Raise VerdictClosed, or Conflict with the reason, when no verdict can be given now."""
    if facts.nomination is NominationState.WITHDRAWN:
        raise Conflict(N_("The nomination has been withdrawn, so there is nothing to decide."))
    if facts.nomination is NominationState.UNCONFIRMED:
        raise Conflict(N_("The nominator has not confirmed it yet, so it does not count yet."))
    if not may_judge(facts, phase):
        raise VerdictClosed


def missing_words(judgement: Judgement, *, late: bool, ruled_out: bool = False) -> dict[str, str]:
    """Return field → what still has to be written for a verdict; empty when it is complete.

    Whoever has won before and is `ruled_out` can take part only when a person writes that it is
    somebody else: a name is not proof.
    """
    if judgement.verdict is Verdict.ELIGIBLE:
        if judgement.note or not (late or ruled_out):
            return {}
        if not ruled_out:
            return {"note": N_("Write why it is accepted although it came late.")}
        return {
            "note": N_(
                "Somebody with that name has won before, and here that rules it out. If it is"
                " somebody else, write how you know."
            )
        }
    if judgement.reason is None:
        return {"reason": N_("Choose why it cannot take part.")}
    if judgement.reason is IneligibleReason.OTHER and not judgement.note:
        return {"note": N_("Write why, when none of the reasons fits.")}
    return {}


def require_words(judgement: Judgement, *, late: bool, ruled_out: bool = False) -> None:
    """Raise WrongInput unless the verdict carries the words it needs."""
    for message in missing_words(judgement, late=late, ruled_out=ruled_out).values():
        raise WrongInput(message)


def may_copy(phase: Phase) -> bool:
    """Say whether a juror copy can still change: a slip found during scoring must be mendable."""
    return phase in _BEFORE_DELIBERATION


def require_copyable(verdict: Verdict | None, phase: Phase) -> None:
    """Raise NothingToCopy or CopyClosed when no juror copy can be made or changed now."""
    if verdict is not Verdict.ELIGIBLE:
        raise NothingToCopy
    if not may_copy(phase):
        raise CopyClosed


_LETTERS = "".join(c for c in ALPHABET.upper() if c.isalpha() and c not in "AEY")
_DIGITS = "23456789"
_PAIRS = [a + b for a in _LETTERS for b in _LETTERS if a != b and a + b not in {"NS", "KZ"}]
CODE_NAMES = tuple(pair + digit for pair in _PAIRS for digit in _DIGITS)
"""Two letters and a digit: short to say in a meeting, and no word can be read in it."""


def draw_code_name(taken: Collection[str]) -> str:
    """Return a random code name that is not taken: it tells neither order nor number."""
    free = sorted(set(CODE_NAMES).difference(taken))
    if not free:
        raise Conflict(N_("This award has no code names left."))
    return secrets.choice(free)
