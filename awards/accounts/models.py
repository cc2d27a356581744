"""People, the organisation they work in, their roles, and their sign-in links."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.core.db import Base, choice, personal
from awards.core.ids import new_id
from awards.core.permissions import Role


class OrgKind(StrEnum):
    """What a node of the organisation is."""

    EMPLOYER = "employer"
    ADMINISTRATION = "administration"
    COMPANY = "company"
    UNIT = "unit"


class OrgUnit(Base):
    """A node of the organisation, valid between two dates."""

    __tablename__ = "org_unit"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("org_unit.id"), index=True)
    name: Mapped[str]
    kind: Mapped[OrgKind] = mapped_column(choice(OrgKind))
    to_be_confirmed: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    parent: Mapped["OrgUnit | None"] = relationship(remote_side="OrgUnit.id")


class Person(Base):
    """Somebody who can sign in, or works here."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(info=personal("to address and recognise the person"))
    email: Mapped[str] = mapped_column(unique=True, info=personal("to send the sign-in link"))
    title: Mapped[str] = mapped_column(default="", info=personal("shown beside the name"))
    org_unit_id: Mapped[str | None] = mapped_column(
        ForeignKey("org_unit.id"), index=True, info=personal("conflicts are looked for by unit")
    )
    language: Mapped[str] = mapped_column(default="sv")
    active: Mapped[bool] = mapped_column(default=True)
    session_epoch: Mapped[int] = mapped_column(default=0)
    """Raised to sign the person out everywhere."""

    unit: Mapped[OrgUnit | None] = relationship()
    grants: Mapped[list["RoleGrant"]] = relationship(back_populates="person")


class RoleGrant(Base):
    """A role that a person holds in a programme, or, an administrator's only, everywhere."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("person_id", "programme_id", "role"),
        # Two NULLs are not equal to a UNIQUE.
        Index(
            "uq_role_grant_everywhere",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("programme_id IS NULL"),
            postgresql_where=text("programme_id IS NULL"),
        ),
        CheckConstraint("programme_id IS NOT NULL OR role = 'admin'", name="everywhere"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    programme_id: Mapped[str | None] = mapped_column(ForeignKey("programme.id"), index=True)
    """None: everywhere."""
    role: Mapped[Role] = mapped_column(choice(Role))

    person: Mapped[Person] = relationship(back_populates="grants")


class SignInLink(Base):
    """A sign-in link that was sent; used once, within its time."""

    __tablename__ = "sign_in_link"
    __table_args__ = (Index(None, "person_id", "created_at"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
