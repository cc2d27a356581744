"""Stored files: the row says what it is; the bytes lie in `instance/files/`."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from awards.core.db import Base, personal
from awards.core.ids import new_id


class StoredFile(Base):
    """A file we keep, found by its id; its path is made of the id and never of a name."""

    __tablename__ = "stored_file"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(info=personal("a certificate is named after its holder"))
    """What a download is called."""
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    stored_at: Mapped[datetime]
