"""The database: base class, column types, engine and sessions. No Flask.

Writers on SQLite begin with BEGIN IMMEDIATE: two that began deferred and both went on to
write would otherwise get "database is locked" at once, whatever the busy timeout.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Engine, Enum, MetaData, create_engine, event, inspect
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DataError, DBAPIError, InvalidatePoolError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Load, Session, defer, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
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


REST = 2.0
"""Seconds after which a connection to PostgreSQL is asked whether it still stands."""

_RESTS_SINCE = "rests since"
_WRITES = frozenset({"INSERT", "UPDATE", "DELETE"})
_TRIED_TO_WRITE = "a page that only reads tried to write"


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
        raise ReadOnlyError(_TRIED_TO_WRITE)


def require_writing(session: Session) -> None:
    """Raise ReadOnlyError for a session that only reads: for what writes by a SELECT.

    PostgreSQL's functions may, and the engine sees only how a statement begins. To have the
    server refuse it would cost a message each time a connection is taken.
    """
    if isinstance(session, ReadSession):
        raise ReadOnlyError(_TRIED_TO_WRITE)


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


def _look_after_rest(engine: Engine) -> None:
    """Ask a connection that has rested whether it still stands; else the pool opens others.

    One that was used a moment ago is not asked: that would be a good part of each save.
    """

    def rest(dbapi: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        del dbapi
        record.info[_RESTS_SINCE] = time.monotonic()

    def wake(
        dbapi: DBAPIConnection, record: ConnectionPoolEntry, fairy: PoolProxiedConnection
    ) -> None:
        del fairy
        at = time.monotonic()
        if at - record.info.get(_RESTS_SINCE, at) < REST:
            return
        try:
            engine.dialect.do_ping(dbapi)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine, "checkin", rest)
    event.listen(engine, "checkout", wake)


def make_engine(url: str, **options: Any) -> Engine:
    """Make an engine for SQLite or PostgreSQL with the settings we rely on."""
    if not url.startswith("sqlite"):
        # The connection used last knows the most plans.
        options |= {"pool_use_lifo": True, "skip_autocommit_rollback": True}
        engine = create_engine(url, hide_parameters=True, **options)
        event.listen(engine, "begin", _commit_by_itself_or_not)
        _look_after_rest(engine)
        return engine
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


def cannot_be_text(error: BaseException | None) -> bool:
    """Say whether PostgreSQL refused a NUL character, which no keyboard writes."""
    return isinstance(error, DataError) and "NUL" in str(error.orig)


def _reading(engine: Engine) -> Engine:
    """Return the engine as sessions that only read use it: what writes is refused.

    On PostgreSQL each statement is its own transaction: there it sees no less than in a common one,
    needs no BEGIN, and leaves nothing to roll back. After a rollback the driver forgets what it has
    had planned, and planning our predicates takes ten times as long as running them.
    """
    reading = engine.execution_options(alone=engine.dialect.name == "postgresql")
    event.listen(reading, "before_cursor_execute", _refuse_writing)
    return reading


def commits_by_itself(connection: Connection) -> bool:
    """Say whether each statement on a connection is a transaction of its own, and may write."""
    driver: Any = connection.connection.dbapi_connection
    may_write = bool(connection.get_execution_options().get("whole", False))
    return may_write and getattr(driver, "autocommit", None) is True


def _commit_by_itself_or_not(connection: Connection) -> None:
    """Tell the driver which it is, unless it is so already.

    SQLAlchemy's isolation levels would tell it each time a connection is taken and given back.
    """
    driver: Any = connection.connection.dbapi_connection
    alone = bool(connection.get_execution_options().get("alone", False))
    if driver.autocommit is not alone:
        driver.autocommit = alone


def _refuse_writing(
    connection: Connection, cursor: DBAPICursor, statement: str, *others: object
) -> None:
    del connection, cursor, others
    if statement.lstrip()[:6].upper() in _WRITES:
        raise ReadOnlyError(_TRIED_TO_WRITE)


class Database:
    """An engine and the two kinds of session it gives."""

    def __init__(self, url: str, **options: Any) -> None:
        """Connect lazily to `url` (SQLAlchemy's form)."""
        self.engine = make_engine(url, **options)
        self._reading = _reading(self.engine)
        self._looking = self._reading.execution_options(whole=True)
        writing = self.engine.execution_options(immediate=True)
        self.reading = sessionmaker(self._reading, class_=ReadSession, expire_on_commit=False)
        self.writing = sessionmaker(writing, class_=WriteSession, expire_on_commit=False)

    def look(self, *, before_writing: bool = False) -> Connection:
        """Return a connection as sessions that only read have it; whoever asks closes it.

        Before writing it takes what is written in one statement, too, where such a statement
        commits by itself: see `Prepared.run_alone`.
        """
        connection = (self._looking if before_writing else self._reading).connect()
        try:
            if before_writing and not self.one_writer:
                # Each statement commits by itself; to begin and end one would cost twice a save.
                _commit_by_itself_or_not(connection)
            else:
                connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

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

    @property
    def one_writer(self) -> bool:
        """Whether writers wait for each other from beginning to end, as SQLite's do."""
        return self.engine.dialect.name == "sqlite"

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()
