"""What a database holds, taken out once and brought back before each test that begins with it."""

import sqlite3
from typing import Any

from sqlalchemy import text

from awards.core.db import Database
from awards.tables import metadata

Content = bytes | dict[str, bytes]
"""A SQLite database as it is, or table → rows of PostgreSQL's tables that have some."""

_NO_ROWS = 21
"""Bytes that PostgreSQL sends of a table without rows: the head and the end."""


def taken_out(database: Database) -> Content:
    """Return what a database holds."""
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            return _sqlite(connection).serialize()
        cursor, found = connection.connection.cursor(), {}
        for table in metadata.sorted_tables:
            with cursor.copy(f'COPY "{table.name}" TO STDOUT (FORMAT binary)') as sent:
                rows = b"".join(sent)
            if len(rows) > _NO_ROWS:
                found[table.name] = rows
        return found


def bring_in(database: Database, content: Content) -> None:
    """Put it into another database: in place of SQLite's own, into PostgreSQL's empty tables."""
    if isinstance(content, bytes):
        fill(database, content)
        return
    with database.engine.begin() as connection:
        # Neither foreign keys nor the trail's triggers look while a replica is written.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        cursor = connection.connection.cursor()
        for name, rows in content.items():
            with cursor.copy(f'COPY "{name}" FROM STDIN (FORMAT binary)') as sent:
                sent.write(rows)


def fill(database: Database, content: bytes) -> None:
    """Put the content of another SQLite database into one in memory, in place of its own.

    SQLite's backup page by page, and reading what it left, takes eight times as long.
    """
    with database.engine.connect() as connection:
        connection.info.pop("remembered", None)
        raw = _sqlite(connection)
        connection.rollback()
        raw.deserialize(content)


def _sqlite(connection: Any) -> sqlite3.Connection:
    raw: sqlite3.Connection = connection.connection.dbapi_connection
    return raw
