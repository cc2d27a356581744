"""What was counted holds until the database changes, whoever changes it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.db import Database
from awards.core.memo import MOST, remembered
from awards.tables import metadata


@pytest.fixture
def counted(database: Database) -> Callable[[], tuple[int, int]]:
    """Count people the way a page does; return the number, and how often it was really read."""
    reads, key = 0, object()  # a connection may still remember what another test counted

    def people() -> tuple[int, int]:
        with database.read() as session:

            def work() -> int:
                nonlocal reads
                reads += 1
                return count(session)

            return remembered(session, key, work), reads

    return people


def add_person(database: Database, email: str) -> None:
    with database.write() as session:
        session.add(Person(name="Siv Ek", email=email))


def test_while_nothing_changes_it_is_read_once(counted: Callable[[], tuple[int, int]]) -> None:
    assert [counted(), counted(), counted()] == [(0, 1)] * 3


def test_any_write_makes_it_be_read_again(
    database: Database, counted: Callable[[], tuple[int, int]]
) -> None:
    before = counted()
    add_person(database, "siv@example.org")
    between = counted()
    add_person(database, "tor@example.org")
    assert [before, between, counted()] == [(0, 1), (1, 2), (2, 3)]


def test_a_write_by_another_process_counts_too(database: Database, tmp_path: Path) -> None:
    url = database.engine.url.render_as_string(hide_password=False)
    if database.engine.dialect.name == "sqlite":
        url = f"sqlite:///{tmp_path / 'shared.db'}"
    one, other = Database(url), Database(url)
    metadata.create_all(one.engine)
    counts = []
    for email in ("siv@example.org", "tor@example.org"):
        with one.read() as session:
            counts.append(remembered(session, "people", partial(count, session)))
        add_person(other, email)
    with one.read() as session:
        counts.append(remembered(session, "people", partial(count, session)))
    one.dispose()
    other.dispose()
    assert counts == [0, 1, 2]


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Person)) or 0


def test_a_session_that_writes_sees_its_own_work(database: Database) -> None:
    with database.write() as session:
        before = remembered(session, "people", partial(count, session))
        session.add(Person(name="Siv Ek", email="siv@example.org"))
        session.flush()
        assert [before, remembered(session, "people", partial(count, session))] == [0, 1]


def test_other_questions_have_other_answers_and_memory_stays_small(database: Database) -> None:
    with database.read() as session:
        answers = [remembered(session, n, partial(int, n)) for n in range(MOST + 5)]
        kept = session.connection().info["remembered"][1]
    assert answers == list(range(MOST + 5))
    assert len(kept) == 5
