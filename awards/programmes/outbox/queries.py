"""Whose mail somebody may look at, and the programmes whose texts they may write."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from awards.accounts.models import Person, RoleGrant
from awards.accounts.queries import people_in
from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission, Role
from awards.mail.models import OutboxMail
from awards.mail.queries import Sight
from awards.programmes.invitations import mail_about
from awards.programmes.models import Programme

MOST_SAMPLES = 50


@dataclass(frozen=True)
class Sample:
    """A real reader of a kind of mail, and what is filled in for them."""

    id: str
    name: str
    address: str
    values: dict[str, str]


def sight_of(actor: Actor, programme_id: str | None = None) -> Sight:
    """Return whose mail the actor sees: of their programmes, or of the asked one among them.

    Sign-in mail belongs to no programme; the actor sees that there is some to the people who
    have a role in theirs.
    """
    held = actor.programmes_with(Permission.SEND_MAIL)
    programmes = held if programme_id is None else held & {programme_id}
    addresses = select(Person.email).where(Person.id.in_(people_in(programmes)))
    return Sight(sorted(programmes), addresses)


def programmes_for(session: Session, actor: Actor) -> Sequence[Programme]:
    """Return the programmes whose mail the actor sends, by address."""
    held = actor.programmes_with(Permission.SEND_MAIL)
    wanted = select(Programme).where(Programme.id.in_(held)).order_by(Programme.slug)
    return session.scalars(wanted).all()


def programme_for(session: Session, actor: Actor, slug: str) -> Programme:
    """Return one of them. Raises NotFound."""
    found = next((p for p in programmes_for(session, actor) if p.slug == slug), None)
    if found is None:
        raise NotFound
    return found


def readers_of(session: Session, programme_id: str, template: str) -> list[tuple[Person, Role]]:
    """Return who could get such a mail about a role, with a role of theirs it is about, by name.

    Where nobody holds such a role yet, it is everybody in the programme, as if they had one. There
    is always one: whoever asks holds a role in it, or everywhere.
    """
    wanted = (
        select(Person, RoleGrant.role)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            or_(RoleGrant.programme_id == programme_id, RoleGrant.programme_id.is_(None)),
            Person.active,
        )
        .order_by(Person.name, Person.id, RoleGrant.role)
    )
    rows = session.execute(wanted).all()
    about = {role for role in Role if template in {"programmes/guest_invitation", mail_about(role)}}
    held = [(person, role) for person, role in rows if role in about]
    as_if = [(person, min(about, key=list(Role).index)) for person, _role in rows]
    found: dict[str, tuple[Person, Role]] = {}
    for person, role in held or as_if:
        found.setdefault(person.id, (person, role))
    return list(found.values())


def samples_of(session: Session, programme_id: str, template: str) -> list[Sample]:
    """Return those who were written to with a kind of mail, the newest first."""
    wanted = select(OutboxMail).where(
        OutboxMail.programme_id == programme_id, OutboxMail.template == template
    )
    newest = wanted.order_by(OutboxMail.queued_at.desc(), OutboxMail.id).limit(MOST_SAMPLES)
    return [
        Sample(mail.id, mail.merge_values.get("name", ""), mail.recipient, mail.merge_values)
        for mail in session.scalars(newest)
    ]
