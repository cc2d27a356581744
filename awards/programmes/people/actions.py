"""Giving and taking roles. Nothing is sent: an invitation waits in the outbox."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from awards.accounts import queries as accounts
from awards.accounts.models import Person, RoleGrant
from awards.accounts.organisation.queries.whose import is_ours
from awards.accounts.rules import require_address
from awards.audit.actions import record
from awards.core.errors import Conflict, NotFound, WrongInput
from awards.core.languages import LANGUAGES, N_
from awards.core.permissions import Role
from awards.core.text import one_line
from awards.mail import release
from awards.programmes.invitations import Sender, write_invitation
from awards.programmes.models import Programme
from awards.programmes.people import queries, rules

SIMULTANEOUS = N_("Somebody has just done this. Load the page again.")


@dataclass(frozen=True)
class Place:
    """A role, and where: in all editions of the programme unless one is named."""

    role: Role
    edition_id: str | None = None


@dataclass(frozen=True)
class Guest:
    """Somebody from outside: called so, written to there, in a language of ours."""

    name: str
    email: str
    language: str


def give_role(
    session: Session,
    programme: Programme,
    person: Person,
    place: Place,
    *,
    by: Sender,
    at: datetime,
) -> RoleGrant | None:
    """Give somebody a role and write their invitation, which waits; None if it is theirs already.

    Raises OnlyAdministrators, WholeProgramme, WorksElsewhere for another programme's people;
    NotFound for another programme's edition.
    """
    if not is_ours(session, by.actor, person):
        raise rules.WorksElsewhere(name=person.name)
    return _give(session, programme, person, place, guest=False, by=by, at=at)


def _give(
    session: Session,
    programme: Programme,
    person: Person,
    place: Place,
    *,
    guest: bool,
    by: Sender,
    at: datetime,
) -> RoleGrant | None:
    _require(session, programme, place, by)
    if not person.active:
        raise WrongInput(N_("This person may not sign in any more."))
    held = queries.grants_of(session, person.id, programme.id, place.role)
    if held & {None, place.edition_id}:
        return None
    grant = RoleGrant(
        person_id=person.id,
        programme_id=programme.id,
        edition_id=place.edition_id,
        role=place.role,
    )
    session.add(grant)
    _flush_or_refuse(session)
    record(
        session,
        "role.granted",
        subject=f"role-grant:{grant.id}",
        by=by.actor,
        at=at,
        programme_id=programme.id,
        edition_id=place.edition_id,
        person_id=person.id,
        role=place.role.value,
    )
    write_invitation(
        session,
        person,
        place.role,
        programme,
        about=f"role-grant:{grant.id}",
        guest=guest,
        sender=by,
        at=at,
    )
    return grant


def _require(session: Session, programme: Programme, place: Place, by: Sender) -> None:
    rules.require_may_give(by.actor, place.role, programme.id)
    rules.require_place(place.role, place.edition_id)
    editions = {edition.id for edition in queries.editions_of(session, programme)}
    if place.edition_id is not None and place.edition_id not in editions:
        raise NotFound


def _flush_or_refuse(session: Session) -> None:
    """Flush; two clicks that insert the same row become one and a Conflict."""
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(SIMULTANEOUS) from error


def take_role(
    session: Session, grant: RoleGrant, programme: Programme, *, by: Sender, at: datetime
) -> None:
    """Take a role away, and with it the invitation if that still waits.

    What was done in the role stays. Raises OnlyAdministrators, LastOne.
    """
    rules.require_may_give(by.actor, grant.role, programme.id)
    others = accounts.holders(session, programme.id, grant.role) - {grant.person_id}
    rules.require_another(grant.role, len(others))
    for mail in queries.waiting_about(session, f"role-grant:{grant.id}"):
        release.drop(session, mail, version=mail.version, by=by.actor, at=at)
    session.delete(grant)
    session.flush()
    record(
        session,
        "role.taken",
        subject=f"role-grant:{grant.id}",
        by=by.actor,
        at=at,
        programme_id=programme.id,
        edition_id=grant.edition_id,
        person_id=grant.person_id,
        role=grant.role.value,
    )


def invite_guest(
    session: Session, programme: Programme, guest: Guest, place: Place, *, by: Sender, at: datetime
) -> Person:
    """Add somebody from outside, without a unit, and write their invitation, which waits.

    An address that is known in another programme only is that person's: they get the role, and
    stay as they are. Raises AddressTaken for one of ours, NotAcross, HeldAlready, WrongInput.
    """
    email, name = require_address(guest.email), one_line(guest.name)
    if not name or guest.language not in LANGUAGES:
        raise WrongInput
    _require(session, programme, place, by)
    person = queries.person_with(session, email)
    new = person is None
    if person is None:
        person = _add(
            session, programme, Person(name=name, email=email, language=guest.language), by, at
        )
    elif is_ours(session, by.actor, person):
        raise rules.AddressTaken
    else:
        rules.require_across(by.actor, place.role)
    if _give(session, programme, person, place, guest=new, by=by, at=at) is None:
        raise rules.HeldAlready
    return person


def _add(
    session: Session, programme: Programme, person: Person, by: Sender, at: datetime
) -> Person:
    session.add(person)
    _flush_or_refuse(session)
    record(
        session,
        "person.added",
        subject=f"person:{person.id}",
        by=by.actor,
        at=at,
        programme_id=programme.id,
    )
    return person
