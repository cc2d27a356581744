"""Adding and changing people. Nobody is written to."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.accounts.organisation import rules
from awards.accounts.organisation.queries.people import namesake, with_address
from awards.audit.actions import record
from awards.core.permissions import Actor


@dataclass(frozen=True)
class PersonDraft:
    """A person as somebody writes them; the address in small letters."""

    name: str
    email: str
    title: str
    org_unit_id: str | None
    language: str
    active: bool = True


def draft_of(person: Person) -> PersonDraft:
    """Return a person as they would be written."""
    return PersonDraft(**{one.name: getattr(person, one.name) for one in fields(PersonDraft)})


def add_person(
    session: Session, draft: PersonDraft, *, namesake_known: bool = False, by: Actor, at: datetime
) -> Person:
    """Add a person. Raises EmailTaken; SameName unless somebody has said it is another."""
    _require_unlike(session, draft, None, namesake_known)
    person = Person(**{one.name: getattr(draft, one.name) for one in fields(draft)})
    session.add(person)
    session.flush()
    record(session, "person.added", subject=f"person:{person.id}", by=by, at=at)
    return person


def change_person(
    session: Session,
    person: Person,
    draft: PersonDraft,
    *,
    namesake_known: bool = False,
    by: Actor,
    at: datetime,
) -> None:
    """Change a person; whoever has left, or has another address, is signed out everywhere."""
    before = draft_of(person)
    changed = [
        one.name for one in fields(draft) if getattr(draft, one.name) != getattr(before, one.name)
    ]
    if not changed:
        return
    _require_unlike(session, draft, person.id, namesake_known)
    for name in changed:
        setattr(person, name, getattr(draft, name))
    if {"email", "active"} & set(changed):
        person.session_epoch += 1
    session.flush()
    record(session, "person.changed", subject=f"person:{person.id}", by=by, at=at, fields=changed)


def _require_unlike(
    session: Session, draft: PersonDraft, person_id: str | None, namesake_known: bool
) -> None:
    other = with_address(session, draft.email)
    if other is not None and other.id != person_id:
        raise rules.EmailTaken(name=other.name)
    same = None if namesake_known else namesake(session, draft.name, draft.org_unit_id, person_id)
    if same is not None:
        raise rules.SameName(name=same.name, email=same.email)
