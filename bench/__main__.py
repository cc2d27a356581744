"""Run all measurements: `python -m bench`; `python -m bench pages saves` runs a part.

The exit code is 0 when everything could be measured, also when a figure falls short; 1 when
something broke.
"""

import secrets
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask

from awards.core.db import Database
from awards.core.press.fonts import press_fonts, screen_font
from bench import drafts, load, masking, organisation, pages, papers, routing, saves, sql, twins
from bench.ceilings.commit import prepare as prepare_commits
from bench.data import JURORS, Stock
from bench.figures import Figure, merge, table, write
from bench.servers import Yard, open_yard

NOMINATIONS = 1000
FOLDER = Path(__file__).parent
LATEST = FOLDER / "latest.json"


@dataclass
class Run:
    """One run: the app with its data, everybody signed in, and what was found so far."""

    yard: Yard
    app: Flask
    stock: Stock
    port: int
    people: pages.People
    secret: str
    figures: list[Figure] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    misses: dict[str, Any] = field(default_factory=dict)
    """What figures hide, by part: what was missed, and of which kind."""

    @property
    def database(self) -> Database:
        """The database that the app under test uses, opened a second time."""
        database: Database = self.app.extensions["database"]
        return database

    def take(self, name: str, measure: Callable[["Run"], list[Figure]]) -> None:
        """Measure one part; what breaks is told and does not stop the others."""
        say(f"… {name}")
        try:
            self.figures += measure(self)
        except Exception:  # noqa: BLE001 - told at the end, by the exit code too
            traceback.print_exc()
            self.broken.append(name)


def measure_sql(run: Run) -> list[Figure]:
    """Count queries."""
    return sql.measure(run.app, run.stock, run.yard.folder / "small", run.secret)


def measure_pages(run: Run) -> list[Figure]:
    """Time pages."""
    hello = run.yard.serve("bench.ceilings.hello:app")
    return pages.measure(run.port, hello, run.stock, run.people, NOMINATIONS)


def measure_saves(run: Run) -> list[Figure]:
    """Time saves."""
    path = str(run.yard.folder / "commits.db")
    prepare_commits(path)
    commit = run.yard.serve("bench.ceilings.commit:app", {"BENCH_COMMIT_DATABASE": path})
    with run.database.read() as session:
        keys = saves.criteria_of(session, run.stock)
    jurors = [
        saves.prepare(visitor, run.stock, NOMINATIONS // 4, keys, seed)
        for seed, visitor in enumerate(run.people.jurors)
    ]
    return saves.measure(run.port, commit, jurors, run.database)


def measure_load(run: Run) -> list[Figure]:
    """Let 20 and 200 jurors save, on both databases, each in an installation of its own."""
    return load.measure(run.yard, run.secret)


def measure_drafts(run: Run) -> list[Figure]:
    """Time the saves of people who write, then a whole nomination."""
    path = str(run.yard.folder / "more-commits.db")
    prepare_commits(path)
    commit = run.yard.serve("bench.ceilings.commit:app", {"BENCH_COMMIT_DATABASE": path})
    hello = run.yard.serve("bench.ceilings.hello:app")
    form = run.stock.form_path
    return [
        *drafts.measure(run.port, commit, form, run.database),
        *drafts.measure_flow(run.port, hello, form, run.database, run.secret),
    ]


def measure_certificates(run: Run) -> list[Figure]:
    """Time certificates."""
    folder, written = run.yard.folder, run.yard.folder / "pages"
    with run.database.read() as session:
        paths = papers.write_pages(session, run.stock, folder, written)
    html = {"BENCH_CERTIFICATE_HTML": str(written / "001.html")}
    bare = run.yard.serve("bench.ceilings.certificate:app", html)
    coordinator = run.people.coordinator
    one = papers.measure_one(run.port, bare, coordinator, paths[1])
    batch = papers.measure_batch(run.yard, coordinator, run.stock, run.database, written)
    return [*one, *batch]


def measure_people(run: Run) -> list[Figure]:
    """Import eleven thousand people, then time the pages beside them; last, as it adds them."""
    hello = run.yard.serve("bench.ceilings.hello:app")
    return organisation.measure(
        run.app,
        port=run.port,
        hello_port=hello,
        stock=run.stock,
        coordinator=run.people.coordinator,
        folder=run.yard.folder,
        secret=run.secret,
    )


def measure_masking(run: Run) -> list[Figure]:
    """Mask planted names; needs no server, and leaves what it missed for the file."""
    figures, run.misses["masking"] = masking.measure()
    return figures


def measure_twins(run: Run) -> list[Figure]:
    """Look for twins among nominations of which we know who is who."""
    figures, run.misses["twins"] = twins.measure()
    return figures


def measure_routing(run: Run) -> list[Figure]:
    """Time routing."""
    del run
    return routing.measure()


PARTS: dict[str, Callable[[Run], list[Figure]]] = {
    "sql": measure_sql,
    "pages": measure_pages,
    "saves": measure_saves,
    "load": measure_load,
    "drafts": measure_drafts,
    "certificates": measure_certificates,
    "people": measure_people,
    "masking": measure_masking,
    "twins": measure_twins,
    "routing": measure_routing,
}


def say(text: str) -> None:
    """Print at once."""
    print(text, flush=True)


def start_run(yard: Yard, secret: str) -> Run:
    """Make database, fonts and data, start the app, sign everybody in."""
    say(f"… {NOMINATIONS:,} nominations, {JURORS} jurors, fonts, the app")
    fonts = yard.folder / "fonts"
    kept = FOLDER / "tmp" / "fonts"
    press_fonts(kept)
    screen_font(kept)
    shutil.copytree(kept, fonts)
    app = sql.open_app(yard.folder, secret)
    stock = sql.stock_up(app, NOMINATIONS, secret)
    port = yard.serve("app:app")
    people = pages.sign_everybody_in(port, stock)
    return Run(yard, app, stock, port, people, secret)


def main(asked: list[str]) -> int:
    """Run the asked parts, else all; the exit code."""
    secret = secrets.token_hex(32)
    (FOLDER / "tmp").mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=FOLDER / "tmp", ignore_cleanup_errors=True) as folder,
        open_yard(Path(folder), secret) as yard,
    ):
        run = start_run(yard, secret)
        for name in asked or PARTS:
            run.take(name, PARTS[name])
        run.app.extensions["database"].dispose()
    say("\n" + table(run.figures))
    if not asked:
        write(run.figures, LATEST)
        for part, details in run.misses.items():
            merge([], LATEST, part, details)
        say(f"\nWritten to {LATEST.relative_to(FOLDER.parent)}.")
    if run.broken:
        say(f"Broken, not measured: {', '.join(run.broken)}")
    return 1 if run.broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
