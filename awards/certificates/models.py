"""Certificates and the batches that make them. The rows are the truth; tasks only follow."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from awards.core.db import Base, choice, personal
from awards.core.ids import new_id


class MakingState(StrEnum):
    """Whether a thing that the worker makes is there yet."""

    PENDING = "pending"
    MADE = "made"
    FAILED = "failed"


class Certificate(Base):
    """One certificate in one language: for a winner, or for one member of a winning team."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("outcome_id", "member", "language"),
        UniqueConstraint("serial", "language"),
        Index(None, "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    outcome_id: Mapped[str] = mapped_column(ForeignKey("decided_outcome.id", ondelete="CASCADE"))
    """A corrected decision takes its certificates with it."""
    member: Mapped[int] = mapped_column(default=-1)
    """Position among the members; -1 is the whole winner."""
    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), index=True)
    serial: Mapped[str]
    recipient: Mapped[str] = mapped_column(info=personal("the name on the certificate"))
    language: Mapped[str]
    state: Mapped[MakingState] = mapped_column(choice(MakingState), default=MakingState.PENDING)
    attempts: Mapped[int] = mapped_column(default=0)
    fingerprint: Mapped[str] = mapped_column(default="")
    """SHA-256 of what the document says: another text, another document."""
    file_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"))
    made_at: Mapped[datetime | None]


class CertificateBatch(Base):
    """All certificates of an edition, asked for at once and handed over as a ZIP."""

    __tablename__ = "certificate_batch"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), index=True)
    language: Mapped[str]
    content: Mapped[str]
    """SHA-256 of what was asked for: the same twice while it is being made is one batch."""
    state: Mapped[MakingState] = mapped_column(choice(MakingState), default=MakingState.PENDING)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    file_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"))
    finished_at: Mapped[datetime | None]


class BatchItem(Base):
    """Which certificates a batch holds."""

    __tablename__ = "batch_item"

    batch_id: Mapped[str] = mapped_column(ForeignKey("certificate_batch.id"), primary_key=True)
    certificate_id: Mapped[str] = mapped_column(
        ForeignKey("certificate.id", ondelete="CASCADE"), primary_key=True, index=True
    )
