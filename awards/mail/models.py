"""The outbox: a mail is a row in the same transaction as what it tells about."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from awards.core.db import Base, choice, personal
from awards.core.ids import new_id


class MailState(StrEnum):
    """Where a mail stands."""

    HELD = "held"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class OutboxMail(Base):
    """One mail to one address."""

    __tablename__ = "outbox_mail"
    __table_args__ = (
        Index(None, "state", "next_try_at"),
        Index(None, "programme_id", "queued_at"),
        Index(None, "recipient"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    programme_id: Mapped[str | None] = mapped_column(ForeignKey("programme.id"))
    template: Mapped[str] = mapped_column(default="")
    """Which text it is; see `awards.mail.kinds` for those that a coordinator may read."""
    about: Mapped[str] = mapped_column(default="", info=personal("whom or what it tells about"))
    """`kind:id` of what it tells about."""
    recipient: Mapped[str] = mapped_column(info=personal("where the mail goes"))
    subject: Mapped[str] = mapped_column(info=personal("may name somebody"))
    body: Mapped[str] = mapped_column(info=personal("the mail's text"))
    language: Mapped[str]
    merge_values: Mapped[dict[str, str]] = mapped_column(
        default=dict, info=personal("names and such, to write the mail anew from its text")
    )
    own_link: Mapped[str] = mapped_column(
        default="", server_default="", info=personal("lets its reader in; put in when it is sent")
    )
    """Stands in no text that anybody but the recipient reads: see `actions.queue_mail`."""
    state: Mapped[MailState] = mapped_column(choice(MailState), default=MailState.QUEUED)
    edited: Mapped[bool] = mapped_column(default=False)
    """Whether somebody has changed its words by hand: then a new text leaves it alone."""
    version: Mapped[int] = mapped_column(default=1)
    released_by_id: Mapped[str | None] = mapped_column(
        ForeignKey("person.id"), info=personal("who let the mail go")
    )
    released_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(
        default="", info=personal("what the mail server said; may hold the address")
    )

    @property
    def letter(self) -> str:
        """What its recipient reads: the body, with their own link where it has one."""
        if not self.own_link:
            return self.body
        return self.body.replace(self.merge_values["url"], self.own_link)


class MailText(Base):
    """A programme's own words for a kind of mail, in one language; without a row, ours."""

    __tablename__ = "mail_text"

    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    template: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    body: Mapped[str] = mapped_column(info=personal("may name a contact person"))
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
