"""The verdict on one nomination, as it is given at the desk: with its findings answered first."""

from datetime import datetime

from sqlalchemy.orm import Session

from awards.core.ids import new_id
from awards.core.permissions import Actor
from awards.nominations.models import Nomination
from awards.triage import actions as triage
from awards.triage import queries as triage_queries
from awards.triage.desk import rules
from awards.triage.desk.models import DeskStep, StepKind
from awards.triage.desk.queries import standings_of
from awards.triage.models import Candidate, Verdict
from awards.triage.rules import Judgement


def judge(
    session: Session,
    nomination: Nomination,
    judgement: Judgement,
    *,
    seen: str,
    page: str = "",
    by: Actor,
    at: datetime,
) -> Candidate:
    """Give a verdict. The first one is a step of its own, so that it can be taken back.

    Raises FindingsOpen for a yes while a finding has no answer, and what `triage.judge` raises.
    """
    triage.lock(session, nomination.award)
    rules.require_answered(standings_of(session, nomination, at), judgement)
    before = triage_queries.candidate_of(session, nomination.id)
    is_first = before is None or before.verdict is None
    candidate = triage.judge(session, nomination, judgement, seen=seen, page=page, by=by, at=at)
    if is_first:
        accepts = judgement.verdict is Verdict.ELIGIBLE
        session.add(
            DeskStep(
                edition_id=nomination.award.edition_id,
                kind=StepKind.ACCEPT if accepts else StepKind.REFUSE,
                form_key=f"{rules.alone(nomination.id)}{new_id()}",
                items=[{"id": nomination.id, "after": triage.verdict_mark(candidate)}],
                done_at=at,
                done_by_id=by.person_id,
            )
        )
        session.flush()
    return candidate
