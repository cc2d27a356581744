"""Statements that everybody runs at once: their SQL is worked out once, not with every run.

SQLAlchemy writes the SQL and knows the types; only its work for each execution is left out. While
a writer holds SQLite's lock, that work is most of what the others wait for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection, CursorResult, Dialect
from sqlalchemy.sql.expression import Executable


@dataclass(frozen=True, slots=True)
class _Worked:
    """A statement for one kind of database."""

    sql: str
    order: tuple[str, ...] | None
    """The parameters by place; None where the driver takes them by name."""
    fixed: Mapping[str, object]
    """Values that stand in the statement itself, as the driver takes them."""
    processors: Mapping[str, Callable[[Any], Any]]


class Prepared:
    """A Core statement whose varying values are all `bindparam`s with a name."""

    def __init__(self, statement: Executable) -> None:
        """Keep it; the SQL is written when it is first run."""
        self._statement = statement
        self._worked: dict[str, _Worked] = {}

    def run(self, connection: Connection, values: Mapping[str, object]) -> CursorResult[Any]:
        """Run it. Values get their column's type; rows come back as the driver gives them."""
        dialect = connection.dialect
        worked = self._worked.get(dialect.name)
        if worked is None:
            worked = self._worked[dialect.name] = self._work_out(dialect)
        given = {**worked.fixed, **values}
        for name, process in worked.processors.items():
            given[name] = process(given[name])
        if worked.order is None:
            return connection.exec_driver_sql(worked.sql, given)
        return connection.exec_driver_sql(worked.sql, tuple(given[name] for name in worked.order))

    def _work_out(self, dialect: Dialect) -> _Worked:
        compiled: Any = self._statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        fixed: dict[str, object] = {}
        processors: dict[str, Callable[[Any], Any]] = {}
        for bind, name in compiled.bind_names.items():
            process = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if not bind.required:
                fixed[name] = process(bind.value) if process else bind.value
            elif process is not None:
                processors[name] = process
        order = tuple(compiled.positiontup) if compiled.positional else None
        return _Worked(compiled.string, order, fixed, processors)
