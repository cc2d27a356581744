"""The desk's own tables: notes, kept findings, saved views, and steps that can be undone."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from awards.core.db import Base, choice, personal
from awards.core.ids import new_id
from awards.triage.findings.kinds import FindingKind


class DeskNote(Base):
    """Who looks after a nomination, and a note that only coordinators read."""

    __tablename__ = "desk_note"

    nomination_id: Mapped[str] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    assignee_id: Mapped[str | None] = mapped_column(
        ForeignKey("person.id"), index=True, info=personal("who looks after the nomination")
    )
    note: Mapped[str] = mapped_column(
        default="", info=personal("coordinators' own words; never leaves the desk, purged with it")
    )
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[str | None] = mapped_column(
        ForeignKey("person.id"), info=personal("who wrote the note last")
    )


class FindingAnswer(StrEnum):
    """A person's word on a finding."""

    ACCEPTED = "accepted"
    OVERRULED = "overruled"


class KeptFinding(Base):
    """A finding as the rules saw it last, and what a person said to it.

    A row stays when the finding is gone (`stands` is false), so that an answer is not forgotten.
    """

    __tablename__ = "kept_finding"
    __table_args__ = (Index(None, "kind", "stands"),)

    nomination_id: Mapped[str] = mapped_column(ForeignKey("nomination.id"), primary_key=True)
    kind: Mapped[FindingKind] = mapped_column(choice(FindingKind), primary_key=True)
    mark: Mapped[str]
    """What it stands on, in short: another mark is another finding, and asks again."""
    stands: Mapped[bool] = mapped_column(default=True)
    found_at: Mapped[datetime]
    answer: Mapped[FindingAnswer | None] = mapped_column(choice(FindingAnswer))
    answered_mark: Mapped[str] = mapped_column(default="")
    """The mark that was answered; the answer holds while it is the finding's own."""
    reason: Mapped[str] = mapped_column(
        default="", info=personal("why a finding does not count; may name people")
    )
    answered_by_id: Mapped[str | None] = mapped_column(
        ForeignKey("person.id"), info=personal("who answered the finding")
    )
    answered_at: Mapped[datetime | None]


class SavedView(Base):
    """A coordinator's filter of the desk's list, by name: their own, or the programme's too."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("programme_id", "person_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"))
    person_id: Mapped[str] = mapped_column(
        ForeignKey("person.id"), info=personal("whose view it is")
    )
    name: Mapped[str] = mapped_column(info=personal("a coordinator's words; may name somebody"))
    shared: Mapped[bool] = mapped_column(default=False)
    filters: Mapped[dict[str, str]] = mapped_column(info=personal("may hold a name looked for"))
    """What stands in the list's address: key → value."""
    saved_at: Mapped[datetime]


class StepKind(StrEnum):
    """What can be done to many at once."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    ASSIGN = "assign"
    PREPARE = "prepare"


class DeskStep(Base):
    """One thing done to many nominations at once, with what is needed to take it back."""

    __tablename__ = "desk_step"
    __table_args__ = (Index(None, "edition_id", "done_at"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    edition_id: Mapped[str] = mapped_column(ForeignKey("edition.id"))
    kind: Mapped[StepKind] = mapped_column(choice(StepKind))
    form_key: Mapped[str] = mapped_column(unique=True)
    """Comes with the preview, so that a double click is one step."""
    items: Mapped[list[dict[str, Any]]]
    """[{"id": nomination id, "before": …, "after": …}, …]; ids and marks only."""
    done_at: Mapped[datetime]
    done_by_id: Mapped[str | None] = mapped_column(
        ForeignKey("person.id"), info=personal("who did it")
    )
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[str | None] = mapped_column(
        ForeignKey("person.id"), info=personal("who took it back")
    )
