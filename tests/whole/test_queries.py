"""What a list asks the database does not grow with the list, and is at most twelve statements."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from awards.accounts.models import Person
from awards.audit.actions import record
from awards.core.db import Database
from awards.core.permissions import Actor
from awards.decisions.models import DecidedOutcome, Decision, Outcome, Proposal, ProposedOutcome
from awards.juries.models import Answer, Ground, SeatRole
from awards.nominations.models import NominationState
from awards.programmes.models import Award, Edition, Phase
from awards.scoring.models import SheetState
from awards.triage.models import Candidate, CopyState, Verdict
from tests.counting import queries_of
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]

MOST = 12
"""The one of sign-in is among them."""

PAGES = {
    "/home": ("coordinator", "juror", "chair", "communications", "admin", "auditor"),
    "/triage": ("coordinator",),
    "/triage?q=norrsken": ("coordinator",),
    "/juries": ("coordinator",),
    "/juries/conflicts": ("coordinator",),
    "/juries/statements": ("juror", "chair"),
    "/scoring": ("juror", "chair"),
    "/results": ("coordinator", "chair"),
    "/results/{award}": ("coordinator", "chair"),
    "/decisions": ("coordinator",),
    "/decisions/announcement": ("coordinator",),
    "/decisions/{award}/proposal": ("chair",),
    "/decisions/{award}/decision": ("coordinator",),
    "/certificates": ("coordinator", "communications"),
    "/set-up": ("admin", "coordinator"),
    "/set-up/archive": ("admin", "coordinator"),
    "/audit": ("admin", "auditor"),
    "/": ("public",),
    "/awards/lund/": ("public",),
    "/awards/lund/2025/winners": ("public",),
    "/awards/lund/2027/nominate": ("public",),
    "/awards/lund/2027/nominate/courage": ("public",),
}
"""Page → who opens it."""


class Town:
    """A programme with an edition in each phase that a list shows, and rows that can grow."""

    def __init__(self, make: Make) -> None:
        """Make people and editions, no rows."""
        self.make = make
        programme = make.programme("lund")
        roles = ("admin", "coordinator", "chair", "communications", "auditor")
        self.people = {role: make.person(role.title(), roles=[role]) for role in roles}
        self.people["juror"] = make.person("Juror", roles=["juror"])
        phases = {
            "2024": Phase.DELIBERATION,
            "2025": Phase.ANNOUNCED,
            "2026": Phase.SCORING,
            "2027": Phase.NOMINATING,
        }
        self.editions: dict[str, Edition] = {
            slug: make.edition(phase, programme=programme, slug=slug, year=int(slug))
            for slug, phase in phases.items()
        }
        self.judged = self.award("2024", "courage", announced=None)

    def award(self, slug: str, name: str, *, announced: bool | None) -> Award:
        """Add an award with its panel and two candidates; decided unless `announced` is none."""
        award = self.make.award(self.editions[slug], slug=name)
        seats = {"juror": SeatRole.MEMBER, "chair": SeatRole.CHAIR}
        for who, role in seats.items():
            self.make.seat(self.people[who], award, role)
        self.candidates(award, 2)
        if announced is not None:
            self._decide(award, announced=announced)
        return award

    def candidates(self, award: Award, count: int) -> None:
        """Add candidates: scored, half scored, untouched, not answered about, conflicted."""
        for number in range(count):
            candidate = self._candidate(award)
            if award.edition.slug == "2027":
                continue
            self._statements(candidate, number)
        self.make.nomination(award, members=[("Ture Ek", "kock")], units=[self.make.unit("Köket")])
        self.make.nomination(award, state=NominationState.UNCONFIRMED, confirmed_at=None)
        self.make.candidate(award, copy=None, verdict=Verdict.INELIGIBLE)
        self.make.candidate(award, copy=CopyState.DRAFT)
        self.make.candidate(award)  # nobody has answered about it

    def _candidate(self, award: Award) -> Candidate:
        unit = self.make.unit()
        nomination = self.make.nomination(award, units=[unit], members=[("Ek", ""), ("Al", "")])
        return self.make.candidate(nomination=nomination)

    def _statements(self, candidate: Candidate, number: int) -> None:
        other = self.make.person(f"Juror {number}", roles=["juror"])
        award = self.make.session.get_one(Award, candidate.award_id)
        self.make.seat(other, award)
        self.make.statement(other, candidate, Answer.UNSURE, ground=Ground.OTHER)
        for who in ("juror", "chair"):
            self.make.statement(self.people[who], candidate)
        states = {"juror": SheetState.HANDED_IN, "chair": SheetState.OPEN}
        for who, state in states.items():
            criteria = award.edition.criteria
            self.make.sheet(self.people[who], candidate, [3] * 6, criteria=criteria, state=state)
        self._propose(award, candidate)

    def _propose(self, award: Award, candidate: Candidate) -> None:
        item = ProposedOutcome(candidate_id=candidate.id, outcome=Outcome.WINNER)
        wanted = select(Proposal).where(Proposal.award_id == award.id)
        found = self.make.session.scalars(wanted).first()
        proposal = found or Proposal(award_id=award.id, proposed_at=datetime.now(UTC))
        proposal.items.append(item)
        self.make.session.add(proposal)
        self.make.session.commit()

    def _decide(self, award: Award, *, announced: bool) -> None:
        now = datetime.now(UTC)
        award.decided_at, award.announce_at = now, now if announced else None
        wanted = select(Candidate).where(Candidate.award_id == award.id)
        outcomes = [
            DecidedOutcome(
                candidate_id=candidate.id,
                outcome=Outcome.SHARED,
                public_name="Alva Norrsken",
                public_members=[{"name": "Ture Ek", "title": "kock"}],
            )
            for candidate in self.make.session.scalars(wanted)
        ]
        self.make.session.add(
            Decision(
                award_id=award.id,
                body="Kommunstyrelsen",
                decided_on=now.date(),
                paragraph="§ 1",
                recorded_at=now,
                winners=outcomes,
            )
        )
        self.make.session.commit()

    def grow(self, names: tuple[str, ...], more: int) -> None:
        """Add an award of each name to each edition, candidates to the first, and audit lines."""
        for name in names:
            for slug, announced in (("2025", True), ("2026", None), ("2024", False)):
                self.award(slug, name, announced=announced)
            self.make.award(self.editions["2027"], slug=name)
        self.candidates(self.judged, more)
        for _ in range(more):
            self._audit()

    def _audit(self) -> None:
        for who in self.people.values():
            by = actor(who)
            at, subject = datetime.now(UTC), f"person:{who.id}"
            record(self.make.session, "sign-out.done", subject=subject, by=by, at=at)
        self.make.session.commit()


def actor(person: Person) -> Actor:
    """Return a person as the audit trail knows them."""
    return Actor(person.id, person.name, person.email)


@pytest.fixture
def count(browse: Browse, database: Database, make: Make) -> Callable[[Town], dict[str, int]]:
    """Count what every page of the table asks, for everybody who opens it."""

    def count_all(town: Town) -> dict[str, int]:
        make.session.commit()
        return {
            f"{page} as {who}": _count(browse(town.people.get(who)), database, page, town)
            for page, readers in PAGES.items()
            for who in readers
        }

    return count_all


def _count(browser: Browser, database: Database, page: str, town: Town) -> int:
    url = page.format(award=town.judged.id)
    return queries_of(database, lambda: browser.get(url))


def test_lists_ask_the_same_for_few_and_for_many_rows(
    make: Make, count: Callable[[Town], dict[str, int]]
) -> None:
    town = Town(make)
    town.grow(("courage-2",), 1)
    town.make.award(town.editions["2027"], slug="courage")
    few = count(town)
    town.grow(("calm", "heart"), 7)
    many = count(town)
    # Fewer is fine: what does not change between two looks may be remembered.
    assert {page: (few[page], many[page]) for page in few if few[page] < many[page]} == {}
    assert {page: asked for page, asked in many.items() if asked > MOST} == {}
    assert all(asked > 0 for asked in many.values())


def test_the_lists_that_are_counted_have_grown(make: Make, browse: Browse) -> None:
    town = Town(make)
    town.grow(("calm",), 4)
    make.session.commit()
    sheets = browse(town.people["juror"]).get("/scoring").links
    assert len([link for link in sheets if link.startswith("/scoring/sheets/")]) > 1
    results = browse(town.people["chair"]).get(f"/results/{town.judged.id}")
    assert len(results.all("tr")) > 6
    assert len(browse(town.people["auditor"]).get("/audit").all("tr")) > 20
