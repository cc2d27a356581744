"""The data of a run: rounds of Lund's awards with so many nominations, inserted in bulk.

Five editions: one open for nominations, one at the desk (twice as many nominations, half of them
waiting), one being scored (four awards, five jurors each), one
whose scoring has closed (all candidates in one award), one announced (two hundred certificates).
The organisation, the awards and the texts are the demo's.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from awards.accounts import actions as accounts
from awards.accounts.models import Person, RoleGrant
from awards.core.ids import new_id
from awards.core.permissions import Role
from awards.decisions.models import DecidedOutcome, Decision, Outcome
from awards.demo.calendar import dates_from
from awards.demo.files import LUND
from awards.demo.ground import Ground, add_edition, lay_ground
from awards.juries.models import Answer, ConflictStatement, PanelSeat, SeatRole
from awards.juries.ties.models import Circle
from awards.nominations.models import (
    EffectKind,
    Nomination,
    NominationAnswer,
    NominationState,
    NomineeKind,
    Relation,
)
from awards.programmes.models import Award, Criterion, Edition
from awards.scoring.models import Score, ScoreSheet, SheetState
from awards.scoring.rules import sheet_id
from awards.triage.desk.actions import look_through
from awards.triage.models import Candidate, CandidateNomination, CopyState, JurorCopy, Verdict

JURORS = 20
PANELS = 4
READERS = 5
"""Jurors who score a candidate: the size of a panel."""

WINNERS = 20
TEAM = 9
"""Each winner is a team: one certificate for it and one for each member."""

CERTIFICATES = WINNERS * (TEAM + 1)
_EDITIONS = {
    "nominating": (-5, 9, 20, 40),
    "triage": (-40, -3, 10, 30),
    "scoring": (-40, -20, -10, 10),
    "closed": (-60, -40, -30, -2),
    "announced": (-400, -380, -370, -350),
}
"""Days from now to: nominations open, close, scoring opens, closes."""

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Stock:
    """Where the measured pages are, and who signs in: person id → token of a sign-in link."""

    programme: str
    editions: dict[str, str]
    results_award: str
    form_path: str
    jurors: list[str]
    coordinator: str
    links: dict[str, str]


def build(session: Session, nominations: int, *, secret: str, at: datetime) -> Stock:
    """Insert everything; `nominations` is how many each of the two big rounds has."""
    ground = lay_ground(session, LUND)
    editions = {name: _edition(session, ground, name, at) for name in _EDITIONS}
    jurors = _jurors(session, ground)
    builder = Builder(session, secret, at)
    per_panel = len(jurors) // PANELS
    for place, award in enumerate(editions["scoring"].awards[:PANELS]):
        panel = jurors[place * per_panel : (place + 1) * per_panel]
        builder.round(award, nominations // PANELS, panel, finished=0.4)
    builder.desk(editions["triage"], 2 * nominations)
    closed = editions["closed"].awards[0]
    builder.round(closed, nominations, jurors, finished=1.0)
    builder.winners(editions["announced"].awards[:WINNERS])
    coordinator = ground.with_role(Role.COORDINATOR)[0][1]
    people = [coordinator, *jurors]
    links = {p.id: accounts.make_link(session, p, secret=secret, at=at) for p in people}
    programme = ground.programme.slug
    return Stock(
        programme=programme,
        editions={name: edition.id for name, edition in editions.items()},
        results_award=closed.id,
        form_path=f"/awards/{programme}/nominating/nominate/{editions['nominating'].awards[0].slug}",
        jurors=[juror.id for juror in jurors],
        coordinator=coordinator.id,
        links=links,
    )


def _edition(session: Session, ground: Ground, name: str, at: datetime) -> Edition:
    dates = dates_from(at, _EDITIONS[name], ground.programme.time_zone)
    edition = add_edition(session, ground, 2026, dates)
    edition.slug = name
    session.flush()
    return edition


def _jurors(session: Session, ground: Ground) -> list[Person]:
    """Make the jurors: real rows, signed in later by real links."""
    programme_id = ground.programme.id
    jurors = [
        Person(
            name=f"Juror {number}",
            email=f"juror{number}@example.org",
            grants=[RoleGrant(programme_id=programme_id, role=Role.JUROR)],
        )
        for number in range(1, JURORS + 1)
    ]
    session.add_all(jurors)
    session.flush()
    return jurors


class Builder:
    """Inserts rounds. The same run always gets the same scores."""

    def __init__(self, session: Session, secret: str, at: datetime) -> None:
        self.session = session
        self.secret = secret
        self.at = at
        self.texts = LUND.read("nominations-2026")["nominations"]
        self.dice = random.Random(1)

    def put(self, table: type[Any], rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows of a table with one statement."""
        if rows:
            self.session.execute(insert(table), rows)

    def round(self, award: Award, count: int, panel: Sequence[Person], *, finished: float) -> None:
        """Insert nominations, candidates, approved copies, a panel, statements and sheets."""
        candidates = self.nominate(award, count)
        self.put(PanelSeat, [seat_of(award, juror, n) for n, juror in enumerate(panel)])
        self._name_nobody(award.edition_id, panel)
        pairs = [
            (panel[(place * READERS + reader) % len(panel)], candidate)
            for place, candidate in enumerate(candidates)
            for reader in range(min(READERS, len(panel)))
        ]
        self.put(ConflictStatement, [self.statement(juror, c) for juror, c in pairs])
        self._score(award, pairs, finished)

    def _name_nobody(self, edition_id: str, panel: Sequence[Person]) -> None:
        """Let jurors have said that they are close to nobody, once an edition."""
        wanted = select(Circle.person_id).where(Circle.edition_id == edition_id)
        told = set(self.session.scalars(wanted))
        rows = [
            {"edition_id": edition_id, "person_id": juror.id, "told_at": self.at}
            for juror in panel
            if juror.id not in told
        ]
        self.put(Circle, rows)

    def desk(self, edition: Edition, count: int) -> None:
        """Insert nominations over all awards of an edition; a verdict and a copy for every other.

        Every tenth came late, and the rules have looked.
        """
        awards = edition.awards
        for place, award in enumerate(awards):
            share = count // len(awards) + (place < count % len(awards))
            self.nominate(award, share // 2)
            self.take_in(award, share - share // 2)
        look_through(self.session, edition, at=self.at)

    def take_in(self, award: Award, count: int) -> None:
        """Insert nominations that nobody has looked at."""
        texts = [self.texts[n % len(self.texts)] for n in range(count)]
        self._write(award, texts, late=10)

    def _write(
        self, award: Award, texts: Sequence[dict[str, Any]], *, late: int = 0
    ) -> list[dict[str, Any]]:
        nominations = [self._nomination(award, text) for text in texts]
        for number, nomination in enumerate(nominations):
            nomination["late"] = bool(late) and number % late == 0
        self.put(Nomination, nominations)
        self.put(
            NominationAnswer,
            [
                {"nomination_id": nomination["id"], "prompt_id": prompt.id, "text": answer}
                for nomination, text in zip(nominations, texts, strict=True)
                for prompt, answer in zip(award.prompts, text["answers"].values(), strict=False)
            ],
        )
        return nominations

    def nominate(self, award: Award, count: int) -> list[str]:
        """Insert nominations and their candidates; return the candidates' ids."""
        texts = [self.texts[n % len(self.texts)] for n in range(count)]
        nominations = self._write(award, texts)
        candidates = [self._candidate(award, number) for number in range(count)]
        self.put(Candidate, candidates)
        pairs = list(zip(nominations, candidates, texts, strict=True))
        self.put(
            CandidateNomination,
            [{"nomination_id": n["id"], "candidate_id": c["id"]} for n, c, _ in pairs],
        )
        self.put(JurorCopy, [self._copy(award, c["id"], text) for _, c, text in pairs])
        return [candidate["id"] for candidate in candidates]

    def _nomination(self, award: Award, text: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": new_id(),
            "award_id": award.id,
            "reference": f"LUND-{new_id(8).upper()}",
            "state": NominationState.RECEIVED,
            "nominee_kind": NomineeKind.PERSON,
            "nominee_name": text["nominee"]["name"],
            "nominee_title": "",
            "effect_kind": EffectKind.ACHIEVED,
            "effect": text["effect"],
            "nominator_name": text["nominator"]["name"],
            "nominator_email": text["nominator"]["email"],
            "relation": Relation.STAFF,
            "arrived_at": award.edition.closes_at - timedelta(days=1),
            "confirmed_at": award.edition.closes_at - timedelta(days=1),
            "changed_at": award.edition.closes_at - timedelta(days=1),
        }

    def _candidate(self, award: Award, number: int) -> dict[str, Any]:
        return {
            "id": new_id(),
            "award_id": award.id,
            "code_name": f"Kandidat {number + 1}",
            "verdict": Verdict.ELIGIBLE,
            "judged_at": self.at,
        }

    def _copy(self, award: Award, candidate_id: str, text: dict[str, Any]) -> dict[str, Any]:
        answers = list(text["answers"].values())
        sections = [
            {"key": prompt.key, "heading": prompt.label, "text": answer}
            for prompt, answer in zip(award.prompts, answers, strict=False)
        ]
        return {
            "candidate_id": candidate_id,
            "state": CopyState.APPROVED,
            "sections": sections,
            "prepared_at": self.at,
            "approved_at": self.at,
            "changed_at": self.at,
        }

    def statement(self, juror: Person, candidate_id: str) -> dict[str, Any]:
        """Return the row of a juror's word that nothing connects them."""
        return {
            "person_id": juror.id,
            "candidate_id": candidate_id,
            "answer": Answer.NONE,
            "ground": None,
            "stated_at": self.at,
        }

    def _score(self, award: Award, pairs: Sequence[tuple[Person, str]], finished: float) -> None:
        """Insert sheets, some handed in; of the rest the most are complete, a fifth not begun."""
        sheets, scores = [], []
        for place, (juror, candidate_id) in enumerate(pairs):
            turn = place // READERS % 10 / 10
            if turn >= 0.8 and finished < 1:
                continue
            state = SheetState.HANDED_IN if turn < finished else SheetState.OPEN
            sheet = self._sheet(juror, candidate_id, state)
            sheets.append(sheet)
            scores += list(self._scores(sheet["id"], award.edition.criteria))
        self.put(ScoreSheet, sheets)
        self.put(Score, scores)

    def _sheet(self, juror: Person, candidate_id: str, state: SheetState) -> dict[str, Any]:
        handed_in = state is SheetState.HANDED_IN
        return {
            "id": sheet_id(self.secret, juror.id, candidate_id),
            "person_id": juror.id,
            "candidate_id": candidate_id,
            "state": state,
            "reason": "Tydlig nytta, väl beskriven, och många har lärt av den.",
            "version": 1,
            "saved_at": self.at,
            "handed_in_at": self.at if handed_in else None,
            "receipt": new_id(10).upper() if handed_in else None,
        }

    def _scores(self, sheet: str, criteria: Sequence[Criterion]) -> Iterator[dict[str, Any]]:
        for criterion in criteria:
            value = self.dice.randint(1, 5)
            yield {
                "sheet_id": sheet,
                "criterion_id": criterion.id,
                "value": value,
                "abstained": False,
            }

    def winners(self, awards: Sequence[Award]) -> None:
        """Decide and announce: winners that are teams, spread over the awards."""
        shares = [WINNERS // len(awards) + (n < WINNERS % len(awards)) for n in range(len(awards))]
        for award, share in zip(awards, shares, strict=True):
            decided = award.edition.scoring_closes_at + timedelta(days=1)
            award.decided_at = award.announce_at = decided
            decision = Decision(
                award_id=award.id,
                body="Kommunstyrelsen",
                decided_on=date(2026, 1, 15),
                paragraph="§ 12",
                recorded_at=decided,
            )
            candidates = self.nominate(award, share)
            decision.winners = [self._winner(c, n) for n, c in enumerate(candidates)]
            self.session.add(decision)
        self.session.flush()

    def _winner(self, candidate_id: str, place: int) -> DecidedOutcome:
        return DecidedOutcome(
            candidate_id=candidate_id,
            position=place,
            outcome=Outcome.SHARED,
            public_name=f"Team Nattljus {place + 1}",
            public_units="Hemvården Öster",
            public_members=[
                {"name": f"Karin Lindgren-{n}", "title": "undersköterska"} for n in range(TEAM)
            ],
            citation="För ett **modigt** sätt att tänka nytt, som många redan har nytta av.",
        )


def seat_of(award: Award, juror: Person, number: int) -> dict[str, Any]:
    """Return the row of a juror's seat; the first is the chair's."""
    role = SeatRole.MEMBER if number else SeatRole.CHAIR
    return {"award_id": award.id, "person_id": juror.id, "role": role}


def today() -> datetime:
    """Return the moment a run's data is made for."""
    return datetime.now(UTC)
