"""What accounts writes to people."""

from datetime import datetime

from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.mail.actions import queue_mail


def send_link(session: Session, person: Person, *, url: str, code: str, at: datetime) -> None:
    """Send a sign-in link, and the code for the browser that asked."""
    queue_mail(
        session,
        "accounts/sign_in_link",
        to=person.email,
        language=person.language,
        at=at,
        name=person.name,
        url=url,
        code=code,
    )
