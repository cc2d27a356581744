"""What the pages of the outbox share."""

from flask import Blueprint, url_for

from awards.mail.models import OutboxMail
from awards.mail.queries import mail_in
from awards.programmes.outbox.queries import programmes_for, sight_of
from awards.web.access import current_actor
from awards.web.db import get_session
from awards.web.theme import show_programme

bp = Blueprint("outbox", __name__, url_prefix="/outbox")


def asked_mail(mail_id: str) -> OutboxMail:
    """Return a mail of one of the actor's programmes, and dress the page so. Raises NotFound."""
    found = mail_in(get_session(), sight_of(current_actor()), mail_id)
    programmes = programmes_for(get_session(), current_actor())
    show_programme(next((p for p in programmes if p.id == found.programme_id), programmes[0]))
    return found


def url_of(mail: OutboxMail) -> str:
    """Return the address of a mail's page."""
    return url_for("outbox.mail", mail_id=mail.id)
