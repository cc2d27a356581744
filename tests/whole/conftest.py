"""What tests of the whole share."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import create_engine, text

from awards import create_app
from awards.cli import alembic_config
from awards.config import Settings
from awards.core.db import Database
from awards.demo.loader import load
from awards.programmes.models import Phase
from tests.conftest import SECRET
from tests.factories import Make
from tests.whole.conflicted import Stage
from tests.whole.scene import Scene, copy_of


@pytest.fixture
def instance(tmp_path: Path, font_folder: Path) -> Path:
    """The folder of a test installation (see `settings`), with its fonts cut already."""
    (tmp_path / "fonts").symlink_to(font_folder, target_is_directory=True)
    return tmp_path


Copies = Callable[[Phase], Database]


@pytest.fixture(scope="session")
def sqlite_copies(migrated_sqlite: sqlite3.Connection) -> Copies:
    """Fresh copies of the demo in a phase, on SQLite; each phase is loaded once."""
    loaded: dict[Phase, sqlite3.Connection] = {}

    def copy(phase: Phase) -> Database:
        if phase not in loaded:
            database = copy_of(migrated_sqlite)
            _load(database, phase)
            loaded[phase] = sqlite3.connect(":memory:", check_same_thread=False)
            with database.engine.connect() as connection:
                raw: Any = connection.connection.dbapi_connection
                connection.rollback()
                raw.backup(loaded[phase])
            database.dispose()
        return copy_of(loaded[phase])

    return copy


@pytest.fixture(scope="session")
def postgres_copies(postgres_url: str) -> Iterator[Copies]:
    """Fresh copies of the demo in a phase, on PostgreSQL, which copies databases as files."""
    server, numbers = create_engine(postgres_url, isolation_level="AUTOCOMMIT"), count()
    loaded: dict[Phase, str] = {}

    def new(template: str) -> str:
        name = f"demo_{next(numbers)}"
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        return name

    def url_of(name: str) -> str:
        return server.url.set(database=name).render_as_string(hide_password=False)

    def copy(phase: Phase) -> Database:
        if phase not in loaded:
            loaded[phase] = new("template1")
            command.upgrade(alembic_config(url_of(loaded[phase])), "head")
            database = Database(url_of(loaded[phase]))
            _load(database, phase)
            database.dispose()
        return Database(url_of(new(loaded[phase])))

    yield copy
    server.dispose()


def _load(database: Database, phase: Phase) -> None:
    with database.write() as session:
        load(session, phase, secret=SECRET, at=datetime.now(UTC))


SetScene = Callable[[str, Phase, str], Scene]


@pytest.fixture(scope="session")
def scene(
    font_folder: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SetScene]:
    """Set a scene in a fresh copy of the demo: `scene("sqlite", Phase.SCORING, "chair")`."""
    folder, opened = tmp_path_factory.mktemp("scenes"), list[Database]()
    (folder / "fonts").symlink_to(font_folder, target_is_directory=True)

    def set_up(engine: str, phase: Phase, viewer: str) -> Scene:
        copies = "postgres_copies" if engine == "postgresql" else "sqlite_copies"
        database: Database = request.getfixturevalue(copies)(phase)
        opened.append(database)
        settings = Settings(
            instance=folder,
            secret_key=SECRET,
            database_url=database.engine.url.render_as_string(hide_password=False),
            rate_limits=False,
            base_url="http://localhost",
        )
        app = create_app(settings, database)
        app.testing, app.config["PROPAGATE_EXCEPTIONS"] = True, False
        return Scene(app, database, viewer)

    yield set_up
    for database in opened:
        database.dispose()


SetStage = Callable[..., Stage]


@pytest.fixture
def stage(
    app: Flask,
    database: Database,
    make: Make,
    instance: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> SetStage:
    """Set the stage for somebody with a conflict: `stage("chair")`."""
    # Jurors are numbered by lot in each workbook; here one lot can be compared with the next.
    monkeypatch.setattr("awards.results.workbook.SystemRandom", lambda: Random(0))
    return lambda viewer, **how: Stage(app, database, make, viewer, instance / "files", **how)
