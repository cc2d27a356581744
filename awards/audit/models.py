"""The audit trail: append-only, each line carrying the hash of the one before."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from awards.core.db import Base, personal


class AuditLine(Base):
    """Who did what, when, to which thing. Ids only: no names, no free text."""

    __tablename__ = "audit_line"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[str | None] = mapped_column(info=personal("who did it"))
    event: Mapped[str]
    subject: Mapped[str]
    """`kind:id` of what it was done to."""
    programme_id: Mapped[str | None]
    details: Mapped[dict[str, Any]]
    previous: Mapped[str]
    digest: Mapped[str]
