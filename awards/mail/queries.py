"""Reading the outbox."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.mail.models import OutboxMail


def newest_mails(session: Session, most: int = 30) -> Sequence[OutboxMail]:
    """Return the newest mails, whether sent or not."""
    newest = select(OutboxMail).order_by(OutboxMail.queued_at.desc()).limit(most)
    return session.scalars(newest).all()
