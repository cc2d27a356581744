"""Statements that everybody runs at once: their SQL is worked out once, not with every run.

SQLAlchemy writes the SQL and knows the types; only its work for each execution is left out. While
a writer holds SQLite's lock, that work is most of what the others wait for.
"""

from collections import namedtuple
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy.engine import Connection, CursorResult, Dialect
from sqlalchemy.sql.expression import Executable

Process = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Worked:
    """A statement for one kind of database and one length of each list."""

    sql: str
    order: tuple[str, ...] | None
    """The parameters by place; None where the driver takes them by name."""
    fixed: Mapping[str, object]
    """Values that stand in the statement itself, as the driver takes them."""
    processors: Mapping[str, Process]
    row: Callable[..., Any] | None
    """Makes a row with names; None for a statement that returns none."""
    from_driver: tuple[tuple[int, Process], ...]
    """Which columns of a row have to be turned into what their type promises."""


class Prepared:
    """A Core statement whose varying values are all `bindparam`s with a name.

    A value that is a list belongs to an expanding one.
    """

    def __init__(self, statement: Executable) -> None:
        """Keep it; the SQL is written when it is first run."""
        self._statement = statement
        self._worked: dict[Hashable, _Worked] = {}

    def run(self, connection: Connection, values: Mapping[str, object]) -> CursorResult[Any]:
        """Run it. Values get their column's type; rows come back as the driver gives them."""
        return self._run(connection, self._for(connection.dialect, values), values)

    def rows(self, connection: Connection, values: Mapping[str, object]) -> list[Any]:
        """Run it and return its rows, named, each value of its column's type."""
        return self._named(connection, values)[0]

    def head_and_rows(
        self, connection: Connection, values: Mapping[str, object]
    ) -> tuple[list[Any], list[Any]]:
        """Return the first row like `rows` (or none), and all of them as the driver gives them.

        For rows that repeat most of the first one.
        """
        return self._named(connection, values, only=1)

    def _named(
        self, connection: Connection, values: Mapping[str, object], *, only: int | None = None
    ) -> tuple[list[Any], list[Any]]:
        worked = self._for(connection.dialect, values)
        assert worked.row is not None
        found = self._run(connection, worked, values).cursor.fetchall()
        turned = []
        for raw in found[:only]:
            row = list(raw)
            for place, process in worked.from_driver:
                row[place] = process(row[place])
            turned.append(worked.row(row))
        return turned, [worked.row(raw) for raw in found] if only else []

    @staticmethod
    def _run(
        connection: Connection, worked: _Worked, values: Mapping[str, object]
    ) -> CursorResult[Any]:
        given = {**worked.fixed, **values}
        for name, value in values.items():
            if isinstance(value, list):
                given |= {f"{name}_{place}": one for place, one in enumerate(value, start=1)}
        for name, process in worked.processors.items():
            given[name] = process(given[name])
        if worked.order is None:
            return connection.exec_driver_sql(worked.sql, given)
        return connection.exec_driver_sql(worked.sql, tuple(given[name] for name in worked.order))

    def _for(self, dialect: Dialect, values: Mapping[str, object]) -> _Worked:
        lengths = tuple(len(value) for value in values.values() if isinstance(value, list))
        worked = self._worked.get((dialect.name, lengths))
        if worked is None:
            worked = self._work_out(dialect, values)
            self._worked[dialect.name, lengths] = worked
        return worked

    def _work_out(self, dialect: Dialect, values: Mapping[str, object]) -> _Worked:
        statement: Any = self._statement
        options = {}
        if isinstance(statement, Select):  # the only kind with lists; writing them out takes values
            statement, options = statement.params(values), {"render_postcompile": True}
        compiled = statement.compile(dialect=dialect, compile_kwargs=options)
        fixed: dict[str, object] = {}
        processors: dict[str, Process] = {}
        for bind, name in compiled.bind_names.items():
            process = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if bind.expanding:
                several: Any = values.get(name, bind.value)
                names = {f"{name}_{n}": one for n, one in enumerate(several, start=1)}
            else:
                names = {name: bind.value}
            for one, value in names.items():
                if name in values and process is not None:
                    processors[one] = process
                elif name not in values:
                    fixed[one] = process(value) if process else value
        order = tuple(compiled.positiontup) if compiled.positional else None
        return _Worked(compiled.string, order, fixed, processors, *self._columns(dialect))

    def _columns(
        self, dialect: Dialect
    ) -> tuple[Callable[..., Any] | None, tuple[tuple[int, Process], ...]]:
        columns = list(getattr(self._statement, "selected_columns", ()))
        if not columns:
            return None, ()
        made = [column.type.dialect_impl(dialect) for column in columns]
        processes = [kind.result_processor(dialect, None) for kind in made]
        row = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc]  # noqa: PYI024 - its names are the statement's
        return row._make, tuple((n, one) for n, one in enumerate(processes) if one is not None)
