"""Taking a file in, showing what it would change, and changing exactly that."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session, contains_eager
from sqlalchemy.sql.compiler import SQLCompiler

from awards.accounts.models import ImportState, OrgImport, OrgUnit, OrgUnitName, Person
from awards.accounts.organisation.imports.columns import count_known
from awards.accounts.organisation.imports.comparison import make_plan
from awards.accounts.organisation.imports.plan import Change, Plan
from awards.accounts.organisation.imports.report import preview_of
from awards.accounts.organisation.imports.rows import Content, content_of
from awards.accounts.organisation.imports.sheets import read_sheets, require_table
from awards.accounts.organisation.imports.standing import stands
from awards.accounts.organisation.queries.people import may_close
from awards.accounts.organisation.queries.whose import employers_elsewhere, people_elsewhere
from awards.audit.actions import record
from awards.core.clock import day_of
from awards.core.db import Base
from awards.core.errors import Conflict, Forbidden
from awards.core.ids import new_ids
from awards.core.languages import N_
from awards.core.permissions import PUBLIC, SYSTEM, Actor, Grant, Permission
from awards.core.search import search_text
from awards.files.actions import keep, path_of, write_bytes
from awards.files.models import StoredFile
from awards.jobs.registry import enqueue

_COLUMNS = {"parent": "parent_id", "employer": "employer_id", "manager": "manager_id"}


class NotReady(Conflict):
    """An import that is no preview (any more) cannot be confirmed or dropped."""

    message = N_("This import has been confirmed or dropped already.")


def read_content(data: bytes, progress: Callable[[int], None] = lambda _rows: None) -> Content:
    """Return what a file says. Raises Unreadable."""
    return content_of(read_sheets(data, columns_known=count_known, progress=progress))


def glance(data: bytes) -> None:
    """Look at a file's kind, size and letters, not at its rows. Raises Unreadable."""
    require_table(data)


def take_in(
    session: Session,
    data: bytes,
    *,
    name: str,
    employer: str,
    complete: bool,
    language: str,
    folder: Path,
    by: Actor,
    at: datetime,
) -> OrgImport:
    """Keep an uploaded file and ask for its preview. Raises Forbidden (see `require_complete`)."""
    require_complete(complete, by)
    file_id = write_bytes(folder, data)
    stored = keep(session, file_id, name=name, media_type="text/plain", data=data, at=at)
    taken = OrgImport(
        file_id=file_id,
        file_name=stored.name,
        employer=employer,
        complete=complete,
        language=language,
        asked_at=at,
        asked_by_id=by.person_id,
    )
    session.add(taken)
    session.flush()
    record(
        session, "import.uploaded", subject=f"import:{taken.id}", by=by, at=at, sha256=stored.sha256
    )
    enqueue(session, "organisation.preview", taken.id)
    return taken


def require_complete(complete: bool, by: Actor) -> None:
    """Only administrators of everything close what a file leaves out. Raises Forbidden.

    One directory serves all programmes, and no employer belongs to one of them: who is closed in
    it cannot be nominated in any.
    """
    if complete and not by.may_everywhere(Permission.ADMINISTER):
        raise Forbidden(N_("Only an administrator of everything can close what a file leaves out."))


def show(session: Session, taken: OrgImport, content: Content, *, at: datetime) -> Plan:
    """Work out what a file would change now, and keep that to be confirmed."""
    plan = _plan(session, taken, content, at)
    taken.preview, taken.digest = preview_of(plan), plan.digest
    taken.state = ImportState.PREVIEW
    session.flush()
    return plan


def _plan(session: Session, taken: OrgImport, content: Content, at: datetime) -> Plan:
    standing = stands(session, at)
    importer = _importer(session, taken)
    standing.barred = _barred(session, importer)
    standing.employers_elsewhere = employers_elsewhere(session, importer)
    standing.people_elsewhere = people_elsewhere(session, importer)
    return make_plan(
        content,
        standing,
        employer=taken.employer,
        complete=taken.complete,
        today=day_of(at),
    )


def _importer(session: Session, taken: OrgImport) -> Actor:
    """Return whoever imports, with what they may do now."""
    person = session.get(Person, taken.confirmed_by_id or taken.asked_by_id or "")
    held = person.grants if person is not None and person.active else ()
    grants = frozenset(Grant(one.programme_id, one.role, one.edition_id) for one in held)
    return Actor(person.id, person.name, person.email, grants) if person else PUBLIC


def _barred(session: Session, importer: Actor) -> frozenset[str]:
    """Return who has left with a role that whoever imports could not give."""
    left = (
        select(Person)
        .join(Person.grants)
        .where(~Person.active)
        .options(contains_eager(Person.grants))
    )
    people = session.scalars(left).unique()
    return frozenset(one.id for one in people if not may_close(importer, one))


def confirm(session: Session, taken: OrgImport, *, seen: str, by: Actor, at: datetime) -> None:
    """Ask for a previewed file to be applied; `seen` is the digest of the preview that was read.

    Raises NotReady, also when there is a newer preview than the one read, and Forbidden.
    """
    require_complete(taken.complete, by)
    _require_state(session, taken, ImportState.PREVIEW)
    if seen != taken.digest:
        raise NotReady(N_("The preview has changed since you opened it. Look at the new one."))
    if taken.preview["fault_count"]:
        raise NotReady(N_("The file has errors. Mend them, and upload it again."))
    taken.state, taken.done, taken.changed_meanwhile = ImportState.APPLYING, 0, False
    taken.confirmed_by_id = by.person_id
    session.flush()
    record(session, "import.confirmed", subject=f"import:{taken.id}", by=by, at=at)
    enqueue(session, "organisation.apply", taken.id)


def drop(session: Session, taken: OrgImport, *, by: Actor, at: datetime) -> None:
    """Forget a file without changing anything, also while it is read. Raises NotReady."""
    _require_state(session, taken, ImportState.PREVIEW, ImportState.READING)
    _settle(session, taken, ImportState.DROPPED, at)
    record(session, "import.dropped", subject=f"import:{taken.id}", by=by, at=at)


def _require_state(session: Session, taken: OrgImport, *states: ImportState) -> None:
    session.refresh(taken, with_for_update=True)
    if taken.state not in states:
        raise NotReady


def _settle(session: Session, taken: OrgImport, state: ImportState, at: datetime) -> None:
    """End an import: the counts stay, the file and everybody named in the preview go."""
    counts = taken.preview.get("counts", {})
    file_id, taken.file_id = taken.file_id, None
    taken.preview, taken.state, taken.settled_at = {"counts": counts}, state, at
    session.flush()
    if file_id is not None:
        session.execute(delete(StoredFile).where(StoredFile.id == file_id))
        enqueue(session, "organisation.discard", file_id)


def discard_bytes(folder: Path, file_id: str) -> None:
    """Remove the bytes of a file that is no longer anybody's."""
    path_of(folder, file_id).unlink(missing_ok=True)


def apply(session: Session, taken: OrgImport, content: Content, *, at: datetime) -> bool:
    """Change what was shown, all of it or nothing; False when it would now be something else.

    Then the new preview is kept instead, to be confirmed again.
    """
    today = day_of(at)
    plan = _plan(session, taken, content, at)
    if plan.digest != taken.digest or plan.faults:
        taken.preview, taken.digest = preview_of(plan), plan.digest
        taken.state, taken.changed_meanwhile = ImportState.PREVIEW, True
        session.flush()
        return False
    write(session, plan, today=today, language=taken.language)
    taken.preview = preview_of(plan)
    by = _confirmer(session, taken)
    counts = plan.counts()
    _settle(session, taken, ImportState.APPLIED, at)
    record(session, "import.applied", subject=f"import:{taken.id}", by=by, at=at, counts=counts)
    return True


def _confirmer(session: Session, taken: OrgImport) -> Actor:
    person = session.get(Person, taken.confirmed_by_id) if taken.confirmed_by_id else None
    return SYSTEM if person is None else Actor(person.id, person.name, person.email)


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
