"""The calibration text of an award, and what jurors gave it. Read by this folder alone."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from awards.core.db import Base, personal
from awards.core.ids import new_id


class Calibration(Base):
    """What the jury of an award scores first. No candidate: it is in no list and no count."""

    __tablename__ = "calibration"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    award_id: Mapped[str] = mapped_column(ForeignKey("award.id"), unique=True)
    source_id: Mapped[str | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    """The candidate of an earlier round whose juror copy it is; none when it is made up."""
    sections: Mapped[list[dict[str, Any]]] = mapped_column(
        info=personal("masked text; a slip may still name somebody")
    )
    """As in a juror copy: [{"key": …, "heading": Translated, "text": str}, …]."""
    chosen_at: Mapped[datetime]


class CalibrationSheet(Base):
    """What one juror gave the calibration text of an award."""

    __tablename__ = "calibration_sheet"
    __table_args__ = (
        UniqueConstraint("calibration_id", "person_id"),
        CheckConstraint("free OR handed_in_at IS NULL", name="nobody_conflicted_hands_in"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    calibration_id: Mapped[str] = mapped_column(ForeignKey("calibration.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    free: Mapped[bool]
    """Whether the juror has said "no conflict"; about a text that is made up there is none."""
    marks: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """Criterion id → score, none for an abstention; what is missing is not scored yet."""
    reason: Mapped[str] = mapped_column(default="", info=personal("the juror's own words"))
    reasons: Mapped[dict[str, str]] = mapped_column(
        default=dict, server_default=text("'{}'"), info=personal("the juror's own words")
    )
    """Criterion id → reason, where the edition asks for one on each criterion."""
    version: Mapped[int] = mapped_column(default=0)
    """Counts saves, so that a second tab cannot overwrite silently."""
    last_change: Mapped[str | None]
    """The page's own id of the change that made this version: sent again, it is recognised."""
    saved_at: Mapped[datetime | None]
    handed_in_at: Mapped[datetime | None]
