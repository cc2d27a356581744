"""Statements that everybody runs at once: their SQL is worked out once, not with every run.

SQLAlchemy writes the SQL and knows the types; only its work for each execution is left out. While
a writer holds SQLite's lock, that work is most of what the others wait for.
"""

from collections import namedtuple
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import BindParameter, Select
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql.expression import ClauseElement, Executable
from sqlalchemy.sql.visitors import iterate

from awards.core.db import commits_by_itself

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
    driver: Mapping[str, Any]
    """What the driver is told beside: to keep its plan from the first run on, where it can."""


def _cursor(connection: Connection) -> DBAPICursor:
    """Return the driver's cursor; for PostgreSQL the one that sends SQL as it stands.

    Its usual one looks for placeholders of its own in the text; in a long one with every run.
    """
    if connection.dialect.driver != "psycopg":
        return connection.connection.cursor()
    from psycopg import RawCursor  # only with PostgreSQL

    raw: Any = RawCursor
    cursor: DBAPICursor = raw(connection.connection.driver_connection)
    return cursor


def _send(connection: Connection, sql: str, given: Any, driver: Mapping[str, Any]) -> DBAPICursor:
    """Have the driver run it, as `Connection.exec_driver_sql` does, but keep the driver's cursor.

    To describe a result anew with each run takes SQLAlchemy as long as running it. Who listens to
    statements hears of these, too, and what the driver raises becomes SQLAlchemy's error.
    """
    cursor = _cursor(connection)
    for listener in connection.dispatch.before_cursor_execute:
        sql, given = listener(connection, cursor, sql, given, None, False)
    try:
        cursor.execute(sql, given, **driver)
    except BaseException as error:  # noqa: BLE001 - it is raised on
        connection._handle_dbapi_exception(error, sql, given, cursor, None)  # noqa: SLF001 - the only way
    return cursor


def _writing(dialect: Dialect) -> Dialect:
    """Return the dialect that statements are written in: with the server's own placeholders."""
    if dialect.driver != "psycopg":
        return dialect
    same: Any = type(dialect)
    written: Dialect = same(paramstyle="numeric_dollar")
    return written


class Prepared:
    """A Core statement whose varying values are all `bindparam`s with a name.

    An expanding one takes a list.
    """

    def __init__(self, statement: Executable) -> None:
        """Keep it; the SQL is written when it is first run."""
        self._statement = statement
        binds = (
            part
            for part in iterate(cast("ClauseElement", statement))
            if isinstance(part, BindParameter)
        )
        self._lists = tuple({bind.key for bind in binds if bind.expanding and bind.required})
        self._worked: dict[Hashable, _Worked] = {}

    def run(self, connection: Connection, values: Mapping[str, object]) -> DBAPICursor:
        """Run it. Values get their column's type; rows come back as the driver gives them.

        Raises what SQLAlchemy raises. The connection's transaction has begun, as a session's
        has, or each statement is one of its own: see `Database.look`.
        """
        return self._run(connection, self._for(connection.dialect, values), values)

    def run_alone(self, connection: Connection, values: Mapping[str, object]) -> DBAPICursor:
        """Run it as a transaction of its own, on a connection that commits by itself.

        Raises RuntimeError on any other: what it wrote would stand there uncommitted.
        """
        if not commits_by_itself(connection):
            raise RuntimeError("a statement that stands alone needs a connection that commits")
        return self.run(connection, values)

    def rows(self, connection: Connection, values: Mapping[str, object]) -> list[Any]:
        """Run it and return its rows, named, each value of its column's type."""
        worked = self._for(connection.dialect, values)
        assert worked.row is not None
        turned = []
        for raw in self._run(connection, worked, values).fetchall():
            row = list(raw)
            for place, process in worked.from_driver:
                row[place] = process(row[place])
            turned.append(worked.row(row))
        return turned

    def _run(
        self, connection: Connection, worked: _Worked, values: Mapping[str, object]
    ) -> DBAPICursor:
        given = {**worked.fixed, **values}
        for name in self._lists:
            for place, one in enumerate(cast("list[object]", values[name]), start=1):
                given[f"{name}_{place}"] = one
        for name, process in worked.processors.items():
            given[name] = process(given[name])
        sent = given if worked.order is None else tuple(given[name] for name in worked.order)
        return _send(connection, worked.sql, sent, worked.driver)

    def _for(self, dialect: Dialect, values: Mapping[str, object]) -> _Worked:
        lengths = tuple(len(cast("list[object]", values[name])) for name in self._lists)
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
        compiled = statement.compile(dialect=_writing(dialect), compile_kwargs=options)
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
        driver = {"prepare": True} if dialect.driver == "psycopg" else {}
        return _Worked(compiled.string, order, fixed, processors, *self._columns(dialect), driver)

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
