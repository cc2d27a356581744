"""Putting mails into the outbox, and getting them out."""

import smtplib
import ssl
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.config import Settings
from awards.core.db import Database
from awards.core.languages import N_
from awards.core.translation import translator
from awards.jobs.registry import enqueue
from awards.mail.compose import compose
from awards.mail.kinds import KINDS
from awards.mail.models import MailState, OutboxMail
from awards.mail.texts import words_of

MOST_ATTEMPTS = 8
OWN_LINK = N_("[the link, which only the recipient sees]")
"""What stands in a waiting mail where its recipient finds a link of their own."""
CLAIM = timedelta(minutes=2)
"""How long a worker has to send a mail before another may try."""


def queue_mail(
    session: Session,
    template: str,
    *,
    to: str,
    language: str,
    at: datetime,
    held: bool = False,
    programme_id: str | None = None,
    about: str = "",
    own_link: str = "",
    **values: object,
) -> OutboxMail:
    """Put a mail into the outbox, in the caller's transaction, and ask for it to be sent.

    A `held` one waits instead, until a coordinator of its programme sends or drops it: its
    template is one of `awards.mail.kinds`, `values` are exactly that kind's merge fields, and
    its words are the programme's own where it has any. `about` is `kind:id`. An `own_link`, which
    lets its reader in, takes the place of `url` only when the mail is sent: who reads a waiting
    mail sees that there is a link, and not where it leads.
    """
    mail = OutboxMail(
        template=template,
        programme_id=programme_id,
        about=about,
        recipient=to,
        own_link=own_link,
        language=language,
        queued_at=at,
        next_try_at=at,
    )
    if own_link:
        values["url"] = translator(language)(OWN_LINK)
    if held:
        _write_held(session, mail, {name: str(value) for name, value in values.items()})
    else:
        mail.subject, mail.body = compose(template, language=language, **values)
    session.add(mail)
    session.flush()
    if not held:
        enqueue(session, "mail.send")
    return mail


def _write_held(session: Session, mail: OutboxMail, values: dict[str, str]) -> None:
    """Write a mail that waits; ValueError for values that are not its merge fields: a defect."""
    kind = KINDS[mail.template]
    if mail.programme_id is None or values.keys() != set(kind.fields):
        raise ValueError(f"{kind.template} takes {kind.fields} and a programme, not {[*values]}")
    mail.state, mail.merge_values = MailState.HELD, values
    words = words_of(session, mail.programme_id, kind, mail.language)
    mail.subject, mail.body = words.filled(values)


def claim_next(database: Database, at: datetime) -> OutboxMail | None:
    """Take the next mail that is due, so that no other worker takes it for a while."""
    with database.write() as session:
        due = (
            select(OutboxMail)
            .where(OutboxMail.state == MailState.QUEUED, OutboxMail.next_try_at <= at)
            .order_by(OutboxMail.next_try_at, OutboxMail.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        mail = session.scalars(due).first()
        if mail is None:
            return None
        mail.attempts += 1
        mail.next_try_at = at + max(CLAIM, timedelta(minutes=2**mail.attempts))
        return mail


def settle(database: Database, mail_id: str, *, error: str, at: datetime) -> None:
    """Write down how sending a claimed mail went; an empty error means it is sent."""
    with database.write() as session:
        mail = session.get_one(OutboxMail, mail_id)
        mail.error = error[:500]
        if not error:
            mail.state, mail.sent_at = MailState.SENT, at
        elif mail.attempts >= MOST_ATTEMPTS:
            mail.state = MailState.FAILED


def as_message(mail: OutboxMail, sender: str) -> EmailMessage:
    """Return the mail as a message; its Message-ID is the row's, so a repeat can be told."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = mail.queued_at
    message["Message-ID"] = f"<{mail.id}@{sender.rpartition('@')[2].strip('> ')}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = mail.language
    message.set_content(mail.letter)
    return message


def deliver(mail: OutboxMail, settings: Settings) -> None:
    """Send a mail by SMTP, or write it as a file where no SMTP server is set."""
    message = as_message(mail, settings.mail_from)
    if settings.smtp_url:
        _send(message, settings.smtp_url)
    else:
        _write(message, settings.instance / "mail" / f"{mail.id}.eml")


def _send(message: EmailMessage, url: str) -> None:
    parts = urlsplit(url)
    with _connect(parts.scheme, parts.hostname or "localhost", parts.port or 0) as server:
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _connect(scheme: str, host: str, port: int) -> smtplib.SMTP:
    """Connect with TLS from the start (smtps), or as soon as the server offers it."""
    tls = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=20, context=tls)
    server = smtplib.SMTP(host, port, timeout=20)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=tls)
    return server


def _write(message: EmailMessage, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    temporary.write_bytes(message.as_bytes())
    temporary.replace(path)
