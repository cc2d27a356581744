"""One thing done to many at once: exactly what the preview showed, or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.errors import WrongInput
from awards.core.languages import N_
from awards.core.permissions import Actor
from awards.nominations.models import Nomination
from awards.programmes.models import Edition
from awards.triage import actions as triage
from awards.triage import queries as triage_queries
from awards.triage.desk import rules
from awards.triage.desk.actions.notes import assign, require_colleague
from awards.triage.desk.models import DeskStep, StepKind
from awards.triage.desk.queries import chosen_for, note_of
from awards.triage.models import IneligibleReason, Verdict
from awards.triage.rules import Judgement, require_words

Item = dict[str, Any]


@dataclass(frozen=True)
class Order:
    """What is to be done to many."""

    kind: StepKind
    ids: tuple[str, ...]
    """Those that the preview said it is done to."""
    person_id: str | None = None
    reason: IneligibleReason | None = None
    note: str = ""
    page: str = ""
    """The edition's public address, for letters to nominees."""


def take_step(
    session: Session, edition: Edition, order: Order, *, form_key: str, by: Actor, at: datetime
) -> DeskStep:
    """Do it to all of them, in one transaction, and keep what is needed to take it back.

    The same form sent twice is one step. Raises StepMoved when one of them would be left out
    now, WrongInput for an order that lacks a word.
    """
    known = _step_of_key(session, form_key)
    if known is not None:
        return known
    step = DeskStep(
        edition_id=edition.id,
        kind=order.kind,
        form_key=form_key,
        items=[],
        done_at=at,
        done_by_id=by.person_id,
    )
    try:
        with session.begin_nested():
            session.add(step)
            session.flush()
    except IntegrityError:
        other = _step_of_key(session, form_key)
        assert other is not None  # its key stood in the way
        return other
    step.items = [*_do(session, edition, order, by=by, at=at)]
    session.flush()
    _record(session, "desk.step-taken", step, edition, by=by, at=at)
    return step


def _step_of_key(session: Session, form_key: str) -> DeskStep | None:
    return session.scalars(select(DeskStep).where(DeskStep.form_key == form_key)).first()


def _do(session: Session, edition: Edition, order: Order, *, by: Actor, at: datetime) -> list[Item]:
    if not order.ids or len(order.ids) > rules.MOST_AT_ONCE:
        raise WrongInput(N_("Choose between one and 500 nominations."))
    chosen = chosen_for(session, edition, order.kind, order.ids, at)
    if set(rules.plan(order.kind, chosen).ids) != set(order.ids):
        raise rules.StepMoved
    nominations = triage_queries.nominations_for(session, by, order.ids)
    if len(nominations) != len(order.ids):
        raise rules.StepMoved
    _require(session, order, nominations[0])
    verb = _VERBS[order.kind]
    return [verb(session, one, order, by, at) for one in nominations]


def _require(session: Session, order: Order, first: Nomination) -> None:
    """Raise WrongInput for what the order itself lacks."""
    if order.kind is StepKind.REFUSE:
        require_words(Judgement(Verdict.INELIGIBLE, order.reason, order.note), late=False)
    if order.kind is StepKind.ASSIGN:
        require_colleague(session, first, order.person_id)


def _judge(session: Session, nomination: Nomination, order: Order, by: Actor, at: datetime) -> Item:
    accepts = order.kind is StepKind.ACCEPT
    judgement = Judgement(
        Verdict.ELIGIBLE if accepts else Verdict.INELIGIBLE,
        None if accepts else order.reason,
        order.note,
    )
    candidate = triage.judge(session, nomination, judgement, seen="", page=order.page, by=by, at=at)
    return {"id": nomination.id, "after": triage.verdict_mark(candidate)}


def _assign(
    session: Session, nomination: Nomination, order: Order, by: Actor, at: datetime
) -> Item:
    note = note_of(session, nomination.id)
    before = note.assignee_id if note else None
    assign(session, nomination, order.person_id, by=by, at=at)
    return {"id": nomination.id, "before": before, "after": order.person_id}


def _prepare(
    session: Session, nomination: Nomination, order: Order, by: Actor, at: datetime
) -> Item:
    del order
    candidate = triage_queries.candidate_of(session, nomination.id)
    assert candidate is not None  # the plan has looked
    case = triage_queries.copy_case_of(session, by, candidate.id)
    copy = triage.prepare(session, case, by=by, at=at)
    return {"id": nomination.id, "after": triage.copy_mark(copy)}


_VERBS: dict[StepKind, Callable[[Session, Nomination, Order, Actor, datetime], Item]] = {
    StepKind.ACCEPT: _judge,
    StepKind.REFUSE: _judge,
    StepKind.ASSIGN: _assign,
    StepKind.PREPARE: _prepare,
}


def _record(
    session: Session, event: str, step: DeskStep, edition: Edition, *, by: Actor, at: datetime
) -> None:
    record(
        session,
        event,
        subject=f"edition:{edition.id}",
        by=by,
        at=at,
        programme_id=edition.programme_id,
        step_id=step.id,
        kind=step.kind.value,
        nominations=len(step.items),
    )


def references(nominations: Sequence[Nomination]) -> str:
    """Return a few references, to name what has moved."""
    shown = [one.reference for one in nominations[:3]]
    return ", ".join(shown) + (" …" if len(nominations) > len(shown) else "")
