"""What may be the same nominee, what a coordinator said about it, and what was merged."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from awards.core.db import Base, choice, personal
from awards.core.ids import new_id


class Word(StrEnum):
    """What a coordinator says about a suggestion that is not merged."""

    NOT_SAME = "not-same"
    LATER = "later"


class TwinCheck(Base):
    """When an edition was last looked through, and what its nominations were like then."""

    __tablename__ = "twin_check"

    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    stamp: Mapped[str]
    """What changes whenever a nomination comes, goes, is rewritten or moved."""
    nominations: Mapped[int]
    checked_at: Mapped[datetime]


class TwinPair(Base):
    """Two nominations that may be of the same nominee, with what speaks for and against it."""

    __tablename__ = "twin_pair"
    __table_args__ = (CheckConstraint("first_id < second_id", name="ordered"),)

    first_id: Mapped[str] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    second_id: Mapped[str] = mapped_column(
        ForeignKey("nomination.id"), primary_key=True, index=True
    )
    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), index=True)
    points: Mapped[int]
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(
        info=personal("names and titles that agree")
    )
    """[{"kind": …, "points": …, "words": […]}, …], the weightiest first."""
    mark: Mapped[str]
    """What both say, digested: an answer holds as long as this does."""


class TwinAnswer(Base):
    """A coordinator's word on a pair. It holds while both say what they said then."""

    __tablename__ = "twin_answer"

    first_id: Mapped[str] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    second_id: Mapped[str] = mapped_column(
        ForeignKey("nomination.id"), primary_key=True, index=True
    )
    word: Mapped[Word] = mapped_column(choice(Word))
    mark: Mapped[str]
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime]


class Merger(Base):
    """A nomination that was put into a candidate with others, until it is taken out again."""

    __tablename__ = "merger"
    __table_args__ = (Index(None, "candidate_id", "merged_at"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"))
    nomination_id: Mapped[str] = mapped_column(ForeignKey("nomination.id"), index=True)
    former_id: Mapped[str | None] = mapped_column(ForeignKey("candidate.id"))
    """The candidate it was before, which stays behind empty; none when nobody had decided."""
    merged_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    merged_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="", info=personal("why, in words; may name people"))
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(
        default="", info=personal("why, in words; may name people")
    )
