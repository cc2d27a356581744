"""Candidates and their juror copies: the only texts that go on towards the jury.

A candidate carries no name, and a juror copy has the key of its candidate but no
relationship to it: no template can walk from a sheet to a name.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from awards.core.db import Base, choice, personal
from awards.core.ids import new_id


class Verdict(StrEnum):
    """The coordinator's word on a candidate."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


class IneligibleReason(StrEnum):
    """Why a candidate cannot take part."""

    NOT_EMPLOYED = "not-employed"
    ORGANISATION_NOT_ELIGIBLE = "organisation-not-eligible"
    SELF_NOMINATION = "self-nomination"
    TOO_THIN = "too-thin"
    LATE = "late"
    WRONG_AWARD = "wrong-award"
    OTHER = "other"


class CopyState(StrEnum):
    """Whether jurors may read a copy."""

    DRAFT = "draft"
    APPROVED = "approved"
    REPLACED = "replaced"


class WithdrawnWhy(StrEnum):
    """Why an approval was taken back. A rewritten text is worked out, not stored: `blind`."""

    MERGED = "merged"
    TAKEN_OUT = "taken-out"
    MOVED = "moved"


class Candidate(Base):
    """All nominations of the same nominee for the same award, under a code name.

    Merged before anybody has decided, it waits for its verdict. One whose nominations have all
    been merged into another stays behind empty, and comes back when they are taken out again.
    """

    __tablename__ = "candidate"
    __table_args__ = (UniqueConstraint("award_id", "code_name"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    award_id: Mapped[str] = mapped_column(ForeignKey("award.id"), index=True)
    code_name: Mapped[str]
    verdict: Mapped[Verdict | None] = mapped_column(choice(Verdict))
    reason: Mapped[IneligibleReason | None] = mapped_column(choice(IneligibleReason))
    note: Mapped[str] = mapped_column(default="", info=personal("why, in words; may name people"))
    judged_at: Mapped[datetime | None]


class CandidateNomination(Base):
    """Which nominations a candidate is made of."""

    __tablename__ = "candidate_nomination"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it

    nomination_id: Mapped[str] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"), index=True)


class JurorCopy(Base):
    """A version of the blind text of a candidate. Jurors read the approved one only."""

    __tablename__ = "juror_copy"
    __table_args__ = (
        UniqueConstraint("candidate_id", "version"),
        Index(None, "candidate_id", "state", "prepared_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"))
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[CopyState] = mapped_column(choice(CopyState), default=CopyState.DRAFT)
    sections: Mapped[list[dict[str, Any]]] = mapped_column(
        info=personal("masked text; a slip may still name somebody")
    )
    """[{"key": …, "heading": Translated, "text": str, "language": str}, …] in reading order.

    The key is a prompt's, "effect" or "inspired_by"; the language is "" for texts in several.
    """
    prepared_at: Mapped[datetime | None]
    """When the text was last taken from the nominations; what changed there since is not in it."""
    approved_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    """When its approval was taken back, until it is approved anew."""
    withdrawn_why: Mapped[WithdrawnWhy | None] = mapped_column(choice(WithdrawnWhy))
    looked_at: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """Digests of the marks a person has looked at (`copying.mark.key_of`): they name nobody."""
    open_marks: Mapped[int | None]
    """How many were still to look at when it was saved; unknown for copies from before."""
    changed_at: Mapped[datetime]
