"""Which juror reads which candidate, the runs that planned it, and what is known about readers."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from awards.core.db import Base, choice, personal
from awards.core.ids import new_id


class RunState(StrEnum):
    """How far a plan has come. The rows are the truth; the job only follows."""

    PENDING = "pending"
    READY = "ready"
    APPLIED = "applied"
    FAILED = "failed"


class Way(StrEnum):
    """How an assignment came about."""

    ROUTED = "routed"
    BY_HAND = "by-hand"


class RoutingRun(Base):
    """A plan of who reads what, with what it was made from: the same again gives the same."""

    __tablename__ = "routing_run"
    __table_args__ = (Index(None, "edition_id", "state"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"))
    state: Mapped[RunState] = mapped_column(choice(RunState), default=RunState.PENDING)
    parameters: Mapped[dict[str, Any]]
    """{"awards": [ids], "readers": 0 for the rule's, "seed": a number}"""
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    stamp: Mapped[str] = mapped_column(default="")
    """What the plan was made from, digested: it may be applied as long as this is the same."""
    plan: Mapped[dict[str, list[str]]] = mapped_column(default=dict)
    """Juror → the candidates they read."""
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the plan is like: see `awards.scoring.routing.figures`."""
    tries: Mapped[int] = mapped_column(default=0)
    applied_at: Mapped[datetime | None]
    applied_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))


class AwardRouting(Base):
    """That an award is routed: only who has an assignment reads. No row: everybody reads all."""

    __tablename__ = "award_routing"

    award_id: Mapped[str] = mapped_column(ForeignKey("award.id"), primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("routing_run.id"))
    readers: Mapped[int]
    """Readers that each candidate was to have; 0: everybody who may."""
    applied_at: Mapped[datetime]


class Assignment(Base):
    """That a juror reads a candidate of a routed award."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index(None, "candidate_id"),
        {"sqlite_with_rowid": False},  # found by its key alone: one look-up instead of two
    )

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"), primary_key=True)
    pinned: Mapped[bool] = mapped_column(default=False)
    """The coordinator's word: no plan takes it away."""
    way: Mapped[Way] = mapped_column(choice(Way))
    assigned_at: Mapped[datetime]


class Reader(Base):
    """What is known about somebody's reading in an edition; no row: nothing special."""

    __tablename__ = "reader"

    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    most: Mapped[int | None]
    """The most candidates they can read; None: no limit."""
    away_from: Mapped[date | None] = mapped_column(
        info=personal("from when a juror cannot read, so that others take over")
    )


class Expert(Base):
    """That a juror knows an award's field, and is preferred as a reader."""

    __tablename__ = "expert"

    award_id: Mapped[str] = mapped_column(ForeignKey("award.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
