"""The score stored is the one clicked, and the words those typed, whatever the network does.

Two tabs score the same sheet, give reasons on it and on single criteria, and note something. Their
saves are lost, answered late, sent twice, overtaken; two look at the sheet before either writes.
The tabs do what `static/js/sheet.js` does, whose own run through a bad network is in
`test_browser`; the server is the real one, on both databases.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.core.db import Database
from awards.scoring.actions import Typed
from awards.scoring.models import Score, ScoreSheet
from awards.scoring.opened import Opened, opened_sheet
from awards.scoring.rules import StaleSheet
from tests.conftest import SECRET
from tests.scoring.conftest import Round, store

NOW = datetime.now(UTC)
State = dict[str, int | str | None]
"""Field → what stands in it: a criterion's id, or one of the texts as `TEXTS` names them."""


@dataclass(frozen=True)
class Request:
    """A save on its way: what a tab sends, and may send again, unchanged."""

    id: str
    version: int
    fields: State


@dataclass(frozen=True)
class Answer:
    """What the server says: saved, or stale, with all that is stored."""

    request: Request
    saved: bool
    version: int
    stored: State


@dataclass
class Tab:
    """A page with the sheet open; see sheet.js."""

    typed: State
    known: State
    version: int = 0
    flight: Request | None = None
    clashes: State = field(default_factory=dict)

    @property
    def pending(self) -> State:
        """What stands here and, as far as we know, not at the server."""
        typed, known = self.typed, self.known
        return {key: typed[key] for key in typed if key not in known or known[key] != typed[key]}

    def next_request(self, ids: "count[int]") -> Request | None:
        """Return what is sent now: the one under way, else all that is pending."""
        if self.flight is None and self.pending and not self.clashes:
            self.flight = Request(f"change-{next(ids)}", self.version, self.pending)
        return self.flight

    def hear(self, answer: Answer) -> None:
        """Take an answer; a late one, to a request that was answered before, is nobody's."""
        if self.flight is None or answer.request.id != self.flight.id:
            return
        self.flight = None
        if answer.saved:
            self.known |= answer.request.fields
        else:
            there = answer.version > answer.request.version + 1  # else it would be known again
            self._compare(answer.stored, sent=answer.request.fields if there else {})
        self.version = answer.version

    def _compare(self, stored: State, *, sent: State) -> None:
        nothing = object()
        for key, theirs in stored.items():
            known, mine = self.known.get(key, nothing), self.typed.get(key, nothing)
            if theirs in (sent.get(key, known), mine):
                continue
            if key not in sent and (mine is known or mine == known):
                self.typed[key] = theirs
            else:
                self.clashes[key] = theirs
        self.known = dict(stored)

    def choose(self, *, theirs: bool) -> None:
        """Settle what clashes."""
        if theirs:
            self.typed |= self.clashes
        self.clashes.clear()


class Server:
    """The real actions; remembers what was stored at each version, and holds what must hold."""

    def __init__(self, database: Database, scene: Round, session: Session, *, by_id: bool) -> None:
        self.database, self.scene, self.by_id = database, scene, by_id
        self.session = session
        session.execute(delete(Score))
        session.execute(delete(ScoreSheet))
        session.commit()
        self.first, self.second = (criterion.id for criterion in scene.criteria[:2])
        self.texts = ("reason", "note", f"why {self.first}", f"why {self.second}")
        self.states: list[State] = [dict.fromkeys(self.texts, "")]
        self.taken: list[str] = []
        self.lines = self._count_lines()

    def _count_lines(self) -> int:
        self.session.rollback()
        told = select(func.count()).where(AuditLine.event == "sheet.saved")
        return self.session.scalar(told) or 0

    def look(self) -> Opened:
        """Read the sheet, as a save does before it waits for its turn to write."""
        self.session.rollback()  # what others have stored since is seen
        scene = self.scene
        return opened_sheet(self.session, scene.actor, scene.sheet, secret=SECRET)

    def write(self, seen: Opened, request: Request, known: State) -> Answer:
        """Save; `known` is what the sender had been told was stored when it made the request."""
        by, change = self.scene.actor, request.id if self.by_id else ""
        typed = typed_of(request.fields)
        self.session.rollback()  # SQLite's one connection is free
        try:
            saved = store(
                self.database, seen, typed, version=request.version, by=by, at=NOW, change=change
            )
        except StaleSheet:
            now = self.look()
            return Answer(request, False, now.version, self._state_of(now))
        now = self.look()
        if now.version == len(self.states):  # news
            assert known == self.states[-1], "overwrote what its sender had never seen"
            self.states.append({**self.states[-1], **request.fields})
            self.taken.append(request.id)
        assert now.version == len(self.states) - 1, "versions go up one by one"
        assert self._state_of(now) == self.states[-1]
        return Answer(request, True, saved.version, {})

    def _state_of(self, sheet: Opened) -> State:
        """Return what a page has in its fields when it opens this sheet."""
        reasons = {key: sheet.reasons.get(key[4:], "") for key in self.texts if key[:4] == "why "}
        return {**sheet.marks, **reasons, "reason": sheet.reason, "note": sheet.note}

    def check(self) -> None:
        """Nothing counted twice, and the trail has a line for each."""
        assert len(set(self.taken)) == len(self.taken)
        assert self._count_lines() - self.lines == len(self.taken)


def typed_of(fields: State) -> Typed:
    """Return what a page with these fields sends; the form's own reading is in test_pages."""
    marks = {key: value for key, value in fields.items() if not isinstance(value, str)}
    texts = {key: value for key, value in fields.items() if isinstance(value, str)}
    reasons = {key[4:]: text for key, text in texts.items() if key[:4] == "why "}
    return Typed(marks, texts.get("reason"), reasons, texts.get("note"))


@dataclass
class World:
    """Two tabs, a server, and between them whatever a network does."""

    server: Server
    fields: list[str]
    """A criterion's score, or a text."""
    tabs: tuple[Tab, Tab]
    ids: "count[int]" = field(default_factory=count)
    sent: list[tuple[Tab, Request, State]] = field(default_factory=list)
    seen: list[tuple[Tab, Request, State, Opened]] = field(default_factory=list)
    answers: list[tuple[Tab, Answer]] = field(default_factory=list)

    def step(self, kind: str, one: int, two: int) -> None:
        """Do one thing; the numbers choose which."""
        tab = self.tabs[one % 2]
        deeds: dict[str, Callable[[], None]] = {
            "click": lambda: self._click(tab, one // 2, two),
            "send": lambda: self._send(tab),
            "look": lambda: self._look(one, again=bool(two % 2)),
            "write": lambda: self._write(one),
            "answer": lambda: self._answer(one),
            "lose": lambda: self._lose(one),
            "choose": lambda: tab.choose(theirs=bool(two % 2)),
        }
        deeds[kind]()
        self._check_told(tab)

    def _click(self, tab: Tab, which: int, value: int) -> None:
        tab.typed |= self.filled_in(which, value)

    def filled_in(self, which: int, value: int) -> State:
        """Return the field of this number with this value in it: a score, or some words."""
        key = self.fields[which % len(self.fields)]
        return {key: "x" * value if key in self.server.texts else value or None}

    def _send(self, tab: Tab) -> None:
        request = tab.next_request(self.ids)
        if request is not None:
            self.sent.append((tab, request, dict(tab.known)))

    def _look(self, which: int, *, again: bool) -> None:
        if self.sent:
            at = which % len(self.sent)
            waiting = self.sent[at] if again else self.sent.pop(at)
            self.seen.append((*waiting, self.server.look()))

    def _write(self, which: int) -> None:
        if self.seen:
            tab, request, known, seen = self.seen.pop(which % len(self.seen))
            self.answers.append((tab, self.server.write(seen, request, known)))

    def _answer(self, which: int) -> None:
        if self.answers:
            tab, answer = self.answers.pop(which % len(self.answers))
            tab.hear(answer)

    def _lose(self, which: int) -> None:
        if which % 2 and self.answers:
            self.answers.pop()
        elif self.sent:
            self.sent.pop()

    def _check_told(self, tab: Tab) -> None:
        """A page that says "saved" tells the truth about what stood there at its version."""
        if not tab.pending and tab.flight is None and not tab.clashes:
            assert tab.typed == self.server.states[tab.version]

    def settle(self, *, theirs: bool) -> None:
        """Let the network come back and everybody finish."""
        for _ in range(100):
            for kind in ("look", "write", "answer"):
                while {"look": self.sent, "write": self.seen, "answer": self.answers}[kind]:
                    self.step(kind, 0, 0)
            for tab in self.tabs:
                tab.choose(theirs=theirs)
                self._send(tab)
            if not self.sent:
                return
        raise AssertionError("the tabs never come to an end")


KINDS = ("click", "click", "send", "send", "look", "look", "write", "write", "answer", "answer")
STEPS = st.lists(
    st.tuples(st.sampled_from([*KINDS, "lose", "choose"]), st.integers(0, 13), st.integers(0, 5)),
    max_size=60,
)


def play(server: Server, scene: Round, steps: list[tuple[str, int, int]], *, theirs: bool) -> World:
    """Let everything happen, then the end."""
    marks = [criterion.id for criterion in scene.criteria[:3]]
    empty = server.states[0]
    tabs = (Tab(dict(empty), dict(empty)), Tab(dict(empty), dict(empty)))
    world = World(server, [*marks, *server.texts], tabs)
    for step in steps:
        world.step(*step)
    world.settle(theirs=theirs)
    server.check()
    return world


unhurried = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@unhurried
@given(steps=STEPS, theirs=st.booleans())
def test_two_tabs_never_overwrite_each_other_unseen(
    database: Database,
    session: Session,
    scene: Round,
    steps: list[tuple[str, int, int]],
    theirs: bool,
) -> None:
    world = play(Server(database, scene, session, by_id=True), scene, steps, theirs=theirs)
    stored = world.server.states[-1]
    newest = max(world.tabs, key=lambda tab: tab.version)
    assert newest.typed == stored
    clicked = [world.filled_in(one // 2, two) for kind, one, two in steps if kind == "click"]
    assert set(stored) == {*world.server.texts, *(key for click in clicked for key in click)}


SENT_TWICE = [
    *[("click", 0, 1), ("send", 0, 0), ("send", 0, 0), ("look", 0, 0), ("click", 0, 0)],
    *[("look", 0, 0), ("write", 0, 0), ("write", 0, 0), ("answer", 1, 0)],
]
"""A score is sent twice and then taken back; both look before either writes."""


@unhurried
@given(steps=STEPS)
@example(steps=SENT_TWICE)
def test_one_tab_stores_what_was_clicked_last(
    database: Database, session: Session, scene: Round, steps: list[tuple[str, int, int]]
) -> None:
    """Everything that happens, happens to one tab; the other stays shut."""
    alone = [
        (kind, one if kind not in {"click", "send", "choose"} else one - one % 2, two)
        for kind, one, two in steps
    ]
    world = play(Server(database, scene, session, by_id=True), scene, alone, theirs=True)
    wanted = dict(world.server.states[0])
    for click in (world.filled_in(one // 2, two) for kind, one, two in alone if kind == "click"):
        wanted |= click
    assert world.server.states[-1] == wanted


class Two:
    """Two tabs that have seen the same: the first criterion is scored 2, nothing is under way."""

    def __init__(self, database: Database, session: Session, scene: Round) -> None:
        """Score it in the left tab, and open the right one."""
        server = Server(database, scene, session, by_id=True)
        empty = server.states[0]
        self.left, self.right = (Tab(dict(empty), dict(empty)) for _ in range(2))
        marks = [criterion.id for criterion in scene.criteria[:2]]
        self.world = World(server, [*marks, *server.texts], (self.left, self.right))
        self.mark = marks[0]
        self.click(self.left, 2)
        self.deliver(self.left)
        seen = server.states[-1]
        self.right.version, self.right.known, self.right.typed = 1, dict(seen), dict(seen)

    def click(self, tab: Tab, points: int, *, which: int = 0) -> None:
        """Score a criterion in a tab."""
        self.world.step("click", 2 * which + (tab is self.right), points)

    def send(self, tab: Tab) -> None:
        """Let a tab's save set out."""
        self.world.step("send", int(tab is self.right), 0)

    def store(self) -> None:
        """Let the server take it."""
        self.world.step("look", 0, 0)
        self.world.step("write", 0, 0)

    def deliver(self, tab: Tab) -> None:
        """Let a tab save and hear that it did, taking over first what the other has stored."""
        for _ in range(2):
            self.send(tab)
            if self.world.sent:
                self.store()
                self.world.step("answer", 0, 0)

    @property
    def stored(self) -> int | str | None:
        """What the server has of the first criterion."""
        return self.world.server.states[-1][self.mark]


@pytest.fixture
def two(database: Database, session: Session, scene: Round) -> Two:
    return Two(database, session, scene)


def test_what_never_came_through_does_not_undo_another_tabs_score(two: Two) -> None:
    """A 3 is lost and taken back; then the other tab scores 3: only that one is known."""
    two.click(two.left, 3)
    two.send(two.left)
    two.world.step("lose", 0, 0)
    two.click(two.left, 2)
    two.click(two.right, 3)
    two.deliver(two.right)
    two.deliver(two.left)
    assert (two.left.clashes, two.left.typed[two.mark], two.stored) == ({}, 3, 3)


def test_another_tabs_way_back_is_not_undone_unasked(two: Two) -> None:
    """A 3 came through, its answer did not; the other tab sees it, and sets it back to 2."""
    two.click(two.left, 3)
    two.send(two.left)
    two.store()
    two.world.step("lose", 1, 0)
    two.click(two.right, 5, which=1)
    two.deliver(two.right)
    two.click(two.right, 2)
    two.deliver(two.right)
    two.deliver(two.left)
    assert (two.left.clashes, two.stored) == ({two.mark: 2}, 2)


def test_what_is_taken_back_after_a_lost_answer_stays_so(
    database: Database, session: Session, scene: Round
) -> None:
    """A save comes through, its answer does not; before it is sent again another tab saves."""
    steps = [
        *[("click", 0, 3), ("send", 0, 0), ("look", 0, 0), ("write", 0, 0), ("lose", 1, 0)],
        *[("click", 1, 3), ("click", 3, 4), ("send", 1, 0), ("look", 0, 0), ("write", 0, 0)],
        *[("answer", 0, 0), ("send", 1, 0), ("look", 0, 0), ("write", 0, 0), ("answer", 0, 0)],
        *[("click", 0, 0), ("send", 0, 0), ("look", 0, 0), ("write", 0, 0), ("answer", 0, 0)],
    ]
    world = play(Server(database, scene, session, by_id=True), scene, steps, theirs=True)
    first, second = scene.criteria[:2]
    stored = world.server.states[-1]
    assert (stored[first.id], stored[second.id]) == (None, 4)


def test_this_finds_a_server_that_knows_a_change_by_its_content(
    database: Database, session: Session, scene: Round
) -> None:
    """Both tabs give the first criterion a 3, one the second a 4; then the other gives it a 2."""
    steps = [
        *[("click", 0, 3), ("click", 2, 4), ("send", 0, 0)],
        *[("look", 0, 0), ("write", 0, 0), ("answer", 0, 0)],
        *[("click", 1, 3), ("send", 1, 0), ("look", 0, 0), ("write", 0, 0), ("answer", 0, 0)],
        *[("click", 3, 2), ("send", 1, 0), ("look", 0, 0), ("write", 0, 0), ("answer", 0, 0)],
    ]
    play(Server(database, scene, session, by_id=True), scene, steps, theirs=True)
    with pytest.raises(AssertionError, match=r"stood|never seen|=="):
        play(Server(database, scene, session, by_id=False), scene, steps, theirs=True)
