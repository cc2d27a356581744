"""Jobs are put on the queue after the commit, or not at all."""

import pytest
from sqlalchemy import text

from awards.core.db import Database
from awards.jobs.registry import afterwards, enqueue


def _watch(database: Database) -> list[tuple[str, ...]]:
    asked: list[tuple[str, ...]] = []
    database.writing.configure(info={"put_job": lambda *job: asked.append(job)})
    return asked


def test_a_job_is_queued_when_the_transaction_commits(database: Database) -> None:
    asked = _watch(database)
    with database.write() as session:
        enqueue(session, "mail.send", "a")
        assert asked == []
    assert asked == [("mail.send", "a")]


def test_a_job_is_forgotten_when_the_transaction_fails(database: Database) -> None:
    asked = _watch(database)
    with pytest.raises(RuntimeError), database.write() as session:
        enqueue(session, "mail.send")
        raise RuntimeError
    with database.write():
        pass
    assert asked == []


def test_what_is_done_afterwards_waits_for_the_commit_and_comes_before_the_jobs(
    database: Database,
) -> None:
    asked = _watch(database)
    with database.write() as session:
        enqueue(session, "paper.print")
        afterwards(session, lambda: asked.append(("done",)))
        assert asked == []
    assert asked == [("done",), ("paper.print",)]
    with pytest.raises(RuntimeError), database.write() as session:
        afterwards(session, lambda: asked.append(("never",)))
        raise RuntimeError
    with database.write():
        pass
    assert asked == [("done",), ("paper.print",)]


def test_when_what_is_done_afterwards_fails_the_jobs_are_put_once_all_the_same(
    database: Database,
) -> None:
    asked = _watch(database)

    def fail() -> None:
        raise OSError("the disk is full")

    with database.writing() as session:
        session.execute(text("SELECT 1"))
        enqueue(session, "paper.print")
        afterwards(session, fail)
        with pytest.raises(OSError, match="disk"):
            session.commit()
        assert asked == [("paper.print",)]
        session.close()
        session.execute(text("SELECT 1"))
        session.commit()
    assert asked == [("paper.print",)]


def test_a_savepoint_neither_queues_nor_forgets_a_job(database: Database) -> None:
    asked = _watch(database)
    with database.write() as session:
        enqueue(session, "mail.send", "outer")
        with session.begin_nested():
            session.execute(text("SELECT 1"))
        inner = session.begin_nested()
        session.execute(text("SELECT 1"))
        inner.rollback()
        assert asked == []
    assert asked == [("mail.send", "outer")]
