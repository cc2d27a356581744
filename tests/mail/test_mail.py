"""The outbox: same transaction, real SMTP, nothing lost, nothing twice."""

import email
import email.policy
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from awards.accounts.emails import send_link
from awards.accounts.models import Person
from awards.config import Settings
from awards.core.clock import now
from awards.core.db import Database
from awards.jobs.registry import Workshop
from awards.mail import actions
from awards.mail.models import MailState, OutboxMail
from awards.mail.tasks import send_waiting


class Mailbox:
    """What a real SMTP server was handed; refuses while `down`."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.down = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        del server, session
        if self.down:
            return "451 try later"
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        self.messages.append(parsed)
        return "250 OK"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def smtp(mailbox: Mailbox) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"smtp://127.0.0.1:{port}"
    controller.stop()


def _queue(database: Database) -> None:
    with database.write() as session:
        person = Person(name="Åsa Öberg", email="asa@example.org", language="sv")
        session.add(person)
        session.flush()
        send_link(session, person, url="http://localhost/sign-in/abc", at=now())


def _states(database: Database) -> list[tuple[MailState, int]]:
    with database.read() as session:
        rows = session.execute(select(OutboxMail.state, OutboxMail.attempts))
        return [(row.state, row.attempts) for row in rows]


def test_a_mail_reaches_a_real_server_once(
    database: Database, settings: Settings, mailbox: Mailbox, smtp: str
) -> None:
    _queue(database)
    workshop = Workshop(database, replace(settings, smtp_url=smtp))
    send_waiting(workshop)
    send_waiting(workshop)
    assert [m["To"] for m in mailbox.messages] == ["asa@example.org"]
    assert "http://localhost/sign-in/abc" in mailbox.messages[0].get_content()
    assert _states(database) == [(MailState.SENT, 1)]


def test_a_server_that_is_down_gets_the_mail_later(
    database: Database, settings: Settings, mailbox: Mailbox, smtp: str, monkeypatch: Any
) -> None:
    _queue(database)
    workshop = Workshop(database, replace(settings, smtp_url=smtp))
    mailbox.down = True
    send_waiting(workshop)
    assert _states(database) == [(MailState.QUEUED, 1)]
    mailbox.down = False
    later = now() + timedelta(hours=1)
    monkeypatch.setattr("awards.mail.tasks.now", lambda: later)
    send_waiting(workshop)
    assert (_states(database), len(mailbox.messages)) == ([(MailState.SENT, 2)], 1)


def test_without_a_server_the_mail_becomes_a_file(database: Database, settings: Settings) -> None:
    _queue(database)
    send_waiting(Workshop(database, settings))
    files = list((settings.instance / "mail").glob("*.eml"))
    parsed = email.message_from_bytes(files[0].read_bytes(), policy=email.policy.default)
    assert (len(files), parsed["To"]) == (1, "asa@example.org")


def test_two_workers_never_take_the_same_mail(database: Database) -> None:
    _queue(database)
    at = now()
    taken = [actions.claim_next(database, at), actions.claim_next(database, at)]
    assert [mail is not None for mail in taken] == [True, False]


def test_a_mail_goes_away_with_what_it_tells_about(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        person = Person(name="x", email="x@example.org")
        session.add(person)
        session.flush()
        send_link(session, person, url="http://localhost/x", at=now())
        raise RuntimeError
    assert _states(database) == []
