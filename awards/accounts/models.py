"""People, the organisation they work in, their roles, and how they sign in."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from awards.core.db import Base, choice, personal
from awards.core.ids import new_id
from awards.core.permissions import Role
from awards.core.search import search_text


class OrgKind(StrEnum):
    """What a node of the organisation is."""

    EMPLOYER = "employer"
    ADMINISTRATION = "administration"
    COMPANY = "company"
    UNIT = "unit"


class OrgUnit(Base):
    """A node of the organisation, valid between two dates; both belong to its life."""

    __tablename__ = "org_unit"
    __table_args__ = (UniqueConstraint("employer_id", "code"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("org_unit.id"), index=True)
    employer_id: Mapped[str | None] = mapped_column(ForeignKey("org_unit.id"))
    """The top of its tree; a top is its own. Codes are unique within it."""
    code: Mapped[str | None]
    """What the employer's own systems call it; by it an import knows a unit again."""
    name: Mapped[str]
    """What it is called now; see `name_on`."""
    kind: Mapped[OrgKind] = mapped_column(choice(OrgKind))
    manager_id: Mapped[str | None] = mapped_column(
        ForeignKey("person.id", use_alter=True),
        index=True,
        info=personal("conflicts are looked for by manager"),
    )
    to_be_confirmed: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    search: Mapped[str] = mapped_column(default="")
    """Name and code as they are searched."""

    parent: Mapped["OrgUnit | None"] = relationship(
        remote_side="OrgUnit.id", foreign_keys=[parent_id]
    )
    former_names: Mapped[list["OrgUnitName"]] = relationship(
        order_by="OrgUnitName.until", cascade="all, delete-orphan"
    )

    def name_on(self, day: date) -> str:
        """Return what the unit was called on a day; what is old keeps the name of its time."""
        then = (former.name for former in self.former_names if day < former.until)
        return next(then, self.name)

    @property
    def all_names(self) -> list[str]:
        """Its name and all it had before."""
        return [self.name, *(former.name for former in self.former_names)]

    def valid_on(self, day: date) -> bool:
        """Say whether the unit exists on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


class OrgUnitName(Base):
    """A name that a unit had until a day, on which the next one began.

    The name before it ends where it begins, so names can neither overlap nor leave a gap.
    """

    __tablename__ = "org_unit_name"

    unit_id: Mapped[str] = mapped_column(ForeignKey("org_unit.id"), primary_key=True)
    until: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]


class Person(Base):
    """Somebody who can sign in, or works here."""

    __tablename__ = "person"
    __table_args__ = (Index(None, "search", "org_unit_id"),)

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
    search: Mapped[str] = mapped_column(default="", info=personal("finds the person by typing"))
    """Name, address and title as they are searched."""

    unit: Mapped[OrgUnit | None] = relationship(foreign_keys=[org_unit_id])
    grants: Mapped[list["RoleGrant"]] = relationship(back_populates="person")


class RoleGrant(Base):
    """A role that a person holds in a programme, or in one edition of it.

    An administrator's may be held everywhere: then there is no programme.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        # Two NULLs are not equal to a UNIQUE: hence three.
        Index(
            "uq_role_grant_programme",
            "person_id",
            "programme_id",
            "role",
            unique=True,
            sqlite_where=text("edition_id IS NULL"),
            postgresql_where=text("edition_id IS NULL"),
        ),
        Index(
            "uq_role_grant_edition",
            "person_id",
            "edition_id",
            "role",
            unique=True,
            sqlite_where=text("edition_id IS NOT NULL"),
            postgresql_where=text("edition_id IS NOT NULL"),
        ),
        Index(
            "uq_role_grant_everywhere",
            "person_id",
            "role",
            unique=True,
            sqlite_where=text("programme_id IS NULL"),
            postgresql_where=text("programme_id IS NULL"),
        ),
        CheckConstraint("programme_id IS NOT NULL OR role = 'admin'", name="everywhere"),
        CheckConstraint(
            "edition_id IS NULL OR programme_id IS NOT NULL", name="edition_in_programme"
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    programme_id: Mapped[str | None] = mapped_column(ForeignKey("programme.id"), index=True)
    """None: everywhere."""
    edition_id: Mapped[str | None] = mapped_column(ForeignKey("edition.id"), index=True)
    """None: in every edition of the programme."""
    role: Mapped[Role] = mapped_column(choice(Role))

    person: Mapped[Person] = relationship(back_populates="grants")


class SignInLink(Base):
    """Somebody asked for a sign-in link: also when nobody has the address, so that it is alike.

    Used once, within its time: by the link in the mail, or by the mail's code in the browser
    that asked.
    """

    __tablename__ = "sign_in_link"
    __table_args__ = (
        Index(None, "person_id", "created_at"),
        Index(None, "address_digest", "created_at"),
        CheckConstraint("attempts >= 0", name="attempts"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    """None until the mail is written, and for an address that nobody here has."""
    epoch: Mapped[int | None]
    """The person's when the mail was written; void as soon as theirs is higher."""
    address: Mapped[str] = mapped_column(
        default="", info=personal("where the mail goes; emptied as soon as it is written")
    )
    address_digest: Mapped[str] = mapped_column(
        default="", info=personal("to count how often an address was given")
    )
    wanted: Mapped[str] = mapped_column(default="")
    """The path to go to afterwards."""
    attempts: Mapped[int] = mapped_column(default=0)
    """How often a code was tried."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class SignInWay(StrEnum):
    """How somebody signed in."""

    LINK = "link"
    CODE = "code"
    PROVIDER = "provider"
    DEMO = "demo"


class SignInSession(Base):
    """Somebody is signed in with one browser."""

    __tablename__ = "sign_in_session"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    key_digest: Mapped[str] = mapped_column(unique=True)
    """SHA-256 of what the cookie holds: reading the table gives nobody a session."""
    epoch: Mapped[int]
    """The person's when it began; void as soon as theirs is higher."""
    way: Mapped[SignInWay] = mapped_column(choice(SignInWay))
    device: Mapped[str] = mapped_column(
        default="", info=personal("to tell one's own devices apart: browser and system")
    )
    once: Mapped[str | None] = mapped_column(unique=True)
    """Digest of what began it, where that may not begin another one."""
    started_at: Mapped[datetime] = mapped_column(index=True)
    seen_at: Mapped[datetime] = mapped_column(
        info=personal("to end a session that nobody uses; to within five minutes")
    )
    ended_at: Mapped[datetime | None]


class ProviderAccount(Base):
    """A person's account at an OpenID provider: the pair of issuer and subject never changes."""

    __tablename__ = "provider_account"
    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        # Whoever gets somebody's address there later does not get their place here.
        UniqueConstraint("person_id", "issuer"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    issuer: Mapped[str]
    subject: Mapped[str] = mapped_column(info=personal("to know the person again at sign-in"))
    linked_at: Mapped[datetime]


class ImportState(StrEnum):
    """How far an import of the organisation has come."""

    READING = "reading"
    PREVIEW = "preview"
    APPLYING = "applying"
    APPLIED = "applied"
    DROPPED = "dropped"


class OrgImport(Base):
    """A file with units or people: read, shown, and applied when somebody says so."""

    __tablename__ = "org_import"
    __table_args__ = (Index(None, "state"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    file_id: Mapped[str | None] = mapped_column(ForeignKey("stored_file.id"))
    """None once the import is settled: the file holds everybody's names."""
    file_name: Mapped[str] = mapped_column(info=personal("what the uploader called it"))
    employer: Mapped[str]
    """Whose units and people these are, where the file itself does not say."""
    complete: Mapped[bool] = mapped_column(default=False)
    """Whether what is missing in the file is to be closed."""
    language: Mapped[str]
    """What new people are written to in: the language of whoever imports them."""
    state: Mapped[ImportState] = mapped_column(choice(ImportState), default=ImportState.READING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    """Rows read so far, and all; the page's progress."""
    preview: Mapped[dict[str, Any]] = mapped_column(
        default=dict, info=personal("what the file would change, to be confirmed")
    )
    digest: Mapped[str] = mapped_column(default="")
    """SHA-256 of the changes that the preview showed; another one is another preview."""
    changed_meanwhile: Mapped[bool] = mapped_column(default=False)
    """Whether the preview is a new one, because the organisation had changed."""
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    confirmed_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]


@event.listens_for(Person, "before_insert")
@event.listens_for(Person, "before_update")
def _find_person(mapper: object, connection: object, person: Person) -> None:
    del mapper, connection
    person.search = search_text(person.name, person.email, person.title or "")


@event.listens_for(OrgUnit, "before_insert")
@event.listens_for(OrgUnit, "before_update")
def _find_unit(mapper: object, connection: object, unit: OrgUnit) -> None:
    del mapper, connection
    unit.search = search_text(unit.name, unit.code or "")
    unit.id = unit.id or new_id()
    if unit.employer_id is None:
        unit.employer_id = unit.parent.employer_id if unit.parent else unit.id
