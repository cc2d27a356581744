"""Saving: twenty jurors at once, beside twenty clients of a view that commits one row.

Every acknowledged save must be found afterwards: in the sheet, and as its line in the audit trail.
"""

import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote_plus, urlencode

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.core.db import Database
from awards.programmes.models import Criterion
from awards.scoring.models import Score, ScoreSheet, SheetState
from bench.client import Connection, NoAnswerError, Visitor, posted, token_in
from bench.data import Stock
from bench.figures import Figure
from bench.pages import sheets_of

ROUNDS = 3
SECONDS = 4.0
SHEETS_EACH = 40
_MARKS = range(1, 6)
_REASON = "Skäl nummer {}: tydlig nytta, väl beskriven, många har lärt av den."
_REASON_SENT = quote_plus(_REASON, safe="{}")


@dataclass
class Sheet:
    """A sheet as its juror has it open: what was acknowledged last."""

    path: str
    version: int
    saves: int = 0
    reason: str = ""
    marks: list[int] = field(default_factory=list)
    head: bytes = b""
    """What each request to save it begins with."""


@dataclass
class Juror:
    """A juror with open sheets, saving one after the other."""

    visitor: Visitor
    token: str
    keys: Sequence[str]
    sheets: list[Sheet]
    dice: random.Random
    turns: int = 0
    _token: str = field(init=False)
    _names: Sequence[str] = field(init=False)

    def __post_init__(self) -> None:
        """Write what is the same in every form."""
        self._token = urlencode({"csrf_token": self.token})
        self._names = [f"&{urlencode({f'score-{key}': ''})}" for key in self.keys]

    def save(self, connection: Connection) -> None:
        """Score the next sheet on all criteria, give a reason, save; remember it when told so."""
        sheet = self.sheets[self.turns % len(self.sheets)]
        self.turns += 1
        marks = self.dice.choices(_MARKS, k=len(self.keys))
        request = self._request(sheet, marks)
        answer = connection.ask(request)
        if answer.status != 200:
            raise NoAnswerError(f"a save was answered with {answer.status}: {answer.text[:200]}")
        sheet.version = json.loads(answer.body)["version"]
        sheet.saves += 1
        sheet.reason, sheet.marks = _REASON.format(self.turns), marks

    def _request(self, sheet: Sheet, marks: Sequence[int]) -> bytes:
        """Write the form as a browser does; it takes the machine from those who are measured."""
        if not sheet.head:
            sheet.head = self.visitor.head("POST", sheet.path, "application/json")
        scores = "".join([f"{name}{mark}" for name, mark in zip(self._names, marks, strict=True)])
        reason = _REASON_SENT.format(self.turns)
        form = f"{self._token}&version={sheet.version}&reason={reason}{scores}"
        return posted(sheet.head, form.encode())


def criteria_of(session: Session, stock: Stock) -> list[str]:
    """Return the keys of the criteria that the sheets of this run have."""
    wanted = select(Criterion.key).where(Criterion.edition_id == stock.editions["scoring"])
    return list(session.scalars(wanted.order_by(Criterion.position)))


def prepare(visitor: Visitor, stock: Stock, wanted: int, keys: Sequence[str], seed: int) -> Juror:
    """Open a juror's sheets that are not handed in yet, as many as are saved in turn."""
    sheets, token = [], ""
    for path in sheets_of(visitor, stock, wanted):
        page = visitor.get(path)
        if 'name="reason"' not in page.text:
            continue  # handed in
        version = page.text.split('name="version"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
        sheets.append(Sheet(path, int(version)))
        token = token_in(page)
        if len(sheets) == SHEETS_EACH:
            break
    return Juror(visitor, token, keys, sheets, random.Random(seed))


def together(port: int, actions: Sequence[Callable[[Connection], None]]) -> float:
    """Let everybody act again and again at the same time; return how many were done a second."""
    counts = [0] * len(actions)
    failures: list[Exception] = []
    start = threading.Barrier(len(actions))
    ends: list[float] = []
    begun: list[float] = []

    def act(number: int) -> None:
        try:
            with Connection(port) as connection:
                actions[number](connection)  # warm; counted by nobody
                start.wait()
                begun.append(time.perf_counter())
                until = begun[-1] + SECONDS
                while time.perf_counter() < until:
                    actions[number](connection)
                    counts[number] += 1
                ends.append(time.perf_counter())
        except Exception as error:  # noqa: BLE001 - told below, in the main thread
            failures.append(error)
            start.abort()

    threads = [threading.Thread(target=act, args=(number,)) for number in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return sum(counts) / (max(ends) - min(begun))


def measure(
    port: int, commit_port: int, jurors: Sequence[Juror], database: Database
) -> list[Figure]:
    """Save in turns with the bare commit; count what is lost."""
    bare = Visitor(commit_port).request("POST", "/", {})

    def commit(connection: Connection) -> None:
        answer = connection.ask(bare)
        if answer.status != 200:
            raise NoAnswerError(f"a commit was answered with {answer.status}")

    ceilings, saves = [], []
    for _ in range(ROUNDS):
        ceilings.append(together(commit_port, [commit] * len(jurors)))
        saves.append(together(port, [juror.save for juror in jurors]))
    ceiling, value = sum(ceilings) / ROUNDS, sum(saves) / ROUNDS
    acknowledged = sum(sheet.saves for juror in jurors for sheet in juror.sheets)
    lost = count_lost(database, jurors)
    many = len(jurors)
    title = f"saving a sheet, {many} jurors at once"
    return [
        Figure("save", title, value, "saves/s", ceiling, value / ceiling, 0.25, "at least"),
        Figure("lost", f"of {acknowledged:,} saves, lost", lost, "saves", None, lost, 0),
    ]


def count_lost(database: Database, jurors: Sequence[Juror]) -> int:
    """Count acknowledged saves that are not in the database."""
    wanted = {
        sheet.path.rpartition("/")[2]: sheet
        for juror in jurors
        for sheet in juror.sheets
        if sheet.saves
    }
    with database.read() as session:
        rows = session.execute(
            select(ScoreSheet.id, ScoreSheet.reason, ScoreSheet.version).where(
                ScoreSheet.id.in_(wanted), ScoreSheet.state == SheetState.OPEN
            )
        ).all()
        values = session.execute(
            select(Score.sheet_id, Score.value).where(Score.sheet_id.in_(wanted))
        ).all()
        told = select(func.count()).where(AuditLine.event == "sheet.saved")
        lines = session.scalar(told) or 0
    stored = {row.id: (row.reason, row.version) for row in rows}
    marks: dict[str, list[int | None]] = {key: [] for key in wanted}
    for sheet_id, value in values:
        marks[sheet_id].append(value)
    wrong = sum(
        stored.get(key) != (sheet.reason, sheet.version)
        or sorted(marks[key], key=str) != sorted(sheet.marks)
        for key, sheet in wanted.items()
    )
    acknowledged = sum(sheet.saves for sheet in wanted.values())
    return wrong + max(0, acknowledged - lines)
