"""What can be done to many at once, what is left out and why, and what can be taken back. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from awards.core.errors import Conflict, WrongInput
from awards.core.languages import N_
from awards.programmes.models import Phase
from awards.triage.desk.models import FindingAnswer, KeptFinding, StepKind
from awards.triage.findings import Finding, FindingKind
from awards.triage.models import IneligibleReason, Verdict
from awards.triage.rules import Facts, Judgement, may_copy, may_judge

UNDO_FOR = timedelta(minutes=30)
"""So long a step can be taken back."""
MOST_AT_ONCE = 500
LONGEST_NOTE = 5000
LONGEST_NAME = 60
MOST_VIEWS = 30


class NoteChanged(Conflict):
    """A colleague wrote on the desk's note in the meantime."""

    message = N_(
        "A colleague has changed the note since you opened the page. Yours is still here, theirs"
        " stands beside it. Save again to keep yours."
    )


class FindingMoved(Conflict):
    """The finding is no longer what the page showed."""

    message = N_("The nomination has changed, and so has what the rules find. Look at it again.")


class FindingsOpen(Conflict):
    """Nobody takes part while a finding waits for a person's word."""

    message = N_("A finding is open. Say first whether it is so.")


class StepMoved(Conflict):
    """What the preview showed is no longer so."""

    message = N_(
        "Something has changed since you looked. Nothing is done yet: this is how it is now."
    )


class UndoTooLate(Conflict):
    """The time for taking it back is over."""

    message = N_(
        "It can be taken back for half an hour. That time is over; change them one by one."
    )


class UndoMoved(Conflict):
    """Somebody has gone on with some of them."""

    message = N_(
        "Somebody has gone on with %(names)s since. Nothing was taken back: change them one by one."
    )


class TooManyViews(Conflict):
    """There is a most of everything."""

    message = N_("You have 30 views. Take one away before you save another.")


# Findings and what people said to them.


@dataclass(frozen=True)
class Standing:
    """A finding that stands, and a person's word on it if there is one."""

    finding: Finding
    mark: str
    kept: KeptFinding | None = None
    answered_by: str = ""

    @property
    def answer(self) -> FindingAnswer | None:
        """The word that holds."""
        holds = self.kept is not None and self.kept.answered_mark == self.mark
        return self.kept.answer if holds and self.kept else None

    @property
    def asks_again(self) -> bool:
        """Whether there was an answer, to something that has changed since."""
        return self.kept is not None and self.kept.answer is not None and self.answer is None


def standings(
    findings: Iterable[Finding],
    version: int,
    kept: Mapping[FindingKind, KeptFinding],
    names: Mapping[FindingKind, str] | None = None,
) -> list[Standing]:
    """Return the findings of one nomination with what was said to them, and by whom."""
    by = names or {}
    return [
        Standing(one, one.mark(version), kept.get(one.kind), by.get(one.kind, ""))
        for one in findings
    ]


def overruled(found: Iterable[Standing]) -> frozenset[FindingKind]:
    """Return what a person has said does not count, with a reason."""
    return frozenset(one.finding.kind for one in found if one.answer is FindingAnswer.OVERRULED)


def still_open(found: Iterable[Standing], note: str) -> int:
    """Return how many findings nobody has answered, when a yes comes with this note.

    Why it came late is asked of whoever registers it or says yes, and so never open here; a
    note says who a winner's namesake is.
    """
    answered = {FindingKind.LATE, *({FindingKind.WON_BEFORE} if note.strip() else ())}
    return sum(one.answer is None and one.finding.kind not in answered for one in found)


def require_answered(found: Iterable[Standing], judgement: Judgement) -> None:
    """Raise FindingsOpen for a yes to a nomination with a finding that nobody has answered."""
    if judgement.verdict is Verdict.ELIGIBLE and still_open(found, judgement.note):
        raise FindingsOpen


def alone(nomination_id: str = "") -> str:
    """Return how the key begins of a step that is one nomination's first verdict."""
    return f"alone:{nomination_id}:" if nomination_id else "alone:"


_REASON_OF = {
    FindingKind.SELF_NOMINATION: IneligibleReason.SELF_NOMINATION,
    FindingKind.OTHER_ORGANISATION: IneligibleReason.ORGANISATION_NOT_ELIGIBLE,
    FindingKind.LATE: IneligibleReason.LATE,
    FindingKind.KIND_NOT_ASKED: IneligibleReason.WRONG_AWARD,
    FindingKind.TOO_SHORT: IneligibleReason.TOO_THIN,
}


def suggested_reason(standing: Standing) -> IneligibleReason | None:
    """Return the verdict's reason that follows from a finding somebody has said is right."""
    accepted = standing.answer is FindingAnswer.ACCEPTED
    return _REASON_OF.get(standing.finding.kind, IneligibleReason.OTHER) if accepted else None


def require_reason(answer: FindingAnswer, reason: str) -> None:
    """Raise WrongInput when a finding is overruled without a word."""
    if answer is FindingAnswer.OVERRULED and not reason.strip():
        raise WrongInput(N_("Write why it does not count here."))


# Steps for many at once.


class Skip(StrEnum):
    """Why one is left out of a step; the first that holds."""

    WITHDRAWN = "withdrawn"
    UNCONFIRMED = "unconfirmed"
    JUDGED = "judged"
    CLOSED = "closed"
    OPEN_FINDING = "open-finding"
    ACCEPTED_FINDING = "accepted-finding"
    NOT_TAKING_PART = "not-taking-part"
    HAS_COPY = "has-copy"
    SAME_CANDIDATE = "same-candidate"


@dataclass(frozen=True)
class Chosen:
    """One that was chosen for a step, with what decides whether it is done."""

    id: str
    nominee: str
    reference: str
    facts: Facts
    phase: Phase
    candidate_id: str | None = None
    answers: tuple[FindingAnswer | None, ...] = ()
    """What was said to each of its findings."""


def skip_for(kind: StepKind, one: Chosen) -> Skip | None:
    """Return why a step leaves one out; none when it is done."""
    if one.facts.nomination.value == Skip.WITHDRAWN.value:
        return Skip.WITHDRAWN
    if kind is StepKind.ASSIGN:
        return None
    if one.facts.nomination.value == Skip.UNCONFIRMED.value:
        return Skip.UNCONFIRMED
    return _skip_copy(one) if kind is StepKind.PREPARE else _skip_verdict(kind, one)


def _skip_copy(one: Chosen) -> Skip | None:
    if one.facts.verdict is None or one.facts.verdict.value != "eligible":
        return Skip.NOT_TAKING_PART
    if one.facts.approved or one.facts.drafted:
        return Skip.HAS_COPY
    return None if may_copy(one.phase) else Skip.CLOSED


def _skip_verdict(kind: StepKind, one: Chosen) -> Skip | None:
    if one.facts.verdict is not None:
        return Skip.JUDGED
    if not may_judge(one.facts, one.phase):
        return Skip.CLOSED
    if kind is StepKind.REFUSE:
        return None
    if None in one.answers:
        return Skip.OPEN_FINDING
    return Skip.ACCEPTED_FINDING if FindingAnswer.ACCEPTED in one.answers else None


@dataclass(frozen=True)
class Plan:
    """What a step will do to which, and what it leaves out and why."""

    kind: StepKind
    done: tuple[Chosen, ...]
    skipped: tuple[tuple[Skip, tuple[Chosen, ...]], ...]

    @property
    def ids(self) -> list[str]:
        """The ids of those it is done to."""
        return [one.id for one in self.done]


def plan(kind: StepKind, chosen: Collection[Chosen]) -> Plan:
    """Sort out what a step does. Several nominations of a candidate are judged, copied once."""
    done: list[Chosen] = []
    skipped: dict[Skip, list[Chosen]] = {}
    candidates: set[str] = set()
    for one in chosen:
        why = skip_for(kind, one)
        if why is None and kind is not StepKind.ASSIGN and one.candidate_id in candidates:
            why = Skip.SAME_CANDIDATE
        if why is not None:
            skipped.setdefault(why, []).append(one)
            continue
        done.append(one)
        if one.candidate_id:
            candidates.add(one.candidate_id)
    order = [(why, tuple(skipped[why])) for why in Skip if why in skipped]
    return Plan(kind, tuple(done), tuple(order))


def undo_until(done_at: datetime) -> datetime:
    """Return until when a step can be taken back."""
    return done_at + UNDO_FOR


def require_undoable(done_at: datetime, at: datetime) -> None:
    """Raise UndoTooLate after half an hour."""
    if at > undo_until(done_at):
        raise UndoTooLate
