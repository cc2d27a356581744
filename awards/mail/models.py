"""The outbox: a mail is a row in the same transaction as what it tells about."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from awards.core.db import Base, choice, personal
from awards.core.ids import new_id


class MailState(StrEnum):
    """Where a mail stands."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class OutboxMail(Base):
    """One mail to one address."""

    __tablename__ = "outbox_mail"
    __table_args__ = (Index(None, "state", "next_try_at"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    recipient: Mapped[str] = mapped_column(info=personal("where the mail goes"))
    subject: Mapped[str] = mapped_column(info=personal("may name somebody"))
    body: Mapped[str] = mapped_column(info=personal("the mail's text"))
    language: Mapped[str]
    state: Mapped[MailState] = mapped_column(choice(MailState), default=MailState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(
        default="", info=personal("what the mail server said; may hold the address")
    )
