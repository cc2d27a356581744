"""The server is killed between two keystrokes; what was typed before is there, in every browser."""

import http.client
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import select

from awards.audit.queries import check_chain
from awards.cli import alembic_config
from awards.core.db import Database
from awards.core.ids import new_id
from awards.nominations.drafts.models import NominationDraft
from awards.programmes.models import Phase
from tests.drafts.conftest import FORM
from tests.factories import Make
from tests.gunicorn import Gunicorn
from tools.machine import HOST, any_free_port

SECRET = "killed-server-secret-killed-server"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A migrated database in a file, with an award open for nominations."""
    url = f"sqlite:///{tmp_path / 'utmarkt.db'}"
    command.upgrade(alembic_config(url), "head")
    database = Database(url)
    with database.writing() as session:
        make = Make(session)
        make.award(make.edition(Phase.NOMINATING))
    yield database
    database.dispose()


@pytest.fixture
def server(tmp_path: Path, database: Database, font_folder: Path) -> Iterator[Gunicorn]:
    """The app in production's dress; killed at the end whatever happens."""
    (tmp_path / "fonts").symlink_to(font_folder)
    gunicorn = Gunicorn(tmp_path, any_free_port(), SECRET).start()
    yield gunicorn
    gunicorn.kill()


class Typist:
    """A browser reduced to what matters: cookies, a token, and what the form's script sends."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.page = new_id()
        self.key, self.version, self.token = "", 0, ""

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/json", "X-CSRFToken": self.token}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def open(self) -> str:
        status, text = self.ask("GET", FORM)
        assert status == 200
        self.token = _value(text, "csrf_token")
        self.key, self.version = _value(text, "form_key"), int(_value(text, "draft_version"))
        return text

    def type(self, words: str) -> int:
        body = {
            "key": self.key,
            "version": self.version,
            "page": self.page,
            "fields": [["effect", words]],
        }
        status, text = self.ask("POST", f"{FORM}/draft", json.dumps(body))
        if status == 200:
            self.version = json.loads(text)["version"]
        return status


def _value(page: str, name: str) -> str:
    found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"no {name} in the page"
    return found[1]


def test_every_acknowledged_keystroke_outlives_the_server(
    server: Gunicorn, database: Database
) -> None:
    typist = Typist(server.port)
    typist.open()
    words = ""
    for letter in "Hon vågade.":
        words += letter
        assert typist.type(words) == 200
    server.kill()
    with pytest.raises(ConnectionError):
        typist.type(words + " Och")
    server.start()
    assert words in typist.open()
    # The same page goes on typing, and a lost answer is simply sent again.
    assert [typist.type(words + " Och alla"), typist.type(words + " Och alla vann.")] == [200, 200]
    with database.read() as session:
        (draft,) = session.scalars(select(NominationDraft))
        assert json.loads(draft.typed) == [["effect", "Hon vågade. Och alla vann."]]
        assert (draft.others, draft.saved_at <= datetime.now(UTC)) == ([], True)
        assert check_chain(session).whole
