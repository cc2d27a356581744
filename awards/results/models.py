"""Result runs: a method, its parameters, its input and its output, stored."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from awards.core.db import Base, personal
from awards.core.ids import new_id


class ResultRun(Base):
    """One computation of an award's result, kept so that it can be recounted."""

    __tablename__ = "result_run"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    award_id: Mapped[str] = mapped_column(ForeignKey("award.id"), index=True)
    method: Mapped[str]
    parameters: Mapped[dict[str, Any]]
    input: Mapped[dict[str, Any]] = mapped_column(
        info=personal("who scored what, so that the result can be recounted")
    )
    output: Mapped[dict[str, Any]]
    computed_at: Mapped[datetime]
    computed_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
