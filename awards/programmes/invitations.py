"""The mail to somebody who is given a role: written into the outbox, where it waits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.languages import in_language
from awards.core.permissions import ROLE_WORDS, Actor, Role
from awards.core.translation import translator
from awards.mail.actions import queue_mail
from awards.mail.models import OutboxMail
from awards.programmes.models import Programme

JURY = frozenset({Role.JUROR, Role.CHAIR})


@dataclass(frozen=True)
class Sender:
    """Who invites, and the address where whoever is invited signs in."""

    actor: Actor
    url: str


def values_of(
    person: Person, role: Role, programme: Programme, sender: Sender, language: str
) -> dict[str, str]:
    """Return the merge fields of an invitation, in a language."""
    return {
        "name": person.name,
        "role": translator(language)(ROLE_WORDS[role]).lower(),
        "programme": in_language(programme.name, language),
        "organisation": programme.organisation,
        "sender": sender.actor.name,
        "url": sender.url,
        "contact": programme.contact_email,
    }


def mail_about(role: Role) -> str:
    """Return the kind of mail by which somebody we know is told about a role."""
    return "programmes/jury_invitation" if role in JURY else "programmes/role_given"


def write_invitation(
    session: Session,
    person: Person,
    role: Role,
    programme: Programme,
    *,
    about: str,
    guest: bool,
    sender: Sender,
    at: datetime,
) -> OutboxMail:
    """Put an invitation into the outbox, in the person's language; nothing is sent.

    `about` is `kind:id` of what gave them the role.
    """
    return queue_mail(
        session,
        "programmes/guest_invitation" if guest else mail_about(role),
        to=person.email,
        language=person.language,
        at=at,
        held=True,
        programme_id=programme.id,
        about=about,
        **values_of(person, role, programme, sender, person.language),
    )
