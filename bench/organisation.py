"""Eleven thousand people and four hundred units: importing them, finding them, pages beside them.

The import is what the job worker does after somebody has confirmed: read the file, compare it with
what is there, write, leave a line in the audit trail, commit. Its ceiling is one INSERT a row
through the bare driver into the same table, with its indexes, in one transaction.
"""

import itertools
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from awards.accounts.models import ImportState, OrgImport
from awards.accounts.organisation import tasks
from awards.accounts.organisation.actions import imports
from awards.core.clock import now
from awards.core.db import Database
from awards.core.permissions import SYSTEM
from awards.jobs.registry import Workshop
from bench import sql
from bench.client import NoAnswerError, Visitor
from bench.data import Stock
from bench.figures import Figure, beside
from bench.staff import PEOPLE, UNITS, people_csv, units_csv
from bench.timing import Timed, take_turns

IMPORTS = 3
ROUNDS = 12
HELLOS = 12
EMPLOYER = "Storstads kommun"
QUESTIONS = ("anna", "karin berg", "lindgren und", "xyzzy", "person1234@", "hemvarden ek", "a s")
"""Common and rare beginnings, two words, an address, a unit, somebody who is not there."""


def search_path(question: str) -> str:
    """Return what the picker asks while somebody types."""
    return f"/organisation/search/people?q={question.replace(' ', '%20')}"


def paths() -> dict[str, str]:
    """Return page → address of what a coordinator opens."""
    return {
        "home": "/home",
        "set-up": "/set-up",
        "organisation": "/organisation",
        "people": "/organisation/people?q=anna",
        "search": search_path("karin berg"),
    }


def bring_in(app: Flask, data: bytes) -> float:
    """Upload, preview, confirm and apply a file; return how long the applying took, in seconds."""
    database: Database = app.extensions["database"]
    settings = app.extensions["settings"]
    workshop = Workshop(database, settings)
    database.writing.configure(info={})
    with database.write() as session:
        taken = imports.take_in(
            session,
            data,
            name="staff.csv",
            employer=EMPLOYER,
            complete=False,
            language="sv",
            folder=settings.instance / "files",
            by=SYSTEM,
            at=now(),
        )
    tasks.preview(workshop, taken.id)
    with database.write() as session:
        shown = session.get_one(OrgImport, taken.id)
        imports.confirm(session, shown, seen=shown.digest, by=SYSTEM, at=now())
    begun = time.perf_counter()
    tasks.apply(workshop, taken.id)
    ended = time.perf_counter()
    with database.read() as session:
        if session.get_one(OrgImport, taken.id).state is not ImportState.APPLIED:
            raise NoAnswerError("an import was not applied")
    return ended - begun


def _bare(path: Path) -> float:
    """Empty the people of a database and insert them again, one by one; seconds."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous=FULL", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    rows = connection.execute("SELECT * FROM person").fetchall()
    connection.execute("DELETE FROM person")
    marks = ", ".join("?" * len(rows[0]))
    begun = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for row in rows:
        connection.execute(f"INSERT INTO person VALUES ({marks})", row)
    connection.execute("COMMIT")
    ended = time.perf_counter()
    connection.close()
    return ended - begun


def measure_import(folder: Path, secret: str) -> list[Figure]:
    """Import into fresh databases, in turns with bare inserts of the same rows."""
    ours: list[float] = []
    bare: list[float] = []
    whole: list[float] = []
    for number in range(IMPORTS):
        here = folder / f"import-{number}"
        here.mkdir()
        app = sql.open_app(here, secret)
        begun = time.perf_counter()
        bring_in(app, units_csv())
        ours.append(bring_in(app, people_csv()))
        whole.append(time.perf_counter() - begun)
        app.extensions["database"].dispose()
        bare.append(_bare(here / "utmarkt.db"))
    rate, ceiling = PEOPLE / min(ours), PEOPLE / min(bare)
    return [
        Figure(
            "import",
            f"import of {PEOPLE:,} people",
            rate,
            "rows/s",
            ceiling,
            rate / ceiling,
            1 / 3,
            "at least",
        ),
        Figure(
            "whole import",
            f"{UNITS} units, {PEOPLE:,} people, with previews",
            max(whole),
            "s",
            None,
            max(whole),
            20,
        ),
    ]


def measure_pages(
    app: Flask, port: int, hello_port: int, stock: Stock, coordinator: Visitor
) -> Iterator[Figure]:
    """Time the pages beside hello, and count their queries without and with all the people."""
    few = _counts(app, stock)
    bring_in(app, units_csv())
    bring_in(app, people_csv())
    many = _counts(app, stock)
    print("queries:", ", ".join(f"{page} {count}" for page, count in sorted(many.items())))
    hello = Timed(hello_port, [Visitor(hello_port).request("GET", "/")], HELLOS)
    asked = {name: [coordinator.request("GET", path)] for name, path in paths().items()}
    asked["search"] = [coordinator.request("GET", search_path(q)) for q in QUESTIONS]
    timed = {name: Timed(port, requests, 10) for name, requests in asked.items()}
    measured = {name: timed[name] for name in ("home", "set-up", "search")}
    take_turns(hello, list(measured.values()), ROUNDS)
    titles = {"home": "home", "set-up": "set-up", "search": "people search while typing"}
    most = {"home": 20, "set-up": 20, "search": 15}
    for name, one in measured.items():
        title = f"{titles[name]}, {PEOPLE:,} people, p50"
        yield beside(name, title, one.p50, ceiling=hello.p50, must=most[name])
    grown = max(abs(many[page] - few[page]) for page in many)
    yield Figure(
        "people queries", f"queries more with {PEOPLE:,} people", grown, "queries", None, grown, 0
    )


def _counts(app: Flask, stock: Stock) -> dict[str, int]:
    return {page: sql.count_queries(app, path, stock.coordinator) for page, path in paths().items()}


def measure(
    app: Flask,
    *,
    port: int,
    hello_port: int,
    stock: Stock,
    coordinator: Visitor,
    folder: Path,
    secret: str,
) -> list[Figure]:
    """Measure importing, then the pages with everybody in the database."""
    pages = measure_pages(app, port, hello_port, stock, coordinator)
    return list(itertools.chain(measure_import(folder, secret), pages))
