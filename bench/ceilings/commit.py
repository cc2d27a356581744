"""The ceiling of a save: Flask commits one row, durably, to SQLite (WAL, FULL) or PostgreSQL."""

import os
import sqlite3
import threading
from typing import Any

from flask import Flask

app = Flask(__name__)
_local = threading.local()


def _open(address: str) -> Any:
    """Return a connection that begins and commits when it is told to, like the app's own."""
    if address.startswith("postgresql"):
        import psycopg  # only a run against PostgreSQL needs it

        return psycopg.connect(address, autocommit=True)
    connection = sqlite3.connect(address, isolation_level=None, timeout=15)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _connection() -> Any:
    """Return this thread's connection."""
    if not hasattr(_local, "connection"):
        address = os.environ["BENCH_COMMIT_DATABASE"]
        _local.connection = _open(address)
        _local.begin = "BEGIN" if address.startswith("postgresql") else "BEGIN IMMEDIATE"
    return _local.connection


def prepare(address: str) -> None:
    """Make the one table."""
    connection = _open(address)
    generated = " GENERATED ALWAYS AS IDENTITY" if address.startswith("postgresql") else ""
    connection.execute(f"CREATE TABLE line (id INTEGER{generated} PRIMARY KEY, text TEXT)")
    connection.close()


@app.post("/")
def commit() -> str:
    """Commit one row."""
    connection = _connection()
    connection.execute(_local.begin)
    connection.execute("INSERT INTO line (text) VALUES ('one row')")
    connection.execute("COMMIT")
    return "saved"
