"""Who saves, who reports a conflict and who rewords a criterion at once do not block each other.

On PostgreSQL writers run side by side, and two that wait for each other's rows would both fail; on
SQLite they take turns.
"""

import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from awards.core.db import Database
from awards.core.errors import DomainError
from awards.juries.actions import Stated
from awards.juries.models import Answer, Ground
from awards.programmes.actions import changes
from awards.programmes.models import Criterion
from awards.scoring import sealing
from awards.scoring.actions import Typed
from awards.scoring.opened import Opened, opened_sheet
from awards.scoring.rules import StaleSheet
from tests.conftest import SECRET
from tests.scoring.conftest import Round, store

NOW = datetime.now(UTC)
PATIENCE = 10.0
"""Seconds after which somebody hangs."""


@pytest.fixture
def shared(database: Database, scene: Round, tmp_path: Path) -> Iterator[Database]:
    """The scene in a database that threads can share, unlike SQLite's in memory; a mark given."""
    there = database if not database.one_writer else _file(database, tmp_path / "shared.db")
    first = Typed({scene.criteria[0].id: 3})
    store(there, _read(there, scene), first, version=0, by=scene.actor, at=NOW)
    yield there
    if there is not database:
        there.dispose()


def _file(database: Database, path: Path) -> Database:
    with database.engine.connect() as connection, sqlite3.connect(path) as file:
        source: Any = connection.connection.dbapi_connection
        source.backup(file)
    file.close()
    return Database(f"sqlite:///{path}")


def _read(database: Database, scene: Round) -> Opened:
    with database.read() as session:
        return opened_sheet(session, scene.actor, scene.sheet, secret=SECRET)


class Saver(threading.Thread):
    """A juror who gives the second criterion a 1 on the sheet they have open."""

    def __init__(self, database: Database, scene: Round) -> None:
        super().__init__()
        self.database, self.scene, self.sheet = database, scene, _read(database, scene)
        self.told: object = None

    def run(self) -> None:
        typed = Typed({self.scene.criteria[1].id: 1})
        try:
            saved = store(self.database, self.sheet, typed, version=1, by=self.scene.actor, at=NOW)
            self.told = saved.version
        except DomainError as error:
            self.told = type(error)

    def wait_for_somebody(self) -> None:
        """Return when it waits for a lock on PostgreSQL; on SQLite its turn has not come."""
        waits, ends = text("SELECT count(*) FROM pg_locks WHERE NOT granted"), time.monotonic()
        while not self.database.one_writer and time.monotonic() < ends + PATIENCE:
            with self.database.read() as session:
                if session.scalar(waits):
                    return


def test_a_conflict_is_reported_while_its_sheet_is_saved(
    shared: Database, scene: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report has told the trail of the conflict; the save comes before the sheet is sealed."""
    saver, follow = Saver(shared, scene), sealing._follow

    def later(*given: Any, **named: Any) -> None:
        saver.start()
        saver.wait_for_somebody()
        follow(*given, **named)

    monkeypatch.setattr(sealing, "_follow", later)
    conflict = {scene.candidate.id: Stated(Answer.CONFLICTED, Ground.OTHER)}
    with shared.write() as session:
        sealing.state_conflicts(session, conflict, by=scene.actor, at=NOW)
    saver.join(PATIENCE)
    assert saver.told is StaleSheet


def test_a_criterion_is_reworded_while_it_is_scored(
    shared: Database, scene: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row is held; a new mark points to it, and whoever marks has the trail's lock."""
    saver, note = Saver(shared, scene), changes._note

    def later(*given: Any, **named: Any) -> None:
        saver.start()
        if not shared.one_writer:
            saver.join(PATIENCE)
        note(*given, **named)

    monkeypatch.setattr(changes, "_note", later)
    name = {"sv": "Annat", "nb": "Annet", "en": "Other"}
    with shared.write() as session:
        held = session.get_one(Criterion, scene.criteria[1].id)
        changes.change(
            session, held, {"name": name}, reason="A slip.", version=1, by=scene.actor, at=NOW
        )
    saver.join(PATIENCE)
    with shared.read() as session:
        reworded = session.get_one(Criterion, scene.criteria[1].id).name
    assert (saver.told, reworded) == (2, name)
