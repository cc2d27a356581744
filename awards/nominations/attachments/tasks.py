"""Files whose forms were never sent are forgotten."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from awards.core.clock import now
from awards.jobs.registry import Workshop, handles
from awards.nominations.attachments import actions, rules
from awards.nominations.attachments.models import Attachment
from awards.nominations.drafts.queries import is_drafted


@handles("nominations.sweep-attachments", sweep=True)
def sweep(workshop: Workshop) -> None:
    """Forget what has waited long enough for its form to be sent; a draft's files wait with it."""
    at = now()
    waiting = select(Attachment).where(
        Attachment.nomination_id.is_(None),
        Attachment.added_at < at - rules.WAITS,
        ~is_drafted(Attachment.form_key),
    )
    with workshop.database.read() as session:
        old = session.scalars(waiting).all()
    if not old:
        return
    with workshop.database.write() as session:
        for attachment in session.scalars(waiting.options(joinedload(Attachment.file))):
            actions.forget(session, attachment, at=at)
