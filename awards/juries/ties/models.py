"""Whom and what a juror is close to, once an edition."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.accounts.models import OrgUnit, Person
from awards.core.db import Base, personal
from awards.core.ids import new_id


class Circle(Base):
    """A juror's word on whom they are close to; nobody is an answer, too."""

    __tablename__ = "circle"
    __table_args__ = (UniqueConstraint("edition_id", "person_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    told_at: Mapped[datetime | None]
    """When they said that this is everybody; none while they have only begun."""

    ties: Mapped[list["Tie"]] = relationship(order_by="Tie.named_at", cascade="all, delete-orphan")


class Tie(Base):
    """One of them: somebody in the directory, a unit, or a name that is not in the directory."""

    __tablename__ = "tie"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN person_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN org_unit_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN name = '' THEN 0 ELSE 1 END) = 1",
            name="one_of_three",
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    circle_id: Mapped[str] = mapped_column(ForeignKey("circle.id"), index=True)
    person_id: Mapped[str | None] = mapped_column(
        ForeignKey("person.id"), info=personal("somebody a juror is close to")
    )
    org_unit_id: Mapped[str | None] = mapped_column(
        ForeignKey("org_unit.id"), info=personal("a unit a juror is close to")
    )
    name: Mapped[str] = mapped_column(
        default="", info=personal("somebody a juror is close to who is not in the directory")
    )
    named_at: Mapped[datetime]

    person: Mapped[Person | None] = relationship()
    unit: Mapped[OrgUnit | None] = relationship()

    @property
    def words(self) -> str:
        """What it is called on the juror's page."""
        if self.person is not None:
            return self.person.name
        return self.unit.name if self.unit is not None else self.name
