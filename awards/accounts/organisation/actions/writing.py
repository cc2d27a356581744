"""Writing what a plan says: thousands of units and people, in bulk."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

from awards.accounts.models import OrgUnit, OrgUnitName, Person
from awards.accounts.organisation.imports.plan import Change, Plan
from awards.core.db import Base
from awards.core.ids import new_ids
from awards.core.search import search_text

_COLUMNS = {"parent": "parent_id", "employer": "employer_id", "manager": "manager_id"}


def write(session: Session, plan: Plan, *, today: date, language: str) -> None:
    """Write a plan: new units from the top down, people, then managers; in bulk."""
    new = [change.id for change in (*plan.units, *plan.people) if change.verb == "added"]
    ids = dict(zip(new, new_ids(len(new)), strict=True))
    added = [change for change in plan.units if change.verb == "added"]
    # Parents first: a database checks each row's references as it comes.
    if added:
        _insert(session, OrgUnit, _units(added, ids))
    _rename(session, [change for change in plan.units if change.verb == "renamed"], today)
    _update_units(session, plan.units, ids)
    new_people = [
        _person(change, ids, language) for change in plan.people if change.verb == "added"
    ]
    if new_people:
        _insert_plain(session, Person, _PERSON_COLUMNS, new_people)
    _update_people(session, plan.people, ids)
    _set_managers(session, plan, ids)
    session.expire_all()


def _insert(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows past the unit of work."""
    session.connection().execute(insert(model.__table__), rows)  # type: ignore[arg-type]  # a Table


def _insert_plain(
    session: Session, model: type[Base], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert thousands of rows whose values the driver takes as they are: texts and booleans.

    SQLAlchemy writes the statement; looking at each value of each row again would take as long as
    the database does.
    """
    connection = session.connection()
    statement = insert(model.__table__)  # type: ignore[arg-type]  # a Table
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(columns))
    assert isinstance(compiled, SQLCompiler)
    if compiled.positiontup is None:
        named = [dict(zip(columns, row, strict=True)) for row in rows]
        connection.exec_driver_sql(str(compiled), named)
        return
    assert compiled.positiontup == list(columns)
    connection.exec_driver_sql(str(compiled), list(rows))


def _resolved(value: Any, ids: Mapping[str, str]) -> Any:
    return ids.get(value, value) if isinstance(value, str) else value


def _units(added: Sequence[Change], ids: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the rows of new units, each after what it belongs to."""
    waiting = {change.id: change for change in added}
    rows: list[dict[str, Any]] = []

    def put(change: Change) -> None:
        if waiting.pop(change.id, None) is None:
            return
        values = dict(change.values)
        if values["parent"] in waiting:
            put(waiting[values["parent"]])
        rows.append(
            {
                "id": ids[change.id],
                "parent_id": _resolved(values["parent"], ids),
                "employer_id": _resolved(values["employer"], ids),
                "code": values["code"] or None,
                "name": values["name"],
                "kind": values["kind"],
                "manager_id": None,
                "to_be_confirmed": False,
                "valid_from": values["valid_from"],
                "valid_to": values["valid_to"],
                "search": search_text(values["name"], values["code"]),
            }
        )

    for change in added:
        put(change)
    return rows


def _rename(session: Session, renamed: Sequence[Change], today: date) -> None:
    """Keep the old names, unless a unit is renamed twice in a day: then the first one stays."""
    if not renamed:
        return
    ids = [change.id for change in renamed]
    kept = set(
        session.scalars(
            select(OrgUnitName.unit_id).where(
                OrgUnitName.unit_id.in_(ids), OrgUnitName.until == today
            )
        )
    )
    rows = [
        {"unit_id": change.id, "until": today, "name": change.before}
        for change in renamed
        if change.id not in kept
    ]
    if rows:
        _insert(session, OrgUnitName, rows)


def _update_units(session: Session, changes: Sequence[Change], ids: Mapping[str, str]) -> None:
    """Write what changes in units that are there: few, so each through its row."""
    rows: dict[str, dict[str, Any]] = {}
    for change in changes:
        if change.verb != "added":
            rows.setdefault(change.id, {}).update(dict(change.values))
    for unit in session.scalars(select(OrgUnit).where(OrgUnit.id.in_(list(rows)))):
        for name, value in rows[unit.id].items():
            if name != "manager":
                setattr(unit, _COLUMNS.get(name, name), _resolved(value, ids) or None)
    session.flush()


_PERSON_COLUMNS = (
    "id",
    "name",
    "email",
    "title",
    "org_unit_id",
    "language",
    "active",
    "session_epoch",
    "search",
)
"""In the order of the table, which is the order of the statement."""


def _person(change: Change, ids: Mapping[str, str], language: str) -> tuple[Any, ...]:
    values = dict(change.values)
    name, email, title, unit = values["name"], values["email"], values["title"], values["unit"]
    words = search_text(name, email, title)
    return ids[change.id], name, email, title, ids.get(unit, unit), language, True, 0, words


def _update_people(session: Session, changes: Sequence[Change], ids: Mapping[str, str]) -> None:
    """Write what changes in people, and sign out whoever has left."""
    rows: dict[str, dict[str, Any]] = {}
    for change in changes:
        if change.verb != "added":
            rows.setdefault(change.id, {}).update(dict(change.values))
    keys = list(rows)
    for begin in range(0, len(keys), 500):
        some = keys[begin : begin + 500]
        for person in session.scalars(select(Person).where(Person.id.in_(some))):
            values = rows[person.id]
            if values.get("active") is False:
                person.session_epoch += 1
            for name, value in values.items():
                setattr(person, "org_unit_id" if name == "unit" else name, _resolved(value, ids))
        session.flush()


def _set_managers(session: Session, plan: Plan, ids: Mapping[str, str]) -> None:
    managers = [
        {"unit": _resolved(change.id, ids), "person": _manager(value, ids)}
        for change in plan.units
        for name, value in change.values
        if name == "manager" and (value is not None or change.verb != "added")
    ]
    if managers:
        table = OrgUnit.__table__
        statement = update(table).where(table.c.id == bindparam("unit"))  # type: ignore[arg-type]
        session.connection().execute(statement.values(manager_id=bindparam("person")), managers)


def _manager(value: str | None, ids: Mapping[str, str]) -> str | None:
    """Return the id of a manager: of somebody who was there, or of somebody new by address."""
    if value is None or not value.startswith("email:"):
        return value
    return ids[value.removeprefix("email:")]
