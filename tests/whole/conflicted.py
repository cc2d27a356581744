"""A round in which somebody has a conflict with one candidate, and everything they can open."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from awards.accounts.models import Person
from awards.core.clock import now
from awards.core.db import Database
from awards.core.permissions import Role
from awards.decisions.models import Outcome, Proposal, ProposedOutcome
from awards.juries.models import Answer, Ground, SeatRole
from awards.programmes.models import Award, Edition, Phase
from awards.scoring.models import Score, ScoreSheet, SheetReceipt, SheetState
from awards.scoring.rules import sheet_id
from awards.triage.models import Candidate, CandidateNomination, Verdict
from tests.attached import attach, blind_copy
from tests.conftest import SECRET
from tests.factories import Make, open_session
from tests.whole.crawler import guesses, post_forms, walk
from tests.whole.leaks import Finder, Leak, identity_tokens, leaks_in, read_answer

SHEETS = "/scoring/sheets/"
STATEMENTS = "/juries/statements"
"""Where a juror sees what they have said about whom, by code name."""

VIEWERS: dict[str, tuple[Role, SeatRole]] = {
    "member": (Role.JUROR, SeatRole.MEMBER),
    "chair": (Role.CHAIR, SeatRole.CHAIR),
    "stand-in": (Role.JUROR, SeatRole.SUBSTITUTE),
    "preparer": (Role.ADVISER, SeatRole.PREPARER),
    "secretary": (Role.SECRETARY, SeatRole.SECRETARY),
    "secretary of the deciding body": (Role.SECRETARY, SeatRole.BODY_SECRETARY),
}
VOTERS = ("member", "chair", "stand-in")
MAY_BE_KEPT = ("/static/", "/fonts", "/awards/", "/calendars/", "/theme")
"""What a browser may keep: nothing here is about a candidate before it is public."""

REDIRECTED = 300
_NOT_TOLD = frozenset({"header Content-Length", "header Set-Cookie"})
"""What follows from the rest, and from clocks and one-time tokens."""
_TOKEN = re.compile(r"""(name="csrf_token"[^>]*value=|"csrf_token": )"[^"]*\"""")
_STAMPS = (
    re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?"),
    re.compile(r"(?<!\d)\d\d:\d\d(:\d\d)?(?!\d)|\b\d{8}T\d{6}Z\b"),
    re.compile(r"/files/[\w.%-]+"),
)


@dataclass
class Round:
    """An edition with one award, whose candidate `hidden` the viewer has a conflict with."""

    edition: Edition
    award: Award
    hidden: Candidate
    others: list[Candidate]
    rivals: list[ScoreSheet]
    """What the other jurors think of the hidden one."""


@dataclass
class Stage:
    """Two rounds, one being scored and one being deliberated, and somebody who looks around."""

    app: Flask
    database: Database
    make: Make
    viewer: str
    files: Path
    answer: Answer | None = Answer.CONFLICTED
    """What the viewer has said of the hidden candidates; none for not a word."""
    rounds: list[Round] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Build both rounds."""
        role, _seat = VIEWERS[self.viewer]
        self.programme = self.make.programme("lund")
        self.person: Person = self.make.person("Vi Ewer", roles=[role])
        self.jurors = [self.make.person(f"Other {n}", roles=["juror"]) for n in ("One", "Two")]
        self.rounds = [
            self._round(Phase.SCORING, "2026", 2026),
            self._round(Phase.DELIBERATION, "2025", 2025),
        ]
        self.finder = Finder(self.tokens)
        self.client = self.client_of(self.person)

    @property
    def scoring(self) -> Round:
        """The round that is being scored."""
        return self.rounds[0]

    @property
    def votes(self) -> bool:
        """Whether the viewer has sheets of their own."""
        return self.viewer in VOTERS

    def own_sheet(self, candidate: Candidate) -> str:
        """Return the address of the viewer's sheet of a candidate."""
        return f"{SHEETS}{sheet_id(SECRET, self.person.id, candidate.id)}"

    def client_of(self, person: Person) -> FlaskClient:
        """Return a client that somebody is signed in with."""
        client, key = self.app.test_client(), open_session(self.database, person)
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"], cookie["language"] = key, True, "en"
        return client

    def _round(self, phase: Phase, slug: str, year: int) -> Round:
        """Seat everybody and let the others score."""
        make, (_, seat) = self.make, VIEWERS[self.viewer]
        edition = make.edition(phase, programme=self.programme, slug=slug, year=year)
        award = make.award(edition)
        make.seat(self.person, award, seat)
        others = [make.candidate(award) for _ in range(3)]
        hidden = self._hidden(award, slug)
        if self.viewer == "stand-in":
            away = make.person("Away", roles=["juror"])
            for one in (*others, hidden):
                make.step_out(away, award, candidate_id=one.id, stand_in_id=self.person.id)
        rivals = [self._scored(n, award, others, hidden) for n in range(len(self.jurors))]
        self.tokens |= {sheet.id for sheet in rivals}
        built = Round(edition, award, hidden, others, rivals)
        if self.votes or seat is SeatRole.PREPARER:
            for other in others:
                make.statement(self.person, other)
        if self.votes:
            make.sheet(self.person, others[0], [3] * 6, criteria=edition.criteria)
        self._meet(built, phase)
        return built

    def _meet(self, one: Round, phase: Phase) -> None:
        """Let the viewer have said what they say; a juror who scores will only notice later."""
        make = self.make
        notices = self.votes and phase is Phase.SCORING and self.answer is Answer.CONFLICTED
        if phase is Phase.DELIBERATION:
            self._propose(one.award, one.hidden)
            if self.votes and self.answer is not None:
                sealed, marks = SheetState.SEALED, [2] * 6
                begun = make.sheet(
                    self.person, one.hidden, marks, criteria=one.edition.criteria, state=sealed
                )
                self._receipt(begun)
        if notices:
            make.statement(self.person, one.hidden)
        elif self.answer is not None:
            make.statement(self.person, one.hidden, self.answer, ground=Ground.SAME_UNIT)

    def _scored(
        self, number: int, award: Award, others: list[Candidate], hidden: Candidate
    ) -> ScoreSheet:
        """Let another juror score everything; return what they think of the hidden one."""
        make, juror, criteria = self.make, self.jurors[number], award.edition.criteria
        make.seat(juror, award)
        for place, other in enumerate(others):
            make.sheet(juror, other, [2 + number, 2 + place, 3, 3, 4, 3], criteria=criteria)
        unfinished = number and award.edition.scoring_closes_at > now()
        state = SheetState.OPEN if unfinished else SheetState.HANDED_IN
        marks = [5, 5, 5, 4 + number, 5, 5]
        return make.sheet(juror, hidden, marks, criteria=criteria, state=state)

    def _receipt(self, begun: ScoreSheet) -> None:
        """Let a sheet have been handed in before it was sealed."""
        receipt = SheetReceipt(
            code="KVAST12345",
            sheet_id=begun.id,
            commitment="kvast" * 12,
            nonce="kvastnonce",
            handed_in_at=now(),
        )
        self.make.session.add(receipt)
        self.make.session.commit()
        self.tokens |= {receipt.code, "KVAST", receipt.commitment, receipt.nonce, begun.id}

    def _propose(self, award: Award, hidden: Candidate) -> None:
        proposal = Proposal(award_id=award.id, reason="Kvastbruden, of course.", proposed_at=now())
        proposal.items = [ProposedOutcome(candidate_id=hidden.id, outcome=Outcome.WINNER)]
        self.make.session.add(proposal)
        self.make.session.commit()

    def _hidden(self, award: Award, slug: str) -> Candidate:
        """Make the candidate nobody here may hear of: every word of it is its alone."""
        nomination = self.make.nomination(
            award,
            nominee_name=f"Vendela Stormfjäder{slug}",
            nominator_name=f"Ossian Brudsporre{slug}",
            nominator_email=f"ossian{slug}@example.org",
            members=[(f"Ture Vildvittra{slug}", "kock")],
            text=f"Ingen annan har vågat dansa med Kvastbruden{slug} om morgonen.",
        )
        text = f"The candidate danced with Kvastbruden{slug}."
        hidden = self.make.candidate(nomination=nomination, text=text)
        hidden.code_name = f"HIDDENCODE{slug}"
        self.make.session.commit()
        original = attach(self.make.session, nomination, self.files, name=f"Vendela{slug}.pdf")
        blind = blind_copy(self.make.session, original, self.files)
        self.tokens |= identity_tokens(nomination)
        self.tokens |= {hidden.code_name, hidden.id, nomination.id, original.id, blind.id}
        self.tokens |= {str(blind.file_id), str(original.file_id)}
        self.tokens |= {f"Kvastbruden{slug}", "Kvastbruden"}
        return hidden

    # — what a juror does before they know of their conflict —

    def begin_and_report(self) -> dict[str, TestResponse]:
        """Let the viewer begin the hidden sheet and then report a conflict, all on the pages.

        Returns what they saw before, by address: what a browser could have kept.
        """
        sheet = self.own_sheet(self.scoring.hidden)
        pages = ("", "/hand-in", "/own-scores", "/conflict", "/files/1")
        scores = {f"score-{c.key}": "4" for c in self.scoring.edition.criteria}
        saved = self.post(sheet, {**scores, "version": "0"})
        seen = {f"{sheet}{page}": self.client.get(f"{sheet}{page}") for page in pages}
        seen["/scoring/offline/scores.xlsx"] = self.client.get("/scoring/offline/scores.xlsx")
        assert saved.status_code == 302
        assert {answer.status_code for answer in seen.values()} == {200, 303}
        said = self.post(f"{sheet}/conflict", {"answer": "conflicted", "ground": "same-unit"})
        assert said.status_code == 302
        self.client.get(said.location)  # the page that says thank you, once
        return seen

    def post(self, url: str, data: Mapping[str, Any], **options: Any) -> TestResponse:
        """Send a form as the viewer."""
        return self.client.post(url, data={**data, "csrf_token": self.token()}, **options)

    def token(self) -> str:
        """Return the viewer's one-time token."""
        found = re.search(r'name="csrf_token" value="([^"]*)"', self.client.get("/home").text)
        assert found
        return found[1]

    def leaks_of(self, url: str, answer: TestResponse) -> list[Leak]:
        """Return every leak of an answer."""
        return self.leaks_among(url, read_answer(self.app, answer))

    def leaks_among(self, url: str, parts: Iterable[tuple[str, str]]) -> list[Leak]:
        """Return every leak among an answer's parts."""
        allowed = "; ".join([url, *self._own_words(url)])
        return leaks_in(url, parts, self.finder, allowed)

    def stored_scores(self) -> list[tuple[str, int | None]]:
        """Return the scores on the viewer's sheets of the hidden candidates."""
        hidden = [one.hidden.id for one in self.rounds]
        with self.database.read() as reading:
            rows = reading.execute(
                select(Score.sheet_id, Score.value)
                .join(ScoreSheet, ScoreSheet.id == Score.sheet_id)
                .where(ScoreSheet.person_id == self.person.id)
                .where(ScoreSheet.candidate_id.in_(hidden))
                .order_by(Score.sheet_id, Score.criterion_id)
            )
            return [(sheet, value) for sheet, value in rows]

    # — what the others do meanwhile —

    def others_change_their_minds(self) -> None:
        """Let the hidden candidate fall from the first place to the last, and a sheet come in."""
        for one in self.rounds:
            ids = [sheet.id for sheet in one.rivals]
            self._write(update(Score).where(Score.sheet_id.in_(ids)).values(value=1))
        late = self.scoring.rivals[1].id
        given = {"state": SheetState.HANDED_IN, "handed_in_at": now(), "receipt": "0123456789"}
        self._write(update(ScoreSheet).where(ScoreSheet.id == late).values(**given))

    def hidden_goes_away(self) -> None:
        """Let the hidden candidates take no part, as if they had never been nominated."""
        ids = [one.hidden.id for one in self.rounds]
        gone = update(Candidate).where(Candidate.id.in_(ids)).values(verdict=Verdict.INELIGIBLE)
        self._write(gone)

    def _write(self, statement: Any) -> None:
        self.make.session.execute(statement)
        self.make.session.commit()

    # — looking —

    def look_around(self) -> "Seen":
        """Open everything the viewer can reach."""
        seen = Seen(self)
        with self.client.session_transaction() as cookie:
            cookie["language"] = "en"  # the last walk ended in another
        walk(self.client, seen.look, ("/home", "/results", "/scoring", "/decisions"))
        for action, fields in list(seen.exports.values()):
            seen.look(action, self.client.post(action, data=fields))
        return seen

    def guess_around(self) -> "Seen":
        """Open every address there is, with the hidden candidates' ids in it."""
        seen = Seen(self)
        for _rule, url in guesses(self.app, self._pools()):
            seen.look(url, self.client.get(url))
        return seen

    def _pools(self) -> dict[str, list[str]]:
        hidden = [one.hidden.id for one in self.rounds]
        own = [self.own_sheet(one.hidden).removeprefix(SHEETS) for one in self.rounds]
        with self.database.read() as reading:
            sheets = select(ScoreSheet.id).where(ScoreSheet.candidate_id.in_(hidden))
            every = [*own, *reading.scalars(sheets)]
            links = select(CandidateNomination.nomination_id)
            behind = links.where(CandidateNomination.candidate_id.in_(hidden))
            nominations = list(reading.scalars(behind))
        return {
            "sheet_id": every,
            "candidate_id": hidden,
            "nomination_id": nominations,
            "award_id": [one.award.id for one in self.rounds],
            "edition_id": [one.edition.id for one in self.rounds],
            "person_id": [self.person.id, self.jurors[0].id],
            "number": ["1"],
            "version": ["1"],
            "member": ["0"],
        }

    def _own_words(self, url: str) -> Iterable[str]:
        """Return what a page may say: the juror's own statement, by code name."""
        if not url.startswith(STATEMENTS):
            return []
        return [
            part
            for one in self.rounds
            for part in (one.hidden.code_name, self.own_sheet(one.hidden).removeprefix(SHEETS))
        ]


@dataclass
class Seen:
    """All that a viewer has opened: what it gave away, and how it read."""

    stage: Stage
    leaks: list[Leak] = field(default_factory=list)
    pages: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    """Pages about candidates that a browser may keep."""
    exports: dict[str, tuple[str, dict[str, object]]] = field(default_factory=dict)

    def look(self, url: str, answer: TestResponse) -> None:
        """Note every leak of an answer, and how it reads without clocks and one-time tokens."""
        parts = list(read_answer(self.stage.app, answer))
        self.leaks += self.stage.leaks_among(url, parts)
        shown = _STAMPS[-1].sub("/files/-", url)
        self.pages[shown] = answer.status_code
        self.texts[shown] = f"{answer.status_code} {_steady(parts)}"
        kept = "no-store" not in answer.headers.get("Cache-Control", "")
        if kept and not url.startswith(MAY_BE_KEPT):
            self.kept.append(url)
        if b'.xlsx"' in answer.data and answer.mimetype == "text/html":
            for action, fields in post_forms(answer, url):
                if action.endswith(".xlsx"):
                    self.exports[action] = (action, fields)

    def opened(self, part: str) -> bool:
        """Say whether a page opened whose address has this in it."""
        return any(part in url for url, status in self.pages.items() if status < REDIRECTED)

    @property
    def said(self) -> str:
        """Every leak on a line of its own."""
        return "\n".join(f"{leak.url} ({leak.where}): {leak.tokens}" for leak in self.leaks)

    def differs_from(self, other: "Seen", *, but: tuple[str, ...] = ()) -> list[str]:
        """Return the pages that read otherwise, with the first line that does."""
        urls = sorted(self.texts.keys() | other.texts.keys())
        return [
            f"{url}: {_first_difference(self.texts.get(url, ''), other.texts.get(url, ''))}"
            for url in urls
            if self.texts.get(url) != other.texts.get(url) and not url.startswith(but or ("-",))
        ]


def _steady(parts: Iterable[tuple[str, str]]) -> str:
    """Return how an answer reads without clocks and one-time tokens."""
    text = "\n".join(f"{where}: {text}" for where, text in parts if where not in _NOT_TOLD)
    text = _TOKEN.sub(r"\1", text)
    run = re.search(r"filename=[^;]*-([a-z0-9]{16})\.xlsx", text)
    text = "\n".join(map(_without_stamps, text.split("\n")))
    return text.replace(run[1], "") if run else text


@lru_cache(65536)
def _without_stamps(line: str) -> str:
    """Return a line without clocks; most stand on every page."""
    for stamp in _STAMPS:
        line = stamp.sub("-", line)
    return line


def _first_difference(one: str, other: str) -> str:
    place = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), -60)
    here = slice(max(0, place - 60), place + 60)
    return f"{one[here]!r} / {other[here]!r}"
