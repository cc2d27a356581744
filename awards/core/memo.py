"""What was counted once and holds until the database changes.

The database itself says whether it has: SQLite by its data version, PostgreSQL by the snapshot
that a statement sees. So no action has to think of what it makes stale, and another process's
writes count like one's own.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from awards.core.db import ReadSession

MOST = 200
"""Answers kept for each connection; when there are more, all of them go."""

_SNAPSHOT = text("SELECT CAST(pg_current_snapshot() AS text)")
Answer = TypeVar("Answer")


def remembered(session: Session, key: Hashable, work: Callable[[], Answer]) -> Answer:
    """Return what `work` reads, from memory while nothing has been written since.

    `key` holds everything the answer depends on beside the database. Nobody may change the
    answer. A session that writes always reads anew.
    """
    if not isinstance(session, ReadSession):
        return work()
    connection = session.connection()
    stamp, kept = _stamp_in(session, connection), connection.info.get("remembered")
    if kept is None or kept[0] != stamp or len(kept[1]) >= MOST:
        kept = connection.info["remembered"] = (stamp, {})
    answers: dict[Hashable, Any] = kept[1]
    if key not in answers:
        answers[key] = work()
    answer: Answer = answers[key]
    return answer


def _stamp_in(session: Session, connection: Connection) -> tuple[object, ...]:
    """Return the stamp; PostgreSQL is asked once a transaction.

    What is read later in it may be newer: then it is read anew the next time, which harms nobody.
    """
    if connection.dialect.name == "sqlite":
        return _stamp(connection)
    transaction, held = session.get_transaction(), session.info.get("stamp")
    if held is None or held[0] is not transaction:
        held = session.info["stamp"] = (transaction, _stamp(connection))
    stamp: tuple[object, ...] = held[1]
    return stamp


def _stamp(connection: Connection) -> tuple[object, ...]:
    """Return what is another one as soon as this connection would read something else."""
    if connection.dialect.name != "sqlite":
        return (connection.scalar(_SNAPSHOT),)
    driver = connection.connection.driver_connection
    assert driver is not None
    # The data version tells of other connections' writes, the changes of this one's own.
    version = driver.execute("PRAGMA data_version").fetchone()[0]
    return version, driver.total_changes
