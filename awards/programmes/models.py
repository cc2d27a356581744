"""Programme → edition → award → prompts; criteria and their weights. All of it data."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from awards.core.db import Base, Translated, personal
from awards.core.ids import new_id


class Phase(StrEnum):
    """Where an award stands. `UPCOMING` is before the first; the six others are the journey."""

    UPCOMING = "upcoming"
    NOMINATING = "nominating"
    TRIAGE = "triage"
    SCORING = "scoring"
    DELIBERATION = "deliberation"
    DECIDED = "decided"
    ANNOUNCED = "announced"


class Programme(Base):
    """A yearly award scheme of one organisation: Medarbetarpriserna, Lunds kommun."""

    __tablename__ = "programme"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[Translated]
    organisation: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    """Where certificates are signed: Lund."""
    language: Mapped[str] = mapped_column(default="sv")
    time_zone: Mapped[str] = mapped_column(default="Europe/Stockholm")
    accent: Mapped[str] = mapped_column(default="#0f5c63")
    contact_email: Mapped[str]
    arms_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"))
    """The coat of arms or logo: a picture on pages and certificates, served to everybody."""
    arms_alt: Mapped[Translated] = mapped_column(default=dict, server_default=text("'{}'"))
    """What it shows, for those who do not see it."""
    version: Mapped[int] = mapped_column(default=1)
    """Raised by each change, so that two who edit at once notice."""
    archived_at: Mapped[datetime | None]

    editions: Mapped[list["Edition"]] = relationship(
        back_populates="programme", order_by="Edition.year.desc()"
    )


class Edition(Base):
    """One year's round of a programme: its dates and its rules."""

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("programme_id", "slug"),
        CheckConstraint("opens_at < closes_at", name="opens_before_closing"),
        CheckConstraint("closes_at <= scoring_opens_at", name="triage_before_scoring"),
        CheckConstraint("scoring_opens_at < scoring_closes_at", name="scoring_has_time"),
        CheckConstraint("scale_low < scale_high", name="scale_has_levels"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    slug: Mapped[str]
    year: Mapped[int]
    name: Mapped[Translated]
    intro: Mapped[Translated]
    who_may_nominate: Mapped[Translated]
    who_decides: Mapped[Translated]
    public_records: Mapped[Translated]
    deciding_body: Mapped[Translated]
    legal_basis: Mapped[Translated]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    scoring_opens_at: Mapped[datetime]
    scoring_closes_at: Mapped[datetime]
    blind: Mapped[bool] = mapped_column(default=True)
    scale_low: Mapped[int] = mapped_column(default=1)
    scale_high: Mapped[int] = mapped_column(default=5)
    rules: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """Setting → value, where it is not the default; read with `settings.rules_of_edition`."""
    one_panel: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether all awards have the same panel; juries keep it so."""
    date_changes: Mapped[list[dict[str, Any]]] = mapped_column(
        default=list, server_default=text("'[]'")
    )
    """Dates that were moved once people knew them, oldest first, and why: the public reads it."""
    dates_confirmed: Mapped[bool] = mapped_column(default=False)
    """Whether somebody has looked at the dates; a template only proposes them."""
    opened_at: Mapped[datetime | None]
    """When it stopped being a draft; a draft has no phase and is nobody's but the desk's."""
    purged_at: Mapped[datetime | None]
    """When the texts of its nominations went for ever; written by privacy."""
    version: Mapped[int] = mapped_column(default=1)
    archived_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship(back_populates="editions")
    awards: Mapped[list["Award"]] = relationship(
        back_populates="edition",
        order_by="Award.position",
        primaryjoin="and_(Award.edition_id == Edition.id, Award.archived_at.is_(None))",
    )
    """Those that are not archived, here and in `criteria`."""
    organisations: Mapped[list["EligibleOrganisation"]] = relationship(viewonly=True)
    criteria: Mapped[list["Criterion"]] = relationship(
        back_populates="edition",
        order_by="Criterion.position",
        primaryjoin="and_(Criterion.edition_id == Edition.id, Criterion.archived_at.is_(None))",
    )


class Criterion(Base):
    """A thing that is scored in an edition, anchored in words at every level."""

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), index=True)
    key: Mapped[str]
    position: Mapped[int]
    name: Mapped[Translated]
    description: Mapped[Translated]
    levels: Mapped[dict[str, list[str]]]
    """Language → words for each level, lowest first."""
    version: Mapped[int] = mapped_column(default=1)
    archived_at: Mapped[datetime | None]

    edition: Mapped[Edition] = relationship(back_populates="criteria")


class Award(Base):
    """A category in an edition: Innovation."""

    __tablename__ = "award"
    __table_args__ = (UniqueConstraint("edition_id", "slug"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), index=True)
    slug: Mapped[str]
    position: Mapped[int]
    name: Mapped[Translated]
    statement: Mapped[Translated]
    prize: Mapped[Translated]
    emblem: Mapped[str] = mapped_column(default="stjarna")
    to_be_confirmed: Mapped[bool] = mapped_column(default=False)
    signs: Mapped[Translated] = mapped_column(default=dict, server_default=text("'{}'"))
    """What somebody did for whom this award fits, a line each: for choosing an award by them."""
    deciding_body: Mapped[Translated] = mapped_column(default=dict, server_default=text("'{}'"))
    legal_basis: Mapped[Translated] = mapped_column(default=dict, server_default=text("'{}'"))
    """Empty, both of them, where the award says nothing else than its edition."""
    rules: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """Setting → value, where the award says otherwise; read with `settings.rules_of`."""
    decided_at: Mapped[datetime | None]
    """When the deciding body's decision was recorded; written by decisions."""
    announce_at: Mapped[datetime | None]
    """When the embargo lifts; written by decisions. Nothing is public before."""
    version: Mapped[int] = mapped_column(default=1)
    archived_at: Mapped[datetime | None]
    others: Mapped[int | None] = query_expression()
    """How many more awards its edition has; known only where a query asks for it."""

    edition: Mapped[Edition] = relationship(back_populates="awards")
    prompts: Mapped[list["Prompt"]] = relationship(
        back_populates="award", order_by="Prompt.position"
    )
    weights: Mapped[list["Weight"]] = relationship(back_populates="award")

    @property
    def decided_by(self) -> Translated:
        """Who decides on it: its own deciding body, else its edition's."""
        return self.deciding_body or self.edition.deciding_body

    @property
    def handled_under(self) -> Translated:
        """Why its personal data may be handled: its own legal basis, else its edition's."""
        return self.legal_basis or self.edition.legal_basis


class Prompt(Base):
    """A question of an award's nomination form: one for each part of what the award is for."""

    __tablename__ = "prompt"
    __table_args__ = (UniqueConstraint("award_id", "key"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    award_id: Mapped[str] = mapped_column(ForeignKey("award.id"), index=True)
    key: Mapped[str]
    position: Mapped[int]
    label: Mapped[Translated]
    hint: Mapped[Translated]
    example: Mapped[Translated] = mapped_column(default=dict, server_default=text("'{}'"))
    """How a good answer may sound; opened by whoever wants to see one."""

    award: Mapped[Award] = relationship(back_populates="prompts")


class Weight(Base):
    """How much a criterion counts in an award."""

    __tablename__ = "weight"
    __table_args__ = (CheckConstraint("value >= 0", name="not_negative"),)

    award_id: Mapped[str] = mapped_column(ForeignKey("award.id"), primary_key=True)
    criterion_id: Mapped[str] = mapped_column(ForeignKey("criterion.id"), primary_key=True)
    value: Mapped[int] = mapped_column(default=1)

    award: Mapped[Award] = relationship(back_populates="weights")


class EligibleOrganisation(Base):
    """An organisation whose staff may be nominated in an edition: a list for each year."""

    __tablename__ = "eligible_organisation"

    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    org_unit_id: Mapped[str] = mapped_column(
        ForeignKey("org_unit.id"), primary_key=True, index=True
    )


class RuleChange(Base):
    """A setting that was changed in a running round, and why. Lines are only ever added."""

    __tablename__ = "rule_change"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"), index=True)
    award_id: Mapped[str | None] = mapped_column(ForeignKey("award.id"), index=True)
    """None when it holds for the whole edition."""
    key: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    reason: Mapped[str] = mapped_column(info=personal("free text; may name people"))
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
