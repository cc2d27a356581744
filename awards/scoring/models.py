"""Score sheets: one juror's scores for one candidate."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.core.db import Base, choice, personal
from awards.core.ids import new_id


class SheetState(StrEnum):
    """Where a sheet stands. A sealed one was begun before a conflict was known: left out."""

    OPEN = "open"
    HANDED_IN = "handed-in"
    SEALED = "sealed"


class ScoreSheet(Base):
    """One juror's sheet for one candidate; its id is random, so it tells a juror nothing."""

    __tablename__ = "score_sheet"
    __table_args__ = (
        UniqueConstraint("person_id", "candidate_id"),
        Index(None, "candidate_id", "state", "person_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"))
    state: Mapped[SheetState] = mapped_column(choice(SheetState), default=SheetState.OPEN)
    reason: Mapped[str] = mapped_column(default="", info=personal("the juror's own words"))
    reasons: Mapped[dict[str, str]] = mapped_column(
        default=dict, server_default=text("'{}'"), info=personal("the juror's own words")
    )
    """Criterion id → reason, where the edition asks for one on each criterion."""
    note: Mapped[str] = mapped_column(
        default="", server_default="", info=personal("the juror's memory, for nobody else")
    )
    """Read by its writer alone, on the sheet, and emptied when scoring closes."""
    version: Mapped[int] = mapped_column(default=0)
    """Counts saves, so that a second tab cannot overwrite silently."""
    last_change: Mapped[str | None]
    """The page's own id of the change that made this version: sent again, it is recognised."""
    saved_at: Mapped[datetime | None]
    handed_in_at: Mapped[datetime | None]
    receipt: Mapped[str | None] = mapped_column(unique=True)

    scores: Mapped[list["Score"]] = relationship(
        back_populates="sheet", cascade="all, delete-orphan"
    )


class Score(Base):
    """A score on one criterion. An abstention is a row without a value; it is not zero."""

    __tablename__ = "score"
    __table_args__ = (
        CheckConstraint("(value IS NULL) = abstained", name="a_value_or_an_abstention"),
        {"sqlite_with_rowid": False},  # found by its key alone: one look-up instead of two
    )

    sheet_id: Mapped[str] = mapped_column(ForeignKey("score_sheet.id"), primary_key=True)
    criterion_id: Mapped[str] = mapped_column(ForeignKey("criterion.id"), primary_key=True)
    value: Mapped[int | None]
    abstained: Mapped[bool] = mapped_column(default=False)

    sheet: Mapped[ScoreSheet] = relationship(back_populates="scores")


class SheetReceipt(Base):
    """What a juror was given for handing in a sheet: see `docs/formats.md`.

    One that is not its sheet's `receipt` any more is void: the sheet was opened again.
    """

    __tablename__ = "sheet_receipt"

    code: Mapped[str] = mapped_column(primary_key=True)
    sheet_id: Mapped[str] = mapped_column(ForeignKey("score_sheet.id"), index=True)
    commitment: Mapped[str] = mapped_column(unique=True)
    nonce: Mapped[str]
    handed_in_at: Mapped[datetime]
