"""Counting what a page asks the database."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from awards.core.db import Database


def queries_of(database: Database, act: Callable[[], object]) -> int:
    """Return how many statements `act` sends to the database (BEGIN and the like not counted)."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: object) -> None:
        del connection, cursor, rest
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return len(seen)
