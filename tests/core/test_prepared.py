"""A prepared statement gives what SQLAlchemy would give, on both databases."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, select

from awards.accounts.models import Person
from awards.audit.models import AuditLine
from awards.core.db import Database
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


def test_the_head_is_turned_and_the_rows_are_the_drivers(database: Database) -> None:
    fill(database)
    prepared = Prepared(select(Person.name, Person.active).order_by(Person.name))
    with database.read() as session:
        head, rows = prepared.head_and_rows(session.connection(), {})
        none = Prepared(select(AuditLine.number)).head_and_rows(session.connection(), {})
    assert [tuple(row) for row in head] == [("Ada", True)]
    assert head[0].active is True
    assert [(row.name, bool(row.active)) for row in rows] == [
        ("Ada", True),
        ("Bo", True),
        ("Cia", True),
    ]
    assert none == ([], [])
