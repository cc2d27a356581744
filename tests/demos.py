"""The demo in a phase, loaded once in a run for each engine and phase, and copied for each test.

The test processes of a run share what one of them has loaded: a SQLite file, or the rows of
PostgreSQL's tables. Within a process copies are made from there, which takes milliseconds.
"""

import fcntl
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import StaticPool, create_engine, text

from awards.cli import alembic_config
from awards.core.db import Database
from awards.demo.loader import load
from awards.programmes.models import Phase
from awards.tables import metadata

Copies = Callable[[Phase], Database]
SECRET = "test-secret-test-secret-test-secret"


@contextmanager
def _one_at_a_time(thing: Path) -> Iterator[None]:
    with thing.with_name(f"{thing.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _load(database: Database, phase: Phase, files: Path) -> None:
    with database.write() as session:
        load(session, phase, secret=SECRET, at=datetime.now(UTC), folder=files)


def files_of(folder: Path, engine: str, phase: Phase) -> Path:
    """Return where the files of a loaded demo lie; copy them before something is written there."""
    return folder / f"{engine}-{phase.value}-files"


def copy_of(source: sqlite3.Connection) -> Database:
    """Return a database of its own with what a SQLite connection holds."""
    database = Database("sqlite://", poolclass=StaticPool)
    with database.engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        connection.rollback()
        source.backup(raw)
    return database


def sqlite_file(folder: Path, migrated: sqlite3.Connection, phase: Phase) -> Path:
    """Return the SQLite file of the demo in a phase, to be copied; `folder` is the run's."""
    path, files = folder / f"{phase.value}.db", files_of(folder, "sqlite", phase)
    with _one_at_a_time(path):
        if not path.exists():
            database = copy_of(migrated)
            _load(database, phase, files)
            half = sqlite3.connect(path.with_suffix(".half"))
            with database.engine.connect() as connection:
                raw: Any = connection.connection.dbapi_connection
                connection.rollback()
                raw.backup(half)
            half.close()
            database.dispose()
            path.with_suffix(".half").rename(path)
    return path


def sqlite_copies(folder: Path, migrated: sqlite3.Connection) -> Copies:
    """Give fresh copies on SQLite; `folder` is the run's."""
    known: dict[Phase, sqlite3.Connection] = {}

    def loaded(phase: Phase) -> sqlite3.Connection:
        memory = sqlite3.connect(":memory:", check_same_thread=False)
        on_disk = sqlite3.connect(sqlite_file(folder, migrated, phase))
        on_disk.backup(memory)
        on_disk.close()
        return memory

    def copy(phase: Phase) -> Database:
        if phase not in known:
            known[phase] = loaded(phase)
        return copy_of(known[phase])

    return copy


def _take_out(database: Database, folder: Path) -> None:
    """Write each table's rows into a file of its own."""
    folder.mkdir(exist_ok=True)
    with database.engine.connect() as connection:
        cursor = connection.connection.cursor()
        for table in metadata.sorted_tables:
            with cursor.copy(f'COPY "{table.name}" TO STDOUT (FORMAT binary)') as rows:
                (folder / table.name).write_bytes(b"".join(rows))


def _bring_in(database: Database, folder: Path) -> None:
    """Read the rows of each table from its file."""
    with database.engine.begin() as connection:
        # Neither foreign keys nor the trail's triggers look while a replica is written.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        cursor = connection.connection.cursor()
        for table in metadata.sorted_tables:
            with cursor.copy(f'COPY "{table.name}" FROM STDIN (FORMAT binary)') as rows:
                rows.write((folder / table.name).read_bytes())


@contextmanager
def postgres_copies(folder: Path, server_url: str) -> Iterator[Copies]:
    """Give fresh copies on PostgreSQL, which copies databases as files; `folder` is the run's."""
    server, numbers = create_engine(server_url, isolation_level="AUTOCOMMIT"), count()
    known: dict[Phase, str] = {}

    def new(template: str) -> str:
        name = f"demo_{next(numbers)}"
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        return name

    def url_of(name: str) -> str:
        return server.url.set(database=name).render_as_string(hide_password=False)

    def loaded(phase: Phase) -> str:
        name, dump = new("template1"), folder / f"{phase.value}.dump"
        command.upgrade(alembic_config(url_of(name)), "head")
        database = Database(url_of(name))
        with _one_at_a_time(dump):
            if dump.exists():
                _bring_in(database, dump)
            else:
                _load(database, phase, files_of(folder, "postgresql", phase))
                half = dump.with_suffix(".half")
                _take_out(database, half)
                half.rename(dump)
        database.dispose()
        return name

    def copy(phase: Phase) -> Database:
        if phase not in known:
            known[phase] = loaded(phase)
        return Database(url_of(new(known[phase])))

    yield copy
    server.dispose()


def bring_files(folder: Path, engine: str, phase: Phase, there: Path) -> None:
    """Copy the files of a loaded demo."""
    files = files_of(folder, engine, phase)
    if files.exists():
        shutil.copytree(files, there, dirs_exist_ok=True)
