"""Blind copies of attachments. Jurors get the approved one, under a number and no other name."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from awards.core.db import Base, choice, personal
from awards.core.ids import new_id
from awards.files.models import StoredFile


class FileState(StrEnum):
    """Whether jurors may have a blind copy."""

    DRAFT = "draft"
    APPROVED = "approved"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class BlindFile(Base):
    """A version of an attachment without names.

    Whether jurors get it also hangs on its attachment: once that is removed, or its nomination
    withdrawn, no version of it is anybody's to read.
    """

    __tablename__ = "blind_file"
    __table_args__ = (UniqueConstraint("attachment_id", "version"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    attachment_id: Mapped[str] = mapped_column(ForeignKey("attachment.id"))
    version: Mapped[int]
    number: Mapped[int]
    """What the jury calls it: attachment 1 of its candidate; the same for all its versions."""
    state: Mapped[FileState] = mapped_column(choice(FileState), default=FileState.DRAFT)
    file_id: Mapped[str] = mapped_column(ForeignKey("stored_file.id"))
    readable: Mapped[bool]
    """Whether there was any text to search for names; a picture has none."""
    hits: Mapped[list[str]] = mapped_column(
        JSON(), info=personal("names of the nomination that stand in the copy")
    )
    uploaded_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    file: Mapped[StoredFile] = relationship()
