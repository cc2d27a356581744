"""The audit trail: chained, append-only, and honest when it is not whole."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from awards.audit import queries
from awards.audit.actions import record
from awards.audit.events import EVENTS
from awards.audit.queries import ChainCheck, check_chain
from awards.audit.wording import DETAIL_NAMES, EVENT_NAMES
from awards.core.db import Database
from awards.core.permissions import SYSTEM
from awards.tables import metadata

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


def test_many_who_write_at_once_make_one_chain(database: Database, tmp_path: Path) -> None:
    shared = database if database.engine.dialect.name == "postgresql" else _file(tmp_path)
    crowd = [threading.Thread(target=_write, args=(shared, 20)) for _ in range(6)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert _check(shared) == ChainCheck(lines=120, broken_at=None)


def _file(folder: Path) -> Database:
    """Return a database that threads can share, unlike the one in memory."""
    shared = Database(f"sqlite:///{folder / 'shared.db'}")
    metadata.create_all(shared.engine)
    return shared


@pytest.mark.parametrize("written", ["Ållé", 'a"b', "a\\b", ',"number":0,'])
def test_both_engines_hash_the_same_text(database: Database, written: str) -> None:
    with database.write() as session:
        subject = f"person:{written}"
        record(session, "sign-in.done", subject=subject, by=SYSTEM, at=AT, way=written)
    assert _check(database) == ChainCheck(lines=1, broken_at=None)


def test_a_long_trail_is_read_to_its_end(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "_AT_ONCE", 2)
    _write(database, 5)
    assert _check(database) == ChainCheck(lines=5, broken_at=None)
    _force(database, "UPDATE audit_line SET subject = 'person:y' WHERE number = 5")
    assert _check(database) == ChainCheck(lines=5, broken_at=5)


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
