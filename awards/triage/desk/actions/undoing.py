"""Taking a step back: everything as it was before, or nothing."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import Actor
from awards.mail.models import MailState
from awards.nominations.models import Nomination
from awards.programmes.models import Edition
from awards.triage import actions as triage
from awards.triage import queries as triage_queries
from awards.triage import reversals
from awards.triage.desk import rules
from awards.triage.desk.actions.notes import assign
from awards.triage.desk.actions.steps import Item, references
from awards.triage.desk.models import DeskStep, StepKind
from awards.triage.desk.queries import note_of


def undo_step(
    session: Session, step: DeskStep, edition: Edition, *, by: Actor, at: datetime
) -> bool:
    """Take a step back; False when that has been done.

    Raises UndoTooLate after half an hour, UndoMoved when one of them is no longer as the step
    left it, or when a letter about it has gone.
    """
    session.refresh(step, with_for_update=True)
    if step.undone_at is not None:
        return False
    rules.require_undoable(step.done_at, at)
    ids = [item["id"] for item in step.items]
    reversals.lock_edition(session, edition)
    nominations = {one.id: one for one in triage_queries.nominations_for(session, by, ids)}
    has_stayed, take_back = _WAYS[step.kind]
    moved = [
        nominations[item["id"]]
        for item in step.items
        if not has_stayed(session, nominations[item["id"]], item)
    ]
    if moved:
        raise rules.UndoMoved(names=references(moved))
    for item in step.items:
        take_back(session, nominations[item["id"]], item, by, at)
    step.undone_at, step.undone_by_id = at, by.person_id
    session.flush()
    record(
        session,
        "desk.step-undone",
        subject=f"edition:{edition.id}",
        by=by,
        at=at,
        programme_id=edition.programme_id,
        step_id=step.id,
        kind=step.kind.value,
        nominations=len(step.items),
    )
    return True


def _verdict_stayed(session: Session, nomination: Nomination, item: Item) -> bool:
    """Say whether the verdict is the step's own, nothing was made of it, and no letter has gone."""
    candidate = triage_queries.candidate_of(session, nomination.id)
    if candidate is None or triage.verdict_mark(candidate) != item["after"]:
        return False
    if triage_queries.copies_of(session, candidate.id).versions:
        return False
    return all(mail.state is MailState.HELD for mail in reversals.letters_on(session, nomination))


def _verdict_back(
    session: Session, nomination: Nomination, item: Item, by: Actor, at: datetime
) -> None:
    del item
    reversals.take_verdict_back(session, nomination, by=by, at=at)


def _assignee_stayed(session: Session, nomination: Nomination, item: Item) -> bool:
    note = note_of(session, nomination.id)
    return bool((note.assignee_id if note else None) == item["after"])


def _assignee_back(
    session: Session, nomination: Nomination, item: Item, by: Actor, at: datetime
) -> None:
    assign(session, nomination, item["before"], by=by, at=at)


def _copy_stayed(session: Session, nomination: Nomination, item: Item) -> bool:
    candidate = triage_queries.candidate_of(session, nomination.id)
    if candidate is None:
        return False
    versions = triage_queries.copies_of(session, candidate.id).versions
    return [triage.copy_mark(copy) for copy in versions] == [item["after"]]


def _copy_back(
    session: Session, nomination: Nomination, item: Item, by: Actor, at: datetime
) -> None:
    del item
    candidate = triage_queries.candidate_of(session, nomination.id)
    assert candidate is not None  # it has stayed
    reversals.discard_copy(
        session, triage_queries.copy_case_of(session, by, candidate.id), by=by, at=at
    )


_Stayed = Callable[[Session, Nomination, Item], bool]
_Back = Callable[[Session, Nomination, Item, Actor, datetime], None]
_WAYS: dict[StepKind, tuple[_Stayed, _Back]] = {
    StepKind.ACCEPT: (_verdict_stayed, _verdict_back),
    StepKind.REFUSE: (_verdict_stayed, _verdict_back),
    StepKind.ASSIGN: (_assignee_stayed, _assignee_back),
    StepKind.PREPARE: (_copy_stayed, _copy_back),
}
