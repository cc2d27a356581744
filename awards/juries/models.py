"""Panels and conflict statements."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from awards.core.db import Base, choice, personal
from awards.core.ids import new_id


class SeatRole(StrEnum):
    """What somebody is to an award's jury, or to the bodies before and after it."""

    CHAIR = "chair"
    MEMBER = "member"
    SUBSTITUTE = "substitute"
    SECRETARY = "secretary"
    ADVISER = "adviser"
    GUEST = "guest"
    """In the room, and nothing else: sees neither texts nor results here."""
    STEPPED_OUT = "stepped-out"
    """Has left the award to somebody else, for now; `StepOut` says what they were."""
    PREPARER = "preparer"
    """Of those who prepare the award: reads the texts and, when scoring has closed, the results."""
    DECIDER = "decider"
    """Of the deciding body."""
    BODY_SECRETARY = "body-secretary"
    """Writes down what the deciding body decides."""


VOTING = frozenset({SeatRole.CHAIR, SeatRole.MEMBER})
PREPARING = frozenset({SeatRole.PREPARER})
DECIDING = frozenset({SeatRole.DECIDER, SeatRole.BODY_SECRETARY})
OTHER_BODIES = PREPARING | DECIDING
"""Seats of people who may be others than the jury."""

HEARING = frozenset({SeatRole.SECRETARY, SeatRole.ADVISER}) | OTHER_BODIES
"""Seats that show the jury's results to whoever has a role that may see results."""

LISTENING = HEARING | {SeatRole.GUEST}
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


class PanelSeat(Base):
    """A person's seat on the panel of an award, while they are appointed."""

    __tablename__ = "panel_seat"
    __table_args__ = (
        UniqueConstraint("award_id", "person_id"),
        CheckConstraint("begins_at < ends_at", name="begins_before_it_ends"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    award_id: Mapped[str] = mapped_column(ForeignKey("award.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[SeatRole] = mapped_column(choice(SeatRole))
    office: Mapped[str] = mapped_column(
        default="", server_default="", info=personal("the office somebody sits there for")
    )
    """Ex officio: empty when they were chosen as themselves."""
    begins_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    """The midnights between which they are appointed; none for no limit."""

    @property
    def last_moment(self) -> datetime | None:
        """The last moment in which they are appointed: it lies in their last day."""
        return self.ends_at and self.ends_at - timedelta.resolution


class StepOut(Base):
    """Somebody who does not take part in an award, or in one of its candidates; and who does.

    Of one candidate it is the consequence of a stated conflict. Of a whole award the seat says
    so, too: `SeatRole.STEPPED_OUT`, and whoever stands in has become a member.
    """

    __tablename__ = "step_out"
    __table_args__ = (
        CheckConstraint("person_id <> stand_in_id", name="by_somebody_else"),
        CheckConstraint(
            "candidate_id IS NULL OR stand_in_id IS NOT NULL", name="of_a_candidate_for_a_stand_in"
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    award_id: Mapped[str] = mapped_column(ForeignKey("award.id"), index=True)
    candidate_id: Mapped[str | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    """None for the whole award."""
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    seat: Mapped[SeatRole] = mapped_column(choice(SeatRole))
    """What they were when they stepped out."""
    stand_in_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(info=personal("why somebody does not take part"))
    stepped_out_at: Mapped[datetime]
    recorded_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None]
    """When they came back, and whoever stood in went back to being a substitute."""


class ConflictStatement(Base):
    """What a juror, or the coordinator after a talk, has said about one candidate."""

    __tablename__ = "conflict_statement"
    __table_args__ = (
        UniqueConstraint("person_id", "candidate_id"),
        Index(None, "candidate_id", "answer"),
        Index(None, "person_id", "answer", "candidate_id"),
        Index(None, "answer", "candidate_id"),
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
