"""The record of a purge: of which edition, by whom, on what ground, how much of what."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from awards.core.db import Base, personal
from awards.core.ids import new_id


class Purge(Base):
    """The nominations' texts of an edition are gone, for ever. Lines are only ever added."""

    __tablename__ = "purge"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), unique=True)
    purged_at: Mapped[datetime]
    purged_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    basis: Mapped[str] = mapped_column(info=personal("free text; may name people"))
    """The decision that lets them go, in the words of whoever purged."""
    counts: Mapped[dict[str, int]]
    """Record class → how many."""
