"""The demo in a phase, loaded once in a run for each engine and phase, and copied for each test.

The test processes of a run share what one of them has loaded: a SQLite file, or the rows of
PostgreSQL's tables. Within a process copies are made from there, which takes milliseconds. A
copy that is no longer used gives its engine to the next one: what SQLAlchemy worked out for the
one stays known.
"""

import fcntl
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import StaticPool, create_engine, text

from awards.core.db import Database
from awards.demo.loader import load
from awards.files.apart import asking
from awards.programmes.models import Phase
from tests.content import Content, bring_in, fill, taken_out

Copies = Callable[[Phase], AbstractContextManager[Database]]
SECRET = "test-secret-test-secret-test-secret"
MIGRATED = "migrated"
"""The database of a PostgreSQL server that has all tables and no rows, to be copied."""


@contextmanager
def _one_at_a_time(thing: Path) -> Iterator[None]:
    with thing.with_name(f"{thing.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


_once = cache(asking._asked)
"""A process of its own looks each of the demo's files through: for one phase, not for each."""


def _load(database: Database, phase: Phase, files: Path) -> None:
    with patch.object(asking, "_asked", _once), database.write() as session:
        load(session, phase, secret=SECRET, at=datetime.now(UTC), folder=files)


def files_of(folder: Path, engine: str, phase: Phase) -> Path:
    """Return where the files of a loaded demo lie; copy them before something is written there."""
    return folder / f"{engine}-{phase.value}-files"


_IN_MEMORY: list[Database] = []
"""SQLite databases that nobody uses any more, empty."""


@contextmanager
def copy_of(content: bytes) -> Iterator[Database]:
    """Give a database of its own with the content of a SQLite database."""
    database = _IN_MEMORY.pop() if _IN_MEMORY else Database("sqlite://", poolclass=StaticPool)
    fill(database, content)
    yield database
    _put_back(database, _IN_MEMORY)


def _put_back(database: Database, unused: list[Database]) -> None:
    """Leave nothing of a database but its engine."""
    database.dispose()
    database.writing.configure(info={})
    unused.append(database)


def sqlite_file(folder: Path, migrated: bytes, phase: Phase) -> Path:
    """Return the SQLite file of the demo in a phase, to be copied; `folder` is the run's."""
    path, files = folder / f"{phase.value}.db", files_of(folder, "sqlite", phase)
    with _one_at_a_time(path):
        if not path.exists():
            half = sqlite3.connect(path.with_suffix(".half"))
            with copy_of(migrated) as database:
                _load(database, phase, files)
                with database.engine.connect() as connection:
                    raw: Any = connection.connection.dbapi_connection
                    connection.rollback()
                    raw.backup(half)
            half.close()
            path.with_suffix(".half").rename(path)
    return path


def sqlite_copies(folder: Path, migrated: bytes) -> Copies:
    """Give fresh copies on SQLite; `folder` is the run's."""
    known: dict[Phase, bytes] = {}

    def loaded(phase: Phase) -> bytes:
        with closing(sqlite3.connect(sqlite_file(folder, migrated, phase))) as on_disk:
            return on_disk.serialize()

    def copy(phase: Phase) -> AbstractContextManager[Database]:
        if phase not in known:
            known[phase] = loaded(phase)
        return copy_of(known[phase])

    return copy


def _to_disk(content: Content, folder: Path) -> None:
    """Write each table's rows into a file of its own."""
    assert isinstance(content, dict)
    folder.mkdir(exist_ok=True)
    for name, rows in content.items():
        (folder / name).write_bytes(rows)


def _from_disk(folder: Path) -> Content:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@contextmanager
def postgres_copies(folder: Path, server_url: str) -> Iterator[Copies]:
    """Give fresh copies on PostgreSQL, which copies databases as files; `folder` is the run's."""
    server, numbers = create_engine(server_url, isolation_level="AUTOCOMMIT"), count()
    known: dict[Phase, str] = {}
    unused: list[Database] = []

    def tell(statement: str) -> None:
        with server.connect() as connection:
            connection.execute(text(statement))

    def new() -> Database:
        url = server.url.set(database=f"demo_{next(numbers)}")
        return Database(url.render_as_string(hide_password=False))

    @contextmanager
    def fresh(template: str) -> Iterator[Database]:
        database = unused.pop() if unused else new()
        tell(f"CREATE DATABASE {database.engine.url.database} TEMPLATE {template}")
        yield database
        _put_back(database, unused)
        tell(f"DROP DATABASE IF EXISTS {database.engine.url.database}")

    def loaded(phase: Phase) -> str:
        name, dump = f"demo_{phase.value}", folder / f"{phase.value}.dump"
        with fresh(MIGRATED) as database:
            with _one_at_a_time(dump):
                if dump.exists():
                    bring_in(database, _from_disk(dump))
                else:
                    _load(database, phase, files_of(folder, "postgresql", phase))
                    half = dump.with_suffix(".half")
                    _to_disk(taken_out(database), half)
                    half.rename(dump)
            database.dispose()
            tell(f"ALTER DATABASE {database.engine.url.database} RENAME TO {name}")
        return name

    def copy(phase: Phase) -> AbstractContextManager[Database]:
        if phase not in known:
            known[phase] = loaded(phase)
        return fresh(known[phase])

    yield copy
    server.dispose()


def bring_files(folder: Path, engine: str, phase: Phase, there: Path) -> None:
    """Copy the files of a loaded demo."""
    files = files_of(folder, engine, phase)
    if files.exists():
        shutil.copytree(files, there, dirs_exist_ok=True)
