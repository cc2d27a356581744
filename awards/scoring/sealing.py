"""Conflicts that become known: a juror's sheets are sealed with them, or opened again."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import Actor
from awards.juries import actions as juries
from awards.juries.models import Answer
from awards.juries.queries import Matter, given_to
from awards.juries.ties import actions as ties
from awards.programmes.models import Award, Edition
from awards.scoring import rules
from awards.scoring.actions import hold
from awards.scoring.models import ScoreSheet, SheetState
from awards.triage.models import Candidate


def state_conflicts(
    session: Session, statements: Mapping[str, juries.Stated], *, by: Actor, at: datetime
) -> dict[str, Answer]:
    """Take a juror's conflict statements and let their sheets follow.

    Returns the answers that are news, as they are kept (see `juries.actions.state`).
    """
    hold(session, by.person_id, candidates=list(statements))
    changed = juries.state(session, statements, by=by, at=at)
    _follow(session, by.person_id, changed, by=by, at=at)
    return changed


def name_close(
    session: Session, edition: Edition, naming: ties.Naming, *, by: Actor, at: datetime
) -> bool:
    """Put somebody, or a unit, on a juror's list of whom they are close to; False if it is there.

    Where they have said "none" about a candidate that this seems to concern, the coordinator is
    asked, and a sheet that was begun is sealed.
    """
    hold(session, by.person_id)
    news = ties.name(session, edition, naming, by=by, at=at)
    if news:
        changed = juries.reconsider(session, edition, by=by, at=at)
        _follow(session, by.person_id, changed, by=by, at=at)
    return news


def resolve_conflict(
    session: Session, matter: Matter, decided: juries.Stated, *, by: Actor, at: datetime
) -> bool:
    """Take the coordinator's word on a conflict and let the juror's sheet follow."""
    hold(session, matter.person.id, candidates=[matter.candidate.id])
    changed = juries.resolve(session, matter, decided, by=by, at=at)
    if changed:
        answers = {matter.candidate.id: decided.answer}
        _follow(session, matter.person.id, answers, by=by, at=at)
    return changed


def _follow(
    session: Session,
    person_id: str | None,
    answers: Mapping[str, Answer],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Seal a juror's sheets, or open them again, as their new statements ask."""
    wanted = (
        select(ScoreSheet, Edition.programme_id)
        .join(Candidate, Candidate.id == ScoreSheet.candidate_id)
        .join(Award, Award.id == Candidate.award_id)
        .join(Edition, Edition.id == Award.edition_id)
        .where(ScoreSheet.person_id == person_id, ScoreSheet.candidate_id.in_(list(answers)))
        .with_for_update(of=ScoreSheet)
    )
    its = select(Candidate.id).where(Candidate.id.in_(list(answers)), given_to(person_id))
    given = set(session.scalars(its))
    for sheet, programme_id in session.execute(wanted).all():
        handed_in = sheet.handed_in_at is not None
        free = answers[sheet.candidate_id] is Answer.NONE
        if free and not (handed_in or sheet.candidate_id in given):
            continue  # the candidate has gone to another juror: the sheet stays set aside
        state = rules.state_after(free=free, handed_in=handed_in)
        if state is sheet.state:
            continue
        sheet.state = state
        event = "sheet.sealed" if state is SheetState.SEALED else "sheet.reopened"
        subject = f"sheet:{sheet.id}"
        record(session, event, subject=subject, by=by, at=at, programme_id=programme_id)
