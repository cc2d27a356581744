"""What accounts writes to people."""

from datetime import datetime

from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.mail.actions import queue_mail


def send_link(session: Session, person: Person, *, url: str, at: datetime) -> None:
    """Send a sign-in link."""
    queue_mail(
        session,
        "accounts/sign_in_link",
        to=person.email,
        language=person.language,
        at=at,
        about=f"person:{person.id}",
        name=person.name,
        url=url,
    )
