"""Attachments as they came in: a name that says anything, a content that shows anybody.

Juries, scoring and results cannot import this; what they get is a blind copy (awards.triage).
"""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.core.db import Base, choice, personal
from awards.core.ids import new_id
from awards.files.kinds import FileKind
from awards.files.models import StoredFile


class Attachment(Base):
    """A file that came with a nomination, or with a form that is not sent yet."""

    __tablename__ = "attachment"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    form_key: Mapped[str] = mapped_column(index=True)
    """The form it was chosen in: whoever holds the form's page may add and remove."""
    nomination_id: Mapped[str | None] = mapped_column(ForeignKey("nomination.id"), index=True)
    """Empty until the form is sent."""
    kind: Mapped[FileKind] = mapped_column(choice(FileKind))
    file_id: Mapped[str | None] = mapped_column(
        ForeignKey("stored_file.id"), unique=True, info=personal("what came; may name anybody")
    )
    """Empty once it is removed: its row stays, so that a blind copy of it is withdrawn with it."""
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    file: Mapped[StoredFile | None] = relationship()
