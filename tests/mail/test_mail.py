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
from tests.factories import Make


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
        send_link(session, person, url="http://localhost/sign-in/abc", code="K7QM 2XPD", at=now())


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
        send_link(session, person, url="http://localhost/x", code="K7QM 2XPD", at=now())
        raise RuntimeError
    assert _states(database) == []


INVITED = {
    "name": "Åsa Öberg",
    "role": "juror",
    "programme": "Staff awards",
    "organisation": "Lunds kommun",
    "sender": "Kim Ek",
    "url": "http://localhost/sign-in",
    "contact": "awards@example.org",
}


def _hold(database: Database, programme_id: str, **more: Any) -> str:
    with database.write() as session:
        mail = actions.queue_mail(
            session,
            "programmes/jury_invitation",
            to="asa@example.org",
            language="en",
            at=now(),
            held=True,
            programme_id=programme_id,
            about="person:x",
            **{**INVITED, **more},
        )
        return mail.id


def test_a_held_mail_is_never_taken_by_a_worker(
    database: Database, settings: Settings, make: Make, mailbox: Mailbox, smtp: str
) -> None:
    _hold(database, make.programme().id)
    send_waiting(Workshop(database, replace(settings, smtp_url=smtp)))
    assert (mailbox.messages, _states(database)) == ([], [(MailState.HELD, 0)])


def test_a_held_mail_is_written_in_the_recipients_words(database: Database, make: Make) -> None:
    mail_id = _hold(database, make.programme().id)
    with database.read() as session:
        mail = session.get_one(OutboxMail, mail_id)
    assert mail.subject == "You are invited to the jury of Staff awards"
    assert mail.body.startswith("Hello Åsa Öberg!\n\nYou are going to be juror in Staff awards,")
    assert mail.body.endswith("Kim Ek\nLunds kommun\n")
    assert (mail.merge_values, mail.about, mail.edited) == (INVITED, "person:x", False)


def test_a_held_mail_asks_for_exactly_its_merge_fields(database: Database, make: Make) -> None:
    programme = make.programme().id
    with pytest.raises(ValueError, match="not"):
        _hold(database, programme, award="Innovation")


def test_what_a_value_says_is_never_read_as_a_merge_field(database: Database, make: Make) -> None:
    mail_id = _hold(database, make.programme().id, name="{{url}} {{ 7*7 }}{% raw %}")
    with database.read() as session:
        body = session.get_one(OutboxMail, mail_id).body
    assert body.startswith("Hello {{url}} {{ 7*7 }}{% raw %}!")
