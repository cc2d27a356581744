"""Taking an approval back: jurors stop reading a text that no longer is what was approved."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import Actor
from awards.triage.models import CopyState, JurorCopy, WithdrawnWhy


def withdraw_approvals(
    session: Session,
    candidate_ids: Iterable[str],
    why: WithdrawnWhy,
    *,
    programme_id: str,
    by: Actor,
    at: datetime,
) -> int:
    """Make drafts of the candidates' approved copies; returns how many jurors no longer read.

    The newest version says why from now on, until it is approved anew. A draft that stood beside
    the approved one is the newest, and the approved one is a replaced version.
    """
    copies = session.scalars(
        select(JurorCopy)
        .where(JurorCopy.candidate_id.in_(sorted(set(candidate_ids))))
        .order_by(JurorCopy.candidate_id, JurorCopy.version.desc())
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    newest = {copy.candidate_id: copy for copy in reversed(copies)}
    approved = [copy for copy in copies if copy.state is CopyState.APPROVED]
    for copy in approved:
        copy.approved_at = None
        copy.state = CopyState.DRAFT if copy is newest[copy.candidate_id] else CopyState.REPLACED
    for copy in newest.values():
        copy.withdrawn_at, copy.withdrawn_why, copy.changed_at = at, why, at
    session.flush()
    for copy in approved:
        record(
            session,
            "juror-copy.withdrawn",
            subject=f"candidate:{copy.candidate_id}",
            by=by,
            at=at,
            programme_id=programme_id,
            version=copy.version,
            why=why.value,
        )
    return len(approved)
