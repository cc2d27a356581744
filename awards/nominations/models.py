"""Nominations as they came in: names and all. Juries, scoring and results cannot import this."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.accounts.models import OrgUnit, Person
from awards.core.clock import to_zone
from awards.core.db import Base, choice, personal
from awards.core.ids import new_id
from awards.programmes.models import Award, Prompt


class NominationState(StrEnum):
    """What has happened to a nomination so far."""

    UNCONFIRMED = "unconfirmed"
    RECEIVED = "received"
    WITHDRAWN = "withdrawn"


class NomineeKind(StrEnum):
    """Who or what is nominated."""

    PERSON = "person"
    GROUP = "group"
    UNIT = "unit"
    PROJECT = "project"


class EffectKind(StrEnum):
    """Whether the effect is there already; "can lead to" counts."""

    ACHIEVED = "achieved"
    EXPECTED = "expected"


class Relation(StrEnum):
    """What the nominator is to the municipality."""

    STAFF = "staff"
    RESIDENT = "resident"
    OTHER = "other"


class Channel(StrEnum):
    """How a nomination reached us."""

    WEB = "web"
    POST = "post"
    PHONE = "phone"
    EMAIL = "email"
    MEETING = "meeting"
    JURY = "jury"
    """A juror added it, where the edition's rules allow that."""


class ReferenceSeries(Base):
    """How far a series of references has come: one for each edition, by what they begin with."""

    __tablename__ = "reference_series"
    __table_args__ = (CheckConstraint("last >= 1", name="counts_from_one"),)

    prefix: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


class Nomination(Base):
    """One text from one nominator about one nominee, for one award."""

    __tablename__ = "nomination"
    __table_args__ = (
        Index(None, "award_id", "state", "id"),
        Index(None, "id", "state", "changed_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    award_id: Mapped[str] = mapped_column(ForeignKey("award.id"))
    reference: Mapped[str] = mapped_column(unique=True)
    state: Mapped[NominationState] = mapped_column(choice(NominationState))
    channel: Mapped[Channel] = mapped_column(choice(Channel), default=Channel.WEB)
    nominee_kind: Mapped[NomineeKind] = mapped_column(choice(NomineeKind))
    nominee_name: Mapped[str] = mapped_column(info=personal("who is nominated"))
    nominee_title: Mapped[str] = mapped_column(default="", info=personal("the nominee's role"))
    nominee_email: Mapped[str] = mapped_column(
        default="", server_default="", info=personal("to tell the nominee, where we do")
    )
    partner: Mapped[str] = mapped_column(default="", info=personal("a partner outside, free text"))
    effect_kind: Mapped[EffectKind] = mapped_column(choice(EffectKind))
    effect: Mapped[str] = mapped_column(info=personal("free text; may name people"))
    inspired_by: Mapped[str] = mapped_column(
        default="", server_default="", info=personal("free text; may name people and their work")
    )
    machine_like: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the form was filled in as a program does, also when asked again: a person looks."""
    nominator_name: Mapped[str] = mapped_column(info=personal("who stands behind the text"))
    nominator_email: Mapped[str] = mapped_column(
        index=True, info=personal("to confirm, and to answer the nominator")
    )
    relation: Mapped[Relation] = mapped_column(choice(Relation))
    language: Mapped[str] = mapped_column(default="sv")
    arrived_at: Mapped[datetime]
    """When the text reached us: this counts against the deadline."""
    late: Mapped[bool] = mapped_column(default=False)
    late_reason: Mapped[str] = mapped_column(
        default="",
        server_default="",
        info=personal("why a late one was taken in by hand; may name people"),
    )
    registered_by_id: Mapped[str | None] = mapped_column(
        ForeignKey("person.id"), info=personal("who registered it for somebody else")
    )
    registered_at: Mapped[datetime | None]
    """When it was written down here; it may have arrived days before."""
    reminded_at: Mapped[datetime | None]
    """When a reminder to confirm it was put into the outbox: there is one, ever."""
    origin: Mapped[str] = mapped_column(
        default="",
        server_default="",
        info=personal("a keyed digest of the network address, to see many from one; soon emptied"),
    )
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    form_key: Mapped[str] = mapped_column(unique=True, default=new_id)
    """Comes with the form, so that a double click is one nomination."""

    award: Mapped[Award] = relationship()
    registered_by: Mapped[Person | None] = relationship()
    members: Mapped[list["NominationMember"]] = relationship(
        back_populates="nomination",
        order_by="NominationMember.position",
        cascade="all, delete-orphan",
    )
    answers: Mapped[list["NominationAnswer"]] = relationship(
        back_populates="nomination", cascade="all, delete-orphan"
    )
    units: Mapped[list[OrgUnit]] = relationship(secondary="nomination_unit")

    @property
    def late_without_reason(self) -> bool:
        """Whether it came late, and nobody has said yet why it is taken in all the same."""
        return self.late and not self.late_reason

    @property
    def unit_names(self) -> list[str]:
        """What its units were called on the day it reached us."""
        zone = self.award.edition.programme.time_zone
        day = to_zone(self.arrived_at, zone).date()
        return [unit.name_on(day) for unit in self.units]


class NominationMember(Base):
    """A member of a nominated group, unit or project, with a role title."""

    __tablename__ = "nomination_member"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    nomination_id: Mapped[str] = mapped_column(ForeignKey("nomination.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(info=personal("who belongs to the nominee"))
    title: Mapped[str] = mapped_column(default="", info=personal("the member's role"))

    nomination: Mapped[Nomination] = relationship(back_populates="members")


class NominationAnswer(Base):
    """What the nominator wrote to one prompt."""

    __tablename__ = "nomination_answer"

    nomination_id: Mapped[str] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    prompt_id: Mapped[str] = mapped_column(ForeignKey("prompt.id"), primary_key=True)
    text: Mapped[str] = mapped_column(info=personal("free text; may name people"))

    nomination: Mapped[Nomination] = relationship(back_populates="answers")
    prompt: Mapped[Prompt] = relationship()


class NominationUnit(Base):
    """An org unit the nominee belongs to; there may be several, across employers."""

    __tablename__ = "nomination_unit"

    nomination_id: Mapped[str] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    org_unit_id: Mapped[str] = mapped_column(ForeignKey("org_unit.id"), primary_key=True)
