"""Which nominations were moved from one award to another, by whom and why."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from awards.core.db import Base, personal
from awards.core.ids import new_id


class Move(Base):
    """One nomination's way to another award. Rows are only ever added."""

    __tablename__ = "nomination_move"
    __table_args__ = (Index(None, "nomination_id", "moved_at"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    nomination_id: Mapped[str] = mapped_column(ForeignKey("nomination.id"))
    from_award_id: Mapped[str] = mapped_column(ForeignKey("award.id"))
    to_award_id: Mapped[str] = mapped_column(ForeignKey("award.id"))
    moved_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    moved_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(info=personal("why, in words; may name people"))
