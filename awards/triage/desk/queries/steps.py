"""What was chosen for a step, and the steps that were taken."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission
from awards.nominations.models import Nomination
from awards.programmes.models import Award, Edition
from awards.programmes.rules import phase_of
from awards.triage.desk import rules
from awards.triage.desk.models import DeskStep, FindingAnswer, StepKind
from awards.triage.desk.queries.findings import kept_of
from awards.triage.desk.rules import Chosen
from awards.triage.findings import findings_in
from awards.triage.findings.subjects import subjects_in
from awards.triage.models import Candidate, CopyState
from awards.triage.queries.wanted import has_copy, with_candidates
from awards.triage.rules import Facts


def chosen_for(
    session: Session,
    edition: Edition,
    kind: StepKind,
    nomination_ids: Collection[str],
    at: datetime,
) -> list[Chosen]:
    """Return the chosen nominations of an edition with what decides; others are not there.

    The rules are asked anew, for all at once: what is done to many has to be right.
    """
    rows = session.execute(
        with_candidates(
            select(
                Nomination.id,
                Nomination.nominee_name,
                Nomination.reference,
                Nomination.state,
                Nomination.late,
                Nomination.award_id,
                Candidate.id.label("candidate_id"),
                Candidate.verdict,
                has_copy(CopyState.APPROVED).label("approved"),
                has_copy(CopyState.DRAFT).label("drafted"),
            )
        )
        .where(Award.edition_id == edition.id, Nomination.id.in_(nomination_ids))
        .order_by(Award.position, Nomination.arrived_at, Nomination.id)
    ).all()
    answers = _answers(session, edition, [row.id for row in rows], at) if _asks(kind) else {}
    phases = {award.id: phase_of(award, at) for award in edition.awards}
    return [
        Chosen(
            row.id,
            row.nominee_name,
            row.reference,
            Facts(
                row.state,
                late=row.late,
                verdict=row.verdict,
                approved=bool(row.approved),
                drafted=bool(row.drafted),
            ),
            phases[row.award_id],
            row.candidate_id,
            answers.get(row.id, ()),
        )
        for row in rows
    ]


def _asks(kind: StepKind) -> bool:
    return kind is StepKind.ACCEPT


def _answers(
    session: Session, edition: Edition, ids: Collection[str], at: datetime
) -> dict[str, tuple[FindingAnswer | None, ...]]:
    """Return nomination id → what was said to each finding that stands now."""
    subjects = subjects_in(session, edition, ids)
    found = findings_in(session, edition, subjects, at)
    kept = kept_of(session, ids)
    return {
        one.id: tuple(
            standing.answer
            for standing in rules.standings(found[one.id], one.version, kept.get(one.id, {}))
        )
        for one in subjects
    }


def last_step(session: Session, actor: Actor, edition: Edition, at: datetime) -> DeskStep | None:
    """Return the actor's newest step for many in an edition, while it can be taken back."""
    newest: DeskStep | None = session.scalars(
        select(DeskStep)
        .where(
            DeskStep.edition_id == edition.id,
            DeskStep.done_by_id == actor.person_id,
            DeskStep.done_at >= at - rules.UNDO_FOR,
            ~DeskStep.form_key.startswith(rules.alone()),
        )
        .order_by(DeskStep.done_at.desc(), DeskStep.id)
        .limit(1)
    ).first()
    return newest if newest is not None and newest.undone_at is None else None


def verdict_step(
    session: Session, actor: Actor, nomination: Nomination, candidate: Candidate, at: datetime
) -> DeskStep | None:
    """Return the step that was a nomination's first verdict, while the actor can take it back."""
    if candidate.judged_at is None or candidate.judged_at < at - rules.UNDO_FOR:
        return None
    wanted = (
        select(DeskStep)
        .where(
            DeskStep.edition_id == nomination.award.edition_id,
            DeskStep.form_key.startswith(rules.alone(nomination.id)),
            DeskStep.done_at == candidate.judged_at,
            DeskStep.done_by_id == actor.person_id,
            DeskStep.undone_at.is_(None),
        )
        .limit(1)
    )
    return session.scalars(wanted).first()


def step_for(session: Session, actor: Actor, step_id: str) -> tuple[DeskStep, Edition]:
    """Return a step of the actor's programmes with its edition. Raises NotFound for any other."""
    held = actor.programmes_with(Permission.TRIAGE)
    wanted: Any = (
        select(DeskStep, Edition)
        .join(Edition, Edition.id == DeskStep.edition_id)
        .where(DeskStep.id == step_id, Edition.programme_id.in_(held))
    )
    found = session.execute(wanted).first()
    if found is None:
        raise NotFound
    return found[0], found[1]
