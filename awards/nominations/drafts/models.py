"""Drafts, and which browsers hold them. Only this package reads these tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from awards.core.db import Base, personal


class NominationDraft(Base):
    """A nomination that is being written: plain fields, whatever they say so far."""

    __tablename__ = "nomination_draft"

    id: Mapped[str] = mapped_column(primary_key=True)
    """The key of its form: the nomination that is sent with it bears the same."""
    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), index=True)
    award_id: Mapped[str] = mapped_column(ForeignKey("award.id"))
    """The award it is written for right now; its writer may take it to another."""
    typed: Mapped[str] = mapped_column(info=personal("what is being written; names people"))
    """JSON: [[field, value], …] in the form's order, without what is empty."""
    version: Mapped[int] = mapped_column(default=1)
    page: Mapped[str]
    """Drawn by the open page that saved last: the same page never disagrees with itself."""
    others: Mapped[list[dict[str, Any]]] = mapped_column(
        default=list,
        server_default=text("'[]'"),
        info=personal("what another page had typed; names people"),
    )
    """Texts that a newer one of another page took the place of: page, award_id, typed, at."""
    email: Mapped[str] = mapped_column(
        default="", server_default="", info=personal("where the link to go on with it was sent")
    )
    links_sent: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    link_sent_at: Mapped[datetime | None]
    begun_at: Mapped[datetime]
    saved_at: Mapped[datetime] = mapped_column(index=True)


class DraftHolder(Base):
    """A browser that may open a draft: the first one, and those that came by the mailed link."""

    __tablename__ = "nomination_draft_holder"

    key_digest: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of what the browser's cookie holds: reading the table opens no draft."""
    draft_id: Mapped[str] = mapped_column(
        ForeignKey("nomination_draft.id", ondelete="CASCADE"), primary_key=True, index=True
    )
