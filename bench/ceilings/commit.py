"""The ceiling of a save: Flask commits one row to SQLite, durably (WAL, synchronous FULL)."""

import os
import sqlite3
import threading

from flask import Flask

app = Flask(__name__)
_local = threading.local()


def _connection() -> sqlite3.Connection:
    """Return this thread's connection, opened the way the app opens its own."""
    if not hasattr(_local, "connection"):
        path = os.environ["BENCH_COMMIT_DATABASE"]
        _local.connection = sqlite3.connect(path, isolation_level=None, timeout=15)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000"):
            _local.connection.execute(f"PRAGMA {pragma}")
    connection: sqlite3.Connection = _local.connection
    return connection


def prepare(path: str) -> None:
    """Make the one table."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, text TEXT)")


@app.post("/")
def commit() -> str:
    """Commit one row."""
    connection = _connection()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO line (text) VALUES ('one row')")
    connection.execute("COMMIT")
    return "saved"
