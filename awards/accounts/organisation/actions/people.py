"""Adding and changing people. Nobody is written to."""

from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy.orm import Session

from awards.accounts import queries as accounts
from awards.accounts.actions.provider import unlink_accounts
from awards.accounts.models import Person
from awards.accounts.organisation import rules
from awards.accounts.organisation.queries.people import (
    lets_in,
    may_close,
    namesake,
    with_address,
)
from awards.accounts.organisation.queries.whose import is_ours, require_our_unit
from awards.accounts.rules import NEEDED
from awards.audit.actions import record
from awards.core.permissions import Actor
from awards.core.text import one_line


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
    """Add a person.

    Raises NotFound for a unit of another programme's employer, EmailTaken; SameName unless
    somebody has said it is another.
    """
    draft = _tidied(draft)
    require_our_unit(session, by, draft.org_unit_id)
    _require_unlike(session, draft, None, namesake_known, by)
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
    """Change a person; whoever has left, or has another address, is signed out everywhere.

    Their accounts at providers are forgotten when somebody else gives them another address.
    Raises NotYours, StillNeeded, EmailTaken, SameName; NotFound for a unit of another
    programme's employer.
    """
    draft = _tidied(draft)
    before = draft_of(person)
    changed = [
        one.name for one in fields(draft) if getattr(draft, one.name) != getattr(before, one.name)
    ]
    if not changed:
        return
    if "org_unit_id" in changed:
        require_our_unit(session, by, draft.org_unit_id)
    entry = {"email", "active"} & set(changed)
    if entry:
        _require_theirs(session, person, by, address="email" in entry)
    if before.active and not draft.active:
        _require_another(session, person)
    _require_unlike(session, draft, person.id, namesake_known, by)
    for name in changed:
        setattr(person, name, getattr(draft, name))
    if entry:
        person.session_epoch += 1
    session.flush()
    if "email" in entry and by.person_id != person.id:
        unlink_accounts(session, person, by=by, at=at)
    record(session, "person.changed", subject=f"person:{person.id}", by=by, at=at, fields=changed)


def _require_theirs(session: Session, person: Person, by: Actor, *, address: bool) -> None:
    """Raise NotYours unless the actor could give each role of the person, as it is now.

    To say who has left, those roles are enough that are held for all of a programme.
    """
    session.refresh(person, ["grants"])
    if not (lets_in if address else may_close)(by, person):
        raise rules.NotYours(name=person.name)


def _require_another(session: Session, person: Person) -> None:
    """Raise StillNeeded when a programme, or all of it, would be left without somebody."""
    needed = [g for g in person.grants if g.role in NEEDED and g.edition_id is None]
    running = accounts.running(session, [g.programme_id for g in needed if g.programme_id])
    for grant in sorted(needed, key=lambda grant: grant.id):
        if grant.programme_id is not None and grant.programme_id not in running:
            continue
        if not accounts.holders(session, grant.programme_id, grant.role) - {person.id}:
            raise rules.StillNeeded(name=person.name)


def _tidied(draft: PersonDraft) -> PersonDraft:
    return replace(draft, name=one_line(draft.name), title=one_line(draft.title))


def _require_unlike(
    session: Session, draft: PersonDraft, person_id: str | None, namesake_known: bool, by: Actor
) -> None:
    other = with_address(session, draft.email)
    if other is not None and other.id != person_id:
        if not is_ours(session, by, other):
            raise rules.AddressElsewhere
        raise rules.EmailTaken(name=other.name)
    same = None if namesake_known else namesake(session, draft.name, draft.org_unit_id, person_id)
    if same is not None:
        raise rules.SameName(name=same.name, email=same.email)
