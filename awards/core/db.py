"""The database: base class, column types, engine and sessions. No Flask.

Writers on SQLite begin with BEGIN IMMEDIATE: two that began deferred and both went on to
write would otherwise get "database is locked" at once, whatever the busy timeout.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Engine, Enum, MetaData, create_engine, event, inspect
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Load, Session, defer, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import JSON, TypeDecorator

from awards.core.turns import TurnNotGivenError, Turns

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Translated = dict[str, str]
"""One text in several languages: {"sv": …, "nb": …, "en": …}; a missing one falls back."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment its zone back (SQLite has none)."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(enum: type[StrEnum]) -> Enum:
    """Return a column type that stores a StrEnum's values, guarded by a CHECK."""
    return Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=enum.__name__.lower(),
        values_callable=lambda kind: [member.value for member in kind],
    )


def personal(reason: str) -> dict[str, Any]:
    """Mark a column as personal data and say why we hold it: `info=personal("…")`."""
    return {"personal": reason}


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: UtcDateTime(),
        dict[str, str]: JSON(),
        dict[str, Any]: JSON(),
        list[dict[str, Any]]: JSON(),
        dict[str, list[str]]: JSON(),
        dict[str, int]: JSON(),
    }


def leave_out_texts(model: type[Base], *kept: str) -> list[Load]:
    """Return what keeps a query from reading the texts in several languages of a model's rows.

    Taking JSON apart is most of the time of a page that shows dates and counts. A text that is
    asked for after all is read then, by a query of its own.
    """
    columns = inspect(model).columns
    texts = [key for key, column in columns.items() if isinstance(column.type, JSON)]
    return [defer(getattr(model, key)) for key in texts if key not in kept]  # type: ignore[misc]


class ReadOnlyError(RuntimeError):
    """A page that only reads tried to write: a defect, never a user's mistake."""


class ReadSession(Session):
    """A session for GET and HEAD: it refuses to flush."""


class WriteSession(Session):
    """A session that writes; on SQLite it takes the write lock when it begins."""


@event.listens_for(ReadSession, "before_flush")
def _refuse(session: Session, context: object, instances: object) -> None:
    del context, instances
    if session.new or session.dirty or session.deleted:
        raise ReadOnlyError("a page that only reads tried to write")


def _set_pragmas(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    del record
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "busy_timeout=15000",
        "synchronous=FULL",
        "temp_store=MEMORY",
        "wal_autocheckpoint=4000",  # pages: an evening of saves is copied over less often
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Begin a SQLite transaction ourselves; see the module's docstring."""
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def make_engine(url: str, **options: Any) -> Engine:
    """Make an engine for SQLite or PostgreSQL with the settings we rely on."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, hide_parameters=True, **options)
    connect_args = {"check_same_thread": False, "isolation_level": None, "timeout": 15}
    engine = create_engine(url, connect_args=connect_args, hide_parameters=True, **options)
    event.listen(engine, "connect", _set_pragmas)
    turns = Turns(engine.url.database)
    event.listen(engine, "begin", turns.take)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "checkin", turns.give_back)
    return engine


def is_out_of_reach(error: BaseException | None) -> bool:
    """Say whether the database could not be reached, or is too busy: later it will do.

    PostgreSQL stopped, starting, or out of connections; SQLite locked by another for too long.
    """
    if isinstance(error, PoolTimeout | TurnNotGivenError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return "locked" in str(error.orig)
    return error.connection_invalidated or isinstance(error, OperationalError)


class Database:
    """An engine and the two kinds of session it gives."""

    def __init__(self, url: str, **options: Any) -> None:
        """Connect lazily to `url` (SQLAlchemy's form)."""
        self.engine = make_engine(url, **options)
        writing = self.engine.execution_options(immediate=True)
        self.reading = sessionmaker(self.engine, class_=ReadSession, expire_on_commit=False)
        self.writing = sessionmaker(writing, class_=WriteSession, expire_on_commit=False)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that refuses to write."""
        with self.reading() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session that commits at the end, or rolls back when something is raised."""
        with self.writing.begin() as session:
            yield session

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()
