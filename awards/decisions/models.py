"""The jury's proposal and the deciding body's decision."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.core.db import Base, choice, personal
from awards.core.ids import new_id


class Outcome(StrEnum):
    """What the deciding body gave a candidate, or the award as a whole."""

    WINNER = "winner"
    SHARED = "shared"
    HONOURABLE_MENTION = "honourable-mention"
    NOT_AWARDED = "not-awarded"


class Proposal(Base):
    """The jury's proposal for an award, on code names; a new one replaces the last."""

    __tablename__ = "proposal"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    award_id: Mapped[str] = mapped_column(ForeignKey("award.id"), unique=True)
    result_run_id: Mapped[str | None] = mapped_column(ForeignKey("result_run.id"))
    proposed_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="", info=personal("the jury's reasons"))

    items: Mapped[list["ProposedOutcome"]] = relationship(
        back_populates="proposal", cascade="all, delete-orphan"
    )


class ProposedOutcome(Base):
    """One candidate in a proposal."""

    __tablename__ = "proposed_outcome"

    proposal_id: Mapped[str] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"), primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome))

    proposal: Mapped[Proposal] = relationship(back_populates="items")


class Decision(Base):
    """The deciding body's decision on an award."""

    __tablename__ = "decision"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    award_id: Mapped[str] = mapped_column(ForeignKey("award.id"), unique=True)
    body: Mapped[str]
    decided_on: Mapped[date]
    paragraph: Mapped[str]
    not_awarded_reason: Mapped[str] = mapped_column(
        default="", info=personal("free text; may name people")
    )
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    winners: Mapped[list["DecidedOutcome"]] = relationship(
        back_populates="decision",
        order_by="DecidedOutcome.position",
        cascade="all, delete-orphan",
    )


class DecidedOutcome(Base):
    """What one candidate was given, as it is published: name, team and citation."""

    __tablename__ = "decided_outcome"
    __table_args__ = (UniqueConstraint("decision_id", "candidate_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decision.id"), index=True)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[Outcome] = mapped_column(choice(Outcome))
    public_name: Mapped[str] = mapped_column(info=personal("the winner's name, published"))
    public_title: Mapped[str] = mapped_column(default="", info=personal("published beside it"))
    public_units: Mapped[str] = mapped_column(default="")
    public_members: Mapped[list[dict[str, Any]]] = mapped_column(
        info=personal("the team's names and titles, published")
    )
    """[{"name": str, "title": str}, …]"""
    citation: Mapped[str] = mapped_column(default="", info=personal("published reason, Markdown"))

    decision: Mapped[Decision] = relationship(back_populates="winners")
