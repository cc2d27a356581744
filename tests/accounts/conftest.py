"""What tests of signing in share: the mailbox, and somebody who asks for a link."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from awards.config import Settings
from awards.core.db import Database
from awards.jobs.registry import HANDLERS, Workshop
from awards.mail.models import OutboxMail
from tests.page import Browser, Page


@dataclass(frozen=True)
class Mail:
    """What the newest sign-in mail holds."""

    link: str
    code: str


@dataclass
class Mailbox:
    """Asks for links as somebody would, and reads the mails."""

    workshop: Workshop

    def ask(self, browser: Browser, address: str, **more: str) -> Page:
        browser.get("/sign-in")
        answer = browser.post("/sign-in", {"email": address, **more})
        self.write()
        return answer

    def write(self) -> None:
        """Do what the worker does."""
        HANDLERS["accounts.write-links"](self.workshop)

    def bodies(self) -> list[str]:
        with self.workshop.database.read() as session:
            newest = select(OutboxMail.body).order_by(OutboxMail.queued_at)
            return list(session.scalars(newest))

    def newest(self) -> Mail:
        body = self.bodies()[-1]
        link = re.search(r"http://localhost(/sign-in/\S+)", body)
        code = re.search(r"^([0-9A-Z]{4} [0-9A-Z]{4})$", body, re.MULTILINE)
        assert link
        assert code
        return Mail(link.group(1), code.group(1))


@pytest.fixture
def mailbox(app: Flask, database: Database, settings: Settings) -> Mailbox:
    return Mailbox(Workshop(database, settings))


Browse = Callable[..., Browser]
