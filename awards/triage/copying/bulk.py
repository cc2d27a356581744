"""Copies all at once: drafts for whoever has none, and approving where nothing is marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awards.core.db import Translated
from awards.core.errors import DomainError
from awards.core.permissions import Actor
from awards.nominations.models import Nomination, NominationState
from awards.programmes.models import Award
from awards.triage import actions, queries
from awards.triage.models import Candidate, CandidateNomination, CopyState, JurorCopy, Verdict
from awards.triage.originals import texts_of

MOST = 50
"""How many are prepared or approved at once, so that nobody waits for long."""


class Why(StrEnum):
    """Why a copy cannot be approved together with others."""

    NO_COPY = "no-copy"
    REWRITTEN = "rewritten"
    MARKED = "marked"
    EMPTY = "empty"


@dataclass(frozen=True)
class Line:
    """A candidate whose copy is not with the jury, and what keeps it: nothing, or why."""

    candidate_id: str
    code_name: str
    award: Translated
    nominee: str
    seen: str
    why: Why | None
    marks: int = 0


def waiting_copies(session: Session, edition_id: str) -> list[Line]:
    """Return the candidates of an edition whose text waits, award by award; two queries."""
    found = session.execute(
        select(
            Candidate.id,
            Candidate.code_name,
            Award.name,
            func.min(Nomination.nominee_name),
            func.max(Nomination.changed_at),
        )
        .join(Award, Award.id == Candidate.award_id)
        .join(CandidateNomination, CandidateNomination.candidate_id == Candidate.id)
        .join(Nomination, Nomination.id == CandidateNomination.nomination_id)
        .where(
            Award.edition_id == edition_id,
            Candidate.verdict == Verdict.ELIGIBLE,
            Nomination.state == NominationState.RECEIVED,
        )
        .group_by(Candidate.id, Candidate.code_name, Award.id)
        .order_by(Award.position, Candidate.code_name)
    ).all()
    newest = _newest(session, [row[0] for row in found])
    lines = [
        _line(candidate_id, code_name, award, nominee, changed_at, newest.get(candidate_id))
        for candidate_id, code_name, award, nominee, changed_at in found
    ]
    return [line for line in lines if line is not None]


def _newest(session: Session, candidate_ids: Sequence[str]) -> dict[str, JurorCopy]:
    copies = session.scalars(
        select(JurorCopy)
        .where(JurorCopy.candidate_id.in_(candidate_ids))
        .order_by(JurorCopy.candidate_id, JurorCopy.version)
    )
    return {copy.candidate_id: copy for copy in copies}


def _line(  # noqa: PLR0917 - the columns of one row
    candidate_id: str,
    code_name: str,
    award: Translated,
    nominee: str,
    changed_at: datetime,
    copy: JurorCopy | None,
) -> Line | None:
    """Return a candidate's line; none when its copy is with the jury."""
    rewritten = copy is not None and copy.prepared_at is not None and changed_at > copy.prepared_at
    if copy is not None and copy.state is CopyState.APPROVED and not rewritten:
        return None
    why, marks = None, 0
    if copy is None:
        why = Why.NO_COPY
    elif rewritten:
        why = Why.REWRITTEN
    elif copy.open_marks != 0:
        why, marks = Why.MARKED, copy.open_marks or 0
    elif not any(texts_of(copy.sections)):
        why = Why.EMPTY
    return Line(candidate_id, code_name, award, nominee, actions.copy_mark(copy), why, marks)


def prepare_all(session: Session, candidate_ids: Iterable[str], *, by: Actor, at: datetime) -> int:
    """Make the drafts that are missing; return how many."""
    made = 0
    for candidate_id in list(candidate_ids)[:MOST]:
        case = queries.copy_case_of(session, by, candidate_id)
        if case.copies.newest is None:
            actions.prepare(session, case, by=by, at=at)
            made += 1
    return made


def approve_all(
    session: Session, seen: Iterable[tuple[str, str]], *, by: Actor, at: datetime
) -> tuple[int, int]:
    """Approve copies that are as they were `seen` (candidate, mark of the copy) and bear no mark.

    Returns how many were approved and how many were left alone.
    """
    approved = left = 0
    for candidate_id, mark in list(seen)[:MOST]:
        case = queries.copy_case_of(session, by, candidate_id)
        newest = case.copies.newest
        texts = texts_of(newest.sections) if newest else []
        if not any(texts) or actions.copy_mark(newest) != mark:
            left += 1
            continue
        try:
            actions.approve(session, case, texts, seen=mark, by=by, at=at)
        except DomainError:
            left += 1
        else:
            approved += 1
    return approved, left
