"""SQL: how many queries each page asks, and whether more rows mean more queries."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from awards import create_app
from awards.accounts.actions import begin_session
from awards.accounts.models import Person, SignInWay
from awards.cli import upgrade_database
from awards.config import Settings
from awards.core.clock import now
from awards.core.db import Database
from bench.client import NoAnswerError
from bench.data import Stock, build, today
from bench.figures import Figure

FEW = 40
"""Nominations of the small round: ten in each award that is scored."""

MOST = 12


def open_app(folder: Path, secret: str) -> Flask:
    """Return the app on a database in `folder`, with its tables."""
    app = create_app(
        Settings(
            instance=folder,
            secret_key=secret,
            database_url=f"sqlite:///{folder / 'utmarkt.db'}",
            rate_limits=False,
        )
    )
    upgrade_database(app)
    return app


def stock_up(app: Flask, nominations: int, secret: str) -> Stock:
    """Insert the data of a run."""
    database: Database = app.extensions["database"]
    with database.write() as session:
        return build(session, nominations, secret=secret, at=today())


@contextmanager
def counting(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that are sent meanwhile; beginning a transaction is none."""
    asked: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        del connection, cursor, rest
        if not statement.startswith(("BEGIN", "PRAGMA")):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _pages(stock: Stock) -> dict[str, tuple[str, str | None]]:
    """Return page → address and the id of the person who opens it."""
    scoring, closed = stock.editions["scoring"], stock.editions["closed"]
    announced = stock.editions["announced"]
    juror, coordinator = stock.jurors[0], stock.coordinator
    return {
        "start": ("/", None),
        "form": (stock.form_path, None),
        "winners": (f"/awards/{stock.programme}/announced/winners", None),
        "queue": (f"/scoring?edition={scoring}", juror),
        "statements": (f"/juries/statements?edition={scoring}", juror),
        "home": ("/home", coordinator),
        "triage": (f"/triage?edition={scoring}", coordinator),
        "desk": (f"/triage?edition={stock.editions['triage']}&sort=name&q=kollegor", coordinator),
        "panels": (f"/juries?edition={scoring}", coordinator),
        "conflicts": (f"/juries/conflicts?edition={scoring}", coordinator),
        "results": (f"/results/{stock.results_award}", coordinator),
        "results of all": (f"/results?edition={closed}", coordinator),
        "decisions": (f"/decisions?edition={announced}", coordinator),
        "certificates": (f"/certificates?edition={announced}", coordinator),
    }


def queries_by_page(app: Flask, stock: Stock) -> dict[str, int]:
    """Return page → number of queries; the second visit counts, as caches are warm then."""
    counts = {}
    for name, (path, person_id) in _pages(stock).items():
        counts[name] = count_queries(app, path, person_id)
    for state in ("untouched", "complete", "handed-in"):
        path = _first_sheet(app, stock, state)
        counts[f"sheet, {state}"] = count_queries(app, path, stock.jurors[0])
    return counts


def _first_sheet(app: Flask, stock: Stock, state: str) -> str:
    """Return the address of a juror's first sheet in a state."""
    path, juror = _pages(stock)["queue"]
    table = _open(app, f"{path}&state={state}", juror).partition("<tbody")[2]
    return "/scoring/sheets/" + table.partition('href="/scoring/sheets/')[2].partition('"')[0]


def count_queries(app: Flask, path: str, person_id: str | None) -> int:
    """Return how many queries a page asks; the second visit counts, as caches are warm then."""
    database: Database = app.extensions["database"]
    visitor = _visitor(app, person_id)
    _look(visitor, path)
    with counting(database.engine) as asked:
        _look(visitor, path)
    return len(asked)


def _open(app: Flask, path: str, person_id: str | None) -> str:
    return _look(_visitor(app, person_id), path)


def _visitor(app: Flask, person_id: str | None) -> FlaskClient:
    """Return somebody who is signed in, or the public."""
    database: Database = app.extensions["database"]
    client = app.test_client()
    if person_id is not None:
        with database.write() as session, client.session_transaction() as cookie:
            person = session.get_one(Person, person_id)
            way = SignInWay.LINK
            cookie["_user_id"] = begin_session(session, person, way=way, device="", at=now())
            cookie["_fresh"] = True
    return client


def _look(visitor: FlaskClient, path: str) -> str:
    answer = visitor.get(path)
    if answer.status_code != 200:
        raise NoAnswerError(f"{path} → {answer.status_code}")
    return answer.text


def measure(app: Flask, stock: Stock, small_folder: Path, secret: str) -> list[Figure]:
    """Count on the big database and on a small one."""
    small_folder.mkdir()
    small = open_app(small_folder, secret)
    few = queries_by_page(small, stock_up(small, FEW, secret))
    many = queries_by_page(app, stock)
    more = {page: many[page] - few[page] for page in many}
    print("queries:", ", ".join(f"{page} {count}" for page, count in sorted(many.items())))
    grown = [page for page, difference in more.items() if difference]
    if grown:
        print("more rows, other queries:", {page: (few[page], many[page]) for page in grown})
    most = max(many.values())
    widest = max(many, key=lambda page: many[page])
    return [
        Figure(
            "queries", f"SQL queries a page, most ({widest})", most, "queries", None, most, MOST
        ),
        Figure(
            "more queries",
            "queries more with 1,000 rows than with 10",
            max(more.values()),
            "queries",
            None,
            max(map(abs, more.values())),
            0,
        ),
    ]
