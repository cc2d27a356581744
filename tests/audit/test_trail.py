"""The audit trail: chained, append-only, and honest when it is not whole."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from awards.audit.actions import record
from awards.audit.events import EVENTS
from awards.audit.queries import ChainCheck, check_chain
from awards.audit.wording import DETAIL_NAMES, EVENT_NAMES
from awards.core.db import Database
from awards.core.permissions import SYSTEM

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def _write(database: Database, lines: int) -> None:
    for _ in range(lines):
        with database.write() as session:
            record(session, "sign-in.done", subject="person:x", by=SYSTEM, at=AT, way="link")


def _check(database: Database) -> ChainCheck:
    with database.read() as session:
        return check_chain(session)


def test_an_untouched_trail_is_whole(database: Database) -> None:
    _write(database, 3)
    assert _check(database) == ChainCheck(lines=3, broken_at=None)


def test_an_empty_trail_is_whole(database: Database) -> None:
    assert _check(database) == ChainCheck(lines=0, broken_at=None)


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_line SET actor_id = 'me'", "DELETE FROM audit_line"]
)
def test_the_database_refuses_to_change_a_line(database: Database, statement: str) -> None:
    _write(database, 1)
    with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
        connection.execute(text(statement))


def _force(database: Database, statement: str) -> None:
    """Change the trail as somebody with the database in their hands could."""
    with database.engine.begin() as connection:
        if database.engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_line DISABLE TRIGGER ALL"))
        else:
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER audit_line_no_{verb}"))
        connection.execute(text(statement))
        if database.engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_line ENABLE TRIGGER ALL"))


def test_a_changed_line_is_found(database: Database) -> None:
    _write(database, 3)
    _force(database, "UPDATE audit_line SET subject = 'person:y' WHERE number = 2")
    assert _check(database) == ChainCheck(lines=2, broken_at=2)


def test_a_removed_line_is_found(database: Database) -> None:
    _write(database, 3)
    _force(database, "DELETE FROM audit_line WHERE number = 2")
    assert _check(database) == ChainCheck(lines=2, broken_at=3)


def test_a_line_goes_away_with_what_it_tells_about(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        record(session, "sign-in.done", subject="person:x", by=SYSTEM, at=AT, way="link")
        raise RuntimeError
    assert _check(database).lines == 0


def test_an_event_carries_exactly_its_details(database: Database) -> None:
    with pytest.raises(ValueError, match="carries"), database.write() as session:
        record(session, "sign-in.done", subject="person:x", by=SYSTEM, at=AT, name="Kim")


def test_every_detail_has_a_name_for_people() -> None:
    assert sorted(DETAIL_NAMES) == sorted(set().union(*EVENTS.values()))
    assert len(set(DETAIL_NAMES.values())) == len(DETAIL_NAMES)


def test_every_event_has_a_sentence_of_its_own() -> None:
    assert sorted(EVENT_NAMES) == sorted(EVENTS)
    assert len(set(EVENT_NAMES.values())) == len(EVENT_NAMES)
