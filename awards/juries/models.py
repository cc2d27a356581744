"""Panels and conflict statements."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, literal, text
from sqlalchemy.orm import Mapped, mapped_column

from awards.core.db import Base, choice, personal
from awards.core.ids import new_id


class SeatRole(StrEnum):
    """What somebody is on a panel; secretary and adviser have no vote."""

    CHAIR = "chair"
    MEMBER = "member"
    SUBSTITUTE = "substitute"
    SECRETARY = "secretary"
    ADVISER = "adviser"


VOTING = frozenset({SeatRole.CHAIR, SeatRole.MEMBER})
LISTENING = frozenset({SeatRole.SECRETARY, SeatRole.ADVISER})
"""Seats that never vote; a substitute may come to."""


class Answer(StrEnum):
    """A juror's statement about one candidate. "None" is a row, never a missing answer."""

    NONE = "none"
    UNSURE = "unsure"
    CONFLICTED = "conflicted"


class Ground(StrEnum):
    """Why somebody is, or may be, conflicted."""

    NOMINATED_IT = "nominated-it"
    IS_NOMINEE = "is-nominee"
    FAMILY_OR_FRIEND = "family-or-friend"
    SAME_UNIT = "same-unit"
    MANAGER = "manager"
    WORKED_TOGETHER = "worked-together"
    OTHER = "other"


UNSURE = literal(Answer.UNSURE.value, choice(Answer), literal_execute=True)
"""The answer written out in SQL: only then is the index of unsure answers known to hold it."""


class PanelSeat(Base):
    """A person's seat on the panel of an award."""

    __tablename__ = "panel_seat"
    __table_args__ = (UniqueConstraint("award_id", "person_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    award_id: Mapped[str] = mapped_column(ForeignKey("award.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[SeatRole] = mapped_column(choice(SeatRole))


class ConflictStatement(Base):
    """What a juror, or the coordinator after a talk, has said about one candidate."""

    __tablename__ = "conflict_statement"
    __table_args__ = (
        UniqueConstraint("person_id", "candidate_id"),
        Index(None, "candidate_id", "answer"),
        Index(None, "person_id", "answer", "candidate_id"),
        Index(
            "ix_conflict_statement_unsure",
            "candidate_id",
            sqlite_where=text("answer = 'unsure'"),
            postgresql_where=text("answer = 'unsure'"),
        ),
        CheckConstraint("answer = 'none' OR ground IS NOT NULL", name="a_conflict_has_a_ground"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"))
    answer: Mapped[Answer] = mapped_column(
        choice(Answer), info=personal("whether the juror is close to somebody")
    )
    ground: Mapped[Ground | None] = mapped_column(choice(Ground), info=personal("and in what way"))
    note: Mapped[str] = mapped_column(default="", info=personal("the conflict in words"))
    stated_at: Mapped[datetime]
    decided_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    """The coordinator, when it was not the juror's own word."""
