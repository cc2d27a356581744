"""What the database glue promises."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Executable, insert, select, text, update
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError

from awards.accounts.models import OrgKind, OrgUnit, Person
from awards.audit.actions import record
from awards.audit.models import AuditLine
from awards.core import db
from awards.core.db import Database, ReadOnlyError
from awards.core.permissions import SYSTEM
from awards.mail.models import OutboxMail
from awards.tables import metadata


def test_a_reading_session_refuses_to_write(database: Database) -> None:
    with database.read() as session:
        session.add(OrgUnit(name="x", kind=OrgKind.UNIT))
        with pytest.raises(ReadOnlyError):
            session.flush()


@pytest.mark.parametrize(
    "statement",
    [
        insert(OrgUnit).values(id="u", name="x", kind=OrgKind.UNIT, to_be_confirmed=False),
        update(OrgUnit).values(name="y"),
        text(" delete from org_unit"),
    ],
)
def test_a_reading_session_refuses_statements_that_write(
    database: Database, statement: Executable
) -> None:
    with pytest.raises(ReadOnlyError), database.read() as session:
        session.execute(statement)


def test_a_reading_session_refuses_a_line_of_the_trail(database: Database) -> None:
    """PostgreSQL appends by a function, so the statement is a SELECT."""
    with pytest.raises(ReadOnlyError), database.read() as session:
        record(
            session,
            "award.restored",
            subject="award:a",
            by=SYSTEM,
            at=datetime(2026, 5, 1, tzinfo=UTC),
        )
    with database.read() as session:
        assert session.scalars(select(AuditLine.number)).all() == []


def test_postgresql_keeps_plans_from_one_page_to_the_next(postgres_url: str) -> None:
    """The driver forgets them with a rollback, and a long predicate takes longest to plan."""
    database = Database(postgres_url)
    for _ in range(10):
        with database.read() as session:
            session.scalars(select(Person.id)).all()
    with database.read() as session:
        kept = session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    database.dispose()
    assert [" ".join(one.split()) for one in kept] == ["SELECT person.id FROM person"]


def test_a_connection_that_was_cut_while_it_rested_is_replaced(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "REST", 0.0)
    database, other = Database(postgres_url), Database(postgres_url)
    own = text("SELECT pg_backend_pid()")
    with database.read() as session:
        before = session.scalar(own)
    with other.read() as session:
        session.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": before})
    with database.read() as session:
        after = session.scalar(own)
    database.dispose()
    other.dispose()
    assert after not in (None, before)


def test_a_moment_comes_back_in_utc(database: Database) -> None:
    at = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)
    with database.write() as session:
        session.add(
            OutboxMail(
                recipient="a@b.se",
                subject="s",
                body="b",
                language="sv",
                queued_at=at,
                next_try_at=at,
            )
        )
    with database.read() as session:
        assert session.scalars(select(OutboxMail.queued_at)).one() == at


def test_a_moment_without_zone_is_refused(database: Database) -> None:
    naive = select(AuditLine).where(AuditLine.at == datetime(2026, 1, 1))
    with pytest.raises(StatementError, match="time zone"), database.read() as session:
        session.scalars(naive).all()


def test_only_a_nul_is_told_as_what_cannot_be_text(database: Database) -> None:
    wanted = select(Person).where(Person.name == "a\0b")
    with database.read() as session:
        if database.one_writer:
            assert session.scalars(wanted).all() == []
            return
        with pytest.raises(DataError) as refused:
            session.scalars(wanted)
        assert db.cannot_be_text(refused.value)
        session.rollback()
        with pytest.raises(DBAPIError) as other:
            session.execute(text("SELECT 1 / 0"))
        assert not db.cannot_be_text(other.value)


def test_the_database_knows_only_the_states_we_know(database: Database) -> None:

    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(
            text(
                "INSERT INTO org_unit (id, name, kind, to_be_confirmed) VALUES ('a','b','c', false)"
            )
        )


def test_two_writers_wait_for_each_other(tmp_path: Path) -> None:
    """Both read, then write: begun deferred, the second would fail at once."""
    shared = Database(f"sqlite:///{tmp_path / 'two.db'}")
    metadata.create_all(shared.engine)
    failures: list[Exception] = []

    def add(name: str) -> None:
        try:
            for n in range(20):
                with shared.write() as session:
                    session.scalars(select(Person)).all()
                    session.add(Person(name=name, email=f"{name}{n}@example.org"))
        except Exception as error:  # noqa: BLE001 - the test says what went wrong
            failures.append(error)

    threads = [threading.Thread(target=add, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with shared.read() as session:
        found = len(session.scalars(select(Person.id)).all())
    shared.dispose()
    assert (failures, found) == ([], 60)


def test_personal_columns_say_why_we_hold_them() -> None:
    """Whatever holds a name, an address or free text is marked with its reason."""
    suspicious = {"name", "email", "title", "note", "reason", "recipient", "body", "citation"}
    open_tables = {"programme", "edition", "award", "criterion", "org_unit", "org_unit_name"}
    silent = [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        if table.name not in open_tables
        for column in table.columns
        if column.name.rpartition("_")[2] in {*suspicious, "text"}
        and not column.info.get("personal")
        and not hasattr(column.type, "enums")
    ]
    assert silent == ["candidate.code_name", "decision.body"]


def test_no_index_holds_only_rows_of_one_value() -> None:
    """SQLite plans anew, with each execution, a statement whose parameter may fit such an index."""
    conditions = {
        index.name: str(index.dialect_options["sqlite"]["where"])
        for table in metadata.tables.values()
        for index in table.indexes
        if index.dialect_options["sqlite"]["where"] is not None
    }
    assert conditions
    assert [name for name, said in conditions.items() if " NULL" not in said] == []
