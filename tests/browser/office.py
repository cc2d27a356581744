"""An installation with nothing in it, its worker, and the mail that leaves it."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from pathlib import Path

from flask import Flask

from awards import create_app
from awards.cli import upgrade_database
from tests.browser.site import SECRET, settings_in
from tests.serving import serving
from tools.machine import any_free_port
from tools.processes import start, stop_all

WAIT = 30


@dataclass(frozen=True)
class Office:
    """Where it stands, in the file system and on this machine."""

    app: Flask
    folder: Path
    url: str

    def command(self, *words: str) -> str:
        """Run `flask awards …`; what it said."""
        return str(self.app.test_cli_runner().invoke(args=["awards", *words]).output)

    def mail_to(self, address: str) -> str:
        """Wait for the newest mail to an address; return its text."""
        until = time.monotonic() + WAIT
        while time.monotonic() < until:
            for file in sorted(self.folder.glob("mail/*.eml"), key=lambda f: -f.stat().st_mtime):
                message = message_from_bytes(file.read_bytes(), policy=policy.default)
                if message["To"] == address:
                    body = message.get_body()
                    assert body is not None
                    return str(body.get_content())
            time.sleep(0.1)
        raise AssertionError(f"no mail to {address}")


@contextmanager
def empty_office(folder: Path, fonts: Path) -> Iterator[Office]:
    """Serve an empty installation in `folder`, with a worker, until the block ends."""
    (folder / "fonts").symlink_to(fonts)
    port = any_free_port()
    settings = replace(settings_in(folder, port), demo=False)
    app = create_app(settings)
    upgrade_database(app)
    env = os.environ | {
        "UTMARKT_INSTANCE": str(folder),
        "UTMARKT_SECRET_KEY": SECRET,
        "UTMARKT_BASE_URL": settings.base_url,
    }
    worker = start("worker", ["flask", "--app", "app", "awards", "work"], env)
    try:
        with serving(app, port) as url:
            yield Office(app, folder, url)
    finally:
        stop_all([worker])
        app.extensions["database"].dispose()
