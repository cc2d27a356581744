"""A worker is killed in the middle of a batch; the next makes every certificate exactly once."""

import hashlib
import os
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, func, make_url, select, text
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.audit.queries import check_chain
from awards.certificates import actions
from awards.certificates.models import Certificate, CertificateBatch, MakingState
from awards.certificates.queries import outcomes_of
from awards.cli import alembic_config
from awards.config import Settings
from awards.core.db import Database
from awards.core.permissions import SYSTEM
from awards.files.actions import path_of
from awards.files.models import StoredFile
from awards.files.tasks import GRACE
from awards.files.tasks import sweep as sweep_files
from awards.jobs.queue import Queue
from awards.jobs.registry import Workshop
from tests.decided import decide, given, lund
from tests.factories import Make

ROOT = Path(__file__).parents[2]
SECRET = "killed-worker-secret-killed-worker"
AWARDS, TEAM = 4, tuple((f"Member {number}", "colleague") for number in range(1, 10))
CERTIFICATES = AWARDS * (1 + len(TEAM))
PATIENCE = 50.0
"""Seconds after which something hangs; a run takes a few."""


@pytest.fixture
def url(engine_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated database that other processes can open: a file, or one of PostgreSQL's own."""
    if engine_kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'utmarkt.db'}"
        command.upgrade(alembic_config(url), "head")
        yield url
        return
    server = make_url(request.getfixturevalue("postgres_url"))
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE killed_worker"))
    own = server.set(database="killed_worker").render_as_string(hide_password=False)
    command.upgrade(alembic_config(own), "head")
    yield own
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE killed_worker WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def settings(url: str, tmp_path: Path, font_folder: Path) -> Settings:
    """An installation with its faces cut already."""
    (tmp_path / "fonts").symlink_to(font_folder)
    return Settings(instance=tmp_path, secret_key=SECRET, database_url=url)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """The database as the web process has it: jobs go to the real queue."""
    database = Database(settings.database_url)
    queue = Queue(settings.database_url, settings.instance, Workshop(database, settings))
    database.writing.configure(info={"put_job": queue.put})
    yield database
    queue.huey.storage.close()
    database.dispose()


@contextmanager
def worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A worker, as `make run` starts it."""
    environment = {
        **os.environ,
        "UTMARKT_INSTANCE": str(settings.instance),
        "UTMARKT_DATABASE_URL": settings.database_url,
        "UTMARKT_SECRET_KEY": settings.secret_key,
    }
    words = [sys.executable, "-m", "flask", "--app", "app", "awards", "work"]
    with (settings.instance / "worker.log").open("ab") as log:
        process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(
    database: Database, reached: Callable[[Session], bool], *, every: float = 0.01
) -> None:
    """Look again and again, in short transactions: the worker needs the processor more."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        with database.read() as session:
            if reached(session):
                return
        time.sleep(every)
    pytest.fail("the worker did not get there in time")


def count_made(session: Session) -> int:
    wanted = select(func.count()).where(Certificate.state == MakingState.MADE)
    return session.scalar(wanted) or 0


def is_through(session: Session) -> bool:
    return session.scalars(select(CertificateBatch.state)).one() is not MakingState.PENDING


def ask_for_all(database: Database) -> None:
    """Four awards, each won by a team of nine, and all their certificates asked for."""
    with database.writing() as session:
        make = Make(session)
        edition = lund(make)
        for place in range(AWARDS):
            award = make.award(edition, slug=f"award-{place}")
            decide(make, award, given(make, award, f"Team {place}", members=TEAM))
        outcomes = outcomes_of(session, edition.id)
        at = datetime.now(UTC)
        actions.ask_for_batch(session, edition, outcomes, language="sv", by=SYSTEM, at=at)
        session.commit()


def found_after(database: Database, settings: Settings) -> dict[str, object]:
    """Return what stands in tables and folders when the work is done."""
    folder = settings.instance / "files"
    with database.read() as session:
        rows = session.scalars(select(Certificate)).all()
        batch = session.scalars(select(CertificateBatch)).one()
        stored = {file.id: file.sha256 for file in session.scalars(select(StoredFile))}
        events = Counter((line.event, line.subject) for line in session.scalars(select(AuditLine)))
        chain = check_chain(session).whole
    with zipfile.ZipFile(path_of(folder, batch.file_id or "")) as archive:
        zipped = {hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
    intact = {
        file_id
        for file_id, digest in stored.items()
        if hashlib.sha256(path_of(folder, file_id).read_bytes()).hexdigest() == digest
    }
    return {
        "made rows": sum(row.state is MakingState.MADE for row in rows),
        "batch": batch.state,
        "files of their own": len({row.file_id for row in rows}),
        "every file intact": intact == {row.file_id for row in rows} | {batch.file_id},
        "audit lines": Counter(event for event, _ in events.elements()),
        "subjects told of twice": [key for key, times in events.items() if times > 1],
        "chain whole": chain,
        "in the ZIP": zipped == {stored[row.file_id or ""] for row in rows},
    }


def nameless(database: Database, settings: Settings) -> set[Path]:
    """Return files that no row knows: what was in the killed worker's hands."""
    with database.read() as session:
        known = set(session.scalars(select(StoredFile.id)))
    files = (settings.instance / "files").glob("*/*")
    return {file for file in files if file.is_file() and file.name not in known}


def sweep_later(database: Database, settings: Settings) -> None:
    """Sweep the folder of files as a worker does that starts when all of this is long past."""
    (settings.instance / "files" / "swept").unlink(missing_ok=True)
    for file in (settings.instance / "files").glob("*/*"):
        long_ago = time.time() - 2 * GRACE.total_seconds()
        os.utime(file, (long_ago, long_ago))
    sweep_files(Workshop(database, settings))


def test_killed_worker_leaves_every_certificate_to_be_made_exactly_once(
    database: Database, settings: Settings
) -> None:
    ask_for_all(database)
    with worker(settings) as first:
        wait_until(database, lambda session: count_made(session) > 2)
        first.kill()
        first.wait()
    with database.read() as session:
        half = count_made(session)
    assert 2 < half < CERTIFICATES, "it was killed too late to prove anything"
    with worker(settings):
        wait_until(database, is_through, every=0.1)
    expected = {
        "made rows": CERTIFICATES,
        "batch": MakingState.MADE,
        "files of their own": CERTIFICATES,
        "every file intact": True,
        "audit lines": Counter(
            {"batch.asked": 1, "certificate.made": CERTIFICATES, "batch.finished": 1}
        ),
        "subjects told of twice": [],
        "chain whole": True,
        "in the ZIP": True,
    }
    assert found_after(database, settings) == expected
    sweep_later(database, settings)
    assert nameless(database, settings) == set(), "what was in its hands is taken away"
    assert found_after(database, settings) == expected, "and nothing else is"


def test_two_workers_at_once_make_every_certificate_exactly_once(
    database: Database, settings: Settings
) -> None:
    ask_for_all(database)
    with worker(settings), worker(replace(settings)):
        wait_until(database, is_through, every=0.1)
    found = found_after(database, settings)
    assert (found["made rows"], found["subjects told of twice"], found["in the ZIP"]) == (
        CERTIFICATES,
        [],
        True,
    )
