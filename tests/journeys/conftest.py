"""A clock that can be set, a worker that works when told, and mail that can be read."""

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask

from awards.accounts.models import Person
from awards.config import Settings
from awards.core import clock as real_clock
from awards.core.db import Database
from awards.jobs.registry import HANDLERS, Workshop
from tests.page import Browser


@dataclass
class Clock:
    """What time it is, everywhere in the app."""

    at: datetime

    def __call__(self) -> datetime:
        """Return the moment that was set."""
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, app: Flask) -> Clock:
    """Stop the app's clock in every module that has taken `now` from `core.clock`."""
    stopped, running = Clock(datetime.now(UTC)), real_clock.now
    for name, module in list(sys.modules.items()):
        if name.startswith("awards.") and getattr(module, "now", None) is running:
            monkeypatch.setattr(module, "now", stopped)
    return stopped


@dataclass
class Office:
    """The worker, and the mailbox it fills."""

    workshop: Workshop
    jobs: list[tuple[str, ...]]

    def work(self) -> None:
        """Do what committed transactions asked for, and what that asks for in turn."""
        while self.jobs:
            name, *ids = self.jobs.pop(0)
            HANDLERS[name](self.workshop, *ids)

    def newest_mail(self, address: str) -> str:
        """Return the text of the newest mail to somebody."""
        self.work()
        folder = self.workshop.settings.instance / "mail"
        files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        read = [message_from_bytes(f.read_bytes(), policy=policy.default) for f in files]
        theirs = [mail for mail in read if mail["To"] == address]
        body = theirs[-1].get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    def link(self, address: str) -> str:
        """Return the path of the link in the newest mail to somebody."""
        text = self.newest_mail(address)
        return re.findall(r"http://localhost(/\S+)", text)[0]  # type: ignore[no-any-return]


@pytest.fixture
def office(
    app: Flask,
    database: Database,
    settings: Settings,
    jobs: list[tuple[str, ...]],
    font_folder: Path,
) -> Office:
    """The worker and the mailbox, with certificates' fonts cut already."""
    Path(settings.instance / "fonts").symlink_to(font_folder, target_is_directory=True)
    return Office(Workshop(database, settings), jobs)


@pytest.fixture
def enter(browse: Callable[..., Browser], office: Office) -> Callable[[Person], Browser]:
    """Sign somebody in by the link that is mailed to them."""

    def by_mail(person: Person) -> Browser:
        browser = browse()
        browser.get("/sign-in")
        browser.post("/sign-in", {"email": person.email})
        link = office.link(person.email)
        browser.get(link)
        browser.follow(browser.post(link))
        return browser

    return by_mail
