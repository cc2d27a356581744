"""A prepared statement gives what SQLAlchemy would give, on both databases."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import BindParameter, Select, bindparam, event, insert, select, update
from sqlalchemy.exc import IntegrityError

from awards.accounts.models import Person
from awards.core.db import Database, ReadOnlyError
from awards.core.prepared import Prepared
from awards.mail.models import MailState, OutboxMail

Rows = Select[Any, *tuple[Any, ...]]
AT = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)


def fill(database: Database) -> None:
    with database.write() as session:
        for name in ("Ada", "Bo", "Cia"):
            session.add(Person(name=name, email=f"{name}@lund.example"))
            session.add(
                OutboxMail(
                    recipient=f"{name}@lund.example",
                    subject=name,
                    body="b",
                    language="sv",
                    queued_at=AT,
                    next_try_at=AT,
                )
            )


def both(database: Database, statement: Rows, values: dict[str, Any]) -> list[list[Any]]:
    """Run a statement prepared and plain, twice each: the second time it is worked out."""
    prepared = Prepared(statement)
    with database.read() as session:
        connection = session.connection()
        plain = [tuple(row) for row in session.execute(statement, values)]
        runs = [[tuple(row) for row in prepared.rows(connection, values)] for _ in range(2)]
    return [plain, *runs]


def test_rows_have_the_types_of_their_columns(database: Database) -> None:
    fill(database)
    wanted = (
        select(OutboxMail.subject, OutboxMail.queued_at, OutboxMail.state)
        .where(OutboxMail.queued_at == bindparam("at"), OutboxMail.state == MailState.QUEUED)
        .order_by(OutboxMail.subject)
    )
    expected = [(name, AT, MailState.QUEUED) for name in ("Ada", "Bo", "Cia")]
    assert both(database, wanted, {"at": AT}) == [expected] * 3


def test_a_list_may_have_any_length(database: Database) -> None:
    fill(database)
    named: BindParameter[str] = bindparam("names", expanding=True)
    wanted = select(Person.name).where(Person.name.in_(named)).order_by(Person.name)
    prepared = Prepared(wanted)
    found = {}
    with database.read() as session:
        for names in ([], ["Bo"], ["Ada", "Cia"], ["Bo", "Ada"]):
            rows = prepared.rows(session.connection(), {"names": names})
            found[tuple(names)] = [row.name for row in rows]
    assert found == {
        (): [],
        ("Bo",): ["Bo"],
        ("Ada", "Cia"): ["Ada", "Cia"],
        ("Bo", "Ada"): ["Ada", "Bo"],
    }


def test_a_fixed_list_stands_in_the_statement(database: Database) -> None:
    fill(database)
    states = (MailState.QUEUED, MailState.SENT)
    wanted = select(OutboxMail.subject).where(
        OutboxMail.state.in_(states), OutboxMail.subject == bindparam("subject")
    )
    assert both(database, wanted, {"subject": "Bo"}) == [[("Bo",)]] * 3


def test_who_listens_hears_of_it_and_errors_are_sqlalchemys(database: Database) -> None:
    fill(database)
    heard: list[str] = []

    def note(*given: Any) -> None:
        heard.append(given[2])

    wanted = Prepared(select(Person.name).where(Person.name == bindparam("name")))
    again = Prepared(insert(Person).values(id=bindparam("id"), name="Ada", email="a@lund.example"))
    event.listen(database.engine, "before_cursor_execute", note)
    with database.write() as session:
        for _ in range(2):
            wanted.rows(session.connection(), {"name": "Ada"})
    event.remove(database.engine, "before_cursor_execute", note)
    with database.read() as session, pytest.raises(ReadOnlyError):
        again.run(session.connection(), {"id": "p"})
    with pytest.raises(IntegrityError), database.write() as session:
        again.run(session.connection(), {"id": session.scalars(select(Person.id)).first()})
    assert [" ".join(one.split())[:6] for one in heard].count("SELECT") == 2


def test_a_statement_that_stands_alone_needs_a_connection_that_commits(database: Database) -> None:
    fill(database)
    rename = Prepared(update(Person).values(name="Eva"))
    with database.write() as session, pytest.raises(RuntimeError, match="commits"):
        rename.run_alone(session.connection(), {})
    if database.one_writer:
        with database.look(before_writing=True) as look, pytest.raises(RuntimeError):
            rename.run_alone(look, {})
    with database.read() as session:
        assert sorted(session.scalars(select(Person.name))) == ["Ada", "Bo", "Cia"]
