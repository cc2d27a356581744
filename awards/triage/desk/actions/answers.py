"""Keeping what the rules find, and what people say to it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from awards.core.permissions import Actor
from awards.nominations.models import Nomination
from awards.nominations.writing import note
from awards.programmes.models import Edition
from awards.triage.desk import rules
from awards.triage.desk.models import FindingAnswer, KeptFinding
from awards.triage.desk.queries import kept_of, outdated
from awards.triage.findings import Finding, FindingKind, findings_of

_Marks = Mapping[FindingKind, str]


def answer_finding(
    session: Session,
    nomination: Nomination,
    kind: FindingKind,
    answer: FindingAnswer,
    *,
    reason: str = "",
    seen: str,
    by: Actor,
    at: datetime,
) -> KeptFinding:
    """Accept a finding, or overrule it with a reason. The same answer twice is one.

    `seen` is the mark of what the page showed. Raises FindingMoved when it is no longer so,
    WrongInput when a finding is overruled without a word.
    """
    rules.require_reason(answer, reason)
    row = _standing_row(session, nomination, kind, seen, at)
    if (row.answer, row.reason, row.answered_mark) == (answer, reason, seen):
        return row
    row.answer, row.reason, row.answered_mark = answer, reason, seen
    row.answered_by_id, row.answered_at = by.person_id, at
    note(
        session,
        nomination,
        "finding.answered",
        by=by,
        at=at,
        kind=kind.value,
        answer=answer.value,
    )
    return row


def reopen_finding(
    session: Session, nomination: Nomination, kind: FindingKind, *, by: Actor, at: datetime
) -> None:
    """Take an answer back, so that the finding is open again; once more is the same."""
    row = kept_of(session, [nomination.id])[nomination.id].get(kind)
    if row is None or row.answer is None:
        return
    row.answer, row.reason, row.answered_mark = None, "", ""
    row.answered_by_id = row.answered_at = None
    note(session, nomination, "finding.reopened", by=by, at=at, kind=kind.value)


def _standing_row(
    session: Session, nomination: Nomination, kind: FindingKind, seen: str, at: datetime
) -> KeptFinding:
    """Look again, and return the finding's row if it is still what the page showed."""
    session.refresh(nomination, ["version"], with_for_update=True)
    found = findings_of(session, nomination, at)
    kept = kept_of(session, [nomination.id])[nomination.id]
    _keep_one(session, nomination.id, _marks(found, nomination.version), kept, at)
    session.flush()
    row = kept.get(kind)
    if row is None or not row.stands or row.mark != seen:
        raise rules.FindingMoved
    return row


def _marks(found: Sequence[Finding], version: int) -> dict[FindingKind, str]:
    return {one.kind: one.mark(version) for one in found}


def _keep_one(
    session: Session,
    nomination_id: str,
    marks: _Marks,
    kept: dict[FindingKind, KeptFinding],
    at: datetime,
) -> int:
    """Bring what is kept about a nomination up to what was found; return how much changed."""
    changed = 0
    for kind, mark in marks.items():
        row = kept.get(kind)
        if row is None:
            row = KeptFinding(nomination_id=nomination_id, kind=kind, mark=mark, found_at=at)
            row.stands, row.answered_mark, row.reason = True, "", ""
            session.add(row)
            kept[kind] = row
        elif row.mark == mark and row.stands:
            continue
        else:
            row.mark, row.stands, row.found_at = mark, True, at
        changed += 1
    for kind, row in kept.items():
        if row.stands and kind not in marks:
            row.stands = False
            changed += 1
    return changed


def look_through(session: Session, edition: Edition, *, at: datetime) -> int:
    """Let the rules look at all nominations of an edition; return how many findings changed.

    Nobody's verdict and nobody's answer changes: an answer to what has changed since is kept,
    and the finding is open again.
    """
    found = outdated(session, edition, at)
    kept = kept_of(session, list(found))
    changed = sum(_keep_one(session, key, marks, kept[key], at) for key, marks in found.items())
    session.flush()
    return changed
