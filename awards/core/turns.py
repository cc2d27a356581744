"""Writers of one SQLite file take turns.

SQLite itself lets a writer that finds the file taken sleep for a fixed while and look again: with
twenty writers the file is idle most of the time. Here they wait in line and are woken at once:
the threads of a process at a lock, the processes at a locked file beside the database. SQLite's own
lock stays what keeps the data whole; somebody who writes without a turn only breaks the queue.
"""

import fcntl
import os
import threading
from pathlib import Path

from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

LONGEST_WAIT = 15.0
"""Seconds after which a thread gives up: the busy timeout of our connections."""

_HELD = "turn"


class TurnNotGivenError(TimeoutError):
    """Another thread of this process has been writing for too long."""


class Turns:
    """The line before one database; none before a database in memory."""

    def __init__(self, database: str | None) -> None:
        """Stand before the file `database`; its folder may not be there yet."""
        named = database and database != ":memory:" and not database.startswith("file:")
        self._path = Path(f"{database}-turn") if named else None
        self._lock = threading.Lock()
        self._file: int | None = None
        self._opened_by: int | None = None

    def take(self, connection: Connection) -> None:
        """Wait for our turn, when a transaction begins that will write."""
        writes = connection.get_execution_options().get("immediate", False)
        if self._path is None or not writes or connection.info.get(_HELD):
            return
        if not self._lock.acquire(timeout=LONGEST_WAIT):
            raise TurnNotGivenError("the database is busy: another thread is writing")
        try:
            fcntl.flock(self._open(self._path), fcntl.LOCK_EX)
        except BaseException:
            self._lock.release()
            raise
        connection.info[_HELD] = True

    def give_back(self, dbapi: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        """Let the next one write: the connection went back to its pool, all is committed."""
        del dbapi
        if record.info.pop(_HELD, False):
            assert self._file is not None
            fcntl.flock(self._file, fcntl.LOCK_UN)
            self._lock.release()

    def _open(self, path: Path) -> int:
        """Return our file; a forked process opens its own, else it would share our place."""
        if self._file is None or self._opened_by != os.getpid():
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._opened_by = os.getpid()
        return self._file
