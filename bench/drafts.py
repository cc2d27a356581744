"""Writing: fifty people whose forms are saved as they type, beside fifty clients of a bare commit.

Every acknowledged save must be found afterwards. Then the whole way of a nomination, for one
person: form, sentences saved on the way, sending, the mailed link, the click that confirms.
"""

import json
import random
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.core.db import Database
from awards.core.ids import new_id
from awards.nominations.drafts.models import NominationDraft
from awards.nominations.links import CONFIRM, token_for
from awards.nominations.models import Nomination
from bench.client import HOST, Answer, Connection, NoAnswerError, Visitor, token_in
from bench.figures import Figure, beside
from bench.saves import together

WRITERS = 50
ROUNDS = 3
FLOWS = 12
WORDS = (
    "Hon",
    "vågade",
    "säga",
    "att",
    "mötet",
    "kunde",
    "vara",
    "kortare,",
    "och",
    "alla",
    "vann.",
)
"""A text grows by these, one at a time."""

MOST_WORDS = 150
"""Then its writer begins anew: the middle of what an award asks for."""


def value_in(page: Answer, name: str) -> str:
    """Return the value of a hidden field."""
    before, found, rest = page.text.partition(f'name="{name}"')
    tag = before.rpartition("<")[2] + rest.partition(">")[0]
    if not found or 'value="' not in tag:
        raise NoAnswerError(f"a form without {name}")
    return tag.split('value="', 1)[1].split('"', 1)[0]


@dataclass
class Writer:
    """Somebody with the form open, whose page saves after every word."""

    visitor: Visitor
    path: str
    token: str
    key: str
    dice: random.Random
    page: str = field(default_factory=new_id)
    version: int = 0
    saves: int = 0
    words: list[str] = field(default_factory=list)
    kept: str = ""

    def write(self, connection: Connection) -> None:
        """Add a word and save all that is typed, as the page does."""
        if len(self.words) >= MOST_WORDS:
            self.words = []
        self.words.append(self.dice.choice(WORDS))
        typed = [
            ["nominee_kind", "person"],
            ["nominee_name", "Siv Ahl"],
            ["effect", " ".join(self.words)],
        ]
        answer = connection.ask(self._request(typed))
        if answer.status != 200:
            raise NoAnswerError(f"a save was answered with {answer.status}: {answer.text[:200]}")
        self.version = json.loads(answer.body)["version"]
        self.saves += 1
        self.kept = json.dumps(typed, ensure_ascii=False, separators=(",", ":"))
        self.visitor.remember(answer)

    def _request(self, typed: list[list[str]]) -> bytes:
        content = {"key": self.key, "version": self.version, "page": self.page, "fields": typed}
        body = json.dumps(content, ensure_ascii=False).encode()
        cookies = "; ".join(f"{name}={value}" for name, value in self.visitor.cookies.items())
        head = (
            f"POST {self.path}/draft HTTP/1.1\r\nHost: {HOST}:{self.visitor.port}\r\n"
            f"Accept: application/json\r\nContent-Type: application/json\r\n"
            f"X-CSRFToken: {self.token}\r\nCookie: {cookies}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def open_form(port: int, path: str, seed: int) -> Writer:
    """Open the form in a new browser."""
    visitor = Visitor(port)
    page = visitor.get(path)
    key = value_in(page, "form_key")
    return Writer(visitor, path, token_in(page), key, random.Random(seed))


def measure(port: int, commit_port: int, path: str, database: Database) -> list[Figure]:
    """Write in turns with the bare commit; count what is lost."""
    bare = Visitor(commit_port).request("POST", "/", {})

    def commit(connection: Connection) -> None:
        answer = connection.ask(bare)
        if answer.status != 200:
            raise NoAnswerError(f"a commit was answered with {answer.status}")

    writers = [open_form(port, path, seed) for seed in range(WRITERS)]
    ceilings, saves = [], []
    for _ in range(ROUNDS):
        ceilings.append(together(commit_port, [commit] * WRITERS))
        saves.append(together(port, [writer.write for writer in writers]))
    ceiling, value = sum(ceilings) / ROUNDS, sum(saves) / ROUNDS
    done = sum(writer.saves for writer in writers)
    lost = count_lost(database, writers)
    title = f"saving a draft, {WRITERS} writers at once"
    return [
        Figure("draft", title, value, "saves/s", ceiling, value / ceiling, 0.25, "at least"),
        Figure("draft lost", f"of {done:,} saved drafts, lost", lost, "saves", None, lost, 0),
    ]


def count_lost(database: Database, writers: Sequence[Writer]) -> int:
    """Count writers whose last acknowledged save is not what the table holds."""
    with database.read() as session:
        wanted = select(NominationDraft.id, NominationDraft.typed, NominationDraft.version)
        stored = {row.id: (row.typed, row.version) for row in session.execute(wanted)}
    ids = [one.key.partition(".")[0] for one in writers]  # the rest of a key is its signature
    pairs = zip(ids, writers, strict=True)
    return sum(stored.get(key) != (one.kept, one.version) for key, one in pairs)


def measure_flow(
    port: int, hello_port: int, path: str, database: Database, secret: str
) -> list[Figure]:
    """Time a nomination from the form to the receipt, each step a connection of its own."""
    hello = Visitor(hello_port)
    bare, whole = [], []
    for number in range(FLOWS):
        begun = time.perf_counter()
        for _ in range(STEPS):
            hello.get("/")
        bare.append((time.perf_counter() - begun) * 1000)
        whole.append(_nominate(port, path, database, secret, number))
    ceiling = statistics.median(bare)
    title = f"a nomination, form to receipt, {STEPS} requests, p50"
    return [beside("flow", title, statistics.median(whole), ceiling=ceiling, must=12)]


SAVES_ON_THE_WAY = 5
STEPS = 6 + SAVES_ON_THE_WAY
"""Form, saves, send, the page that says look into your mail, the link, the click, the receipt."""


def _nominate(port: int, path: str, database: Database, secret: str, number: int) -> float:
    """Nominate like a person, without the pauses; return the milliseconds, lookups not counted."""
    address = f"writer{number}@example.org"
    begun = time.perf_counter()
    visitor = Visitor(port)
    page = visitor.get(path)
    writer = Writer(
        visitor, path, token_in(page), value_in(page, "form_key"), random.Random(number)
    )
    for _ in range(SAVES_ON_THE_WAY):
        with Connection(port) as connection:
            writer.write(connection)
    sent = visitor.post(path, page, **_filled(page, writer, address))
    visitor.get(location_of(sent))
    paused = time.perf_counter()
    with database.read() as session:
        token = _token_of(session, address, secret)
    looked = time.perf_counter() - paused
    link = f"/nominations/confirm/{token}"
    receipt = visitor.post(link, visitor.get(link))
    visitor.get(location_of(receipt))
    return (time.perf_counter() - begun - looked) * 1000


def _filled(page: Answer, writer: Writer, address: str) -> dict[str, str]:
    """Return the form as somebody fills it in who nominates a person."""
    areas = page.text.split("<textarea")[1:]
    names = [area.split('name="', 1)[1].split('"', 1)[0] for area in areas]
    words = " ".join(WORDS * 2)
    return {
        **dict.fromkeys(names, words),
        "form_key": writer.key,
        "opened": value_in(page, "opened"),
        "nominee_kind": "person",
        "nominee_name": "Siv Ahl",
        "partner": "Föreningen Solrosen",
        "effect_kind": "achieved",
        "nominator_name": "Bo Ek",
        "nominator_email": address,
        "relation": "staff",
    }


def location_of(answer: Answer) -> str:
    """Return where a redirect leads."""
    found = re.search(r"^location: *(\S+)", answer.head, re.IGNORECASE | re.MULTILINE)
    if found is None:
        raise NoAnswerError("an answer that leads nowhere")
    return found[1]


def _token_of(session: Session, address: str, secret: str) -> str:
    wanted = select(Nomination).where(Nomination.nominator_email == address)
    return token_for(session.scalars(wanted).one(), CONFIRM, secret=secret)
