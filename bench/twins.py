"""Twins: how many are found, how many of those are twins, and how long it takes.

`python -m bench.twins` measures this alone and puts the figures into `latest.json`. Points and
threshold were set with the seeds in `TUNED`; the figures come from `MEASURED`, which nobody looked
at while they were. A miss is a pair of the same nominee that is not suggested.
"""

import json
import secrets
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from awards.accounts.models import OrgKind, OrgUnit
from awards.demo.calendar import dates_from
from awards.demo.files import LUND
from awards.demo.ground import add_edition, lay_ground
from awards.jobs.registry import Workshop
from awards.nominations.models import (
    EffectKind,
    Nomination,
    NominationAnswer,
    NominationMember,
    NominationState,
    NominationUnit,
    NomineeKind,
    Relation,
)
from awards.triage.twins import tasks
from awards.triage.twins.search import Suggestion, suggestions
from bench.data import today
from bench.figures import Figure, merge, table
from bench.sql import open_app
from bench.twins_data import Generator, Known

TUNED = (11, 12, 13)
MEASURED = 2026
NOMINATIONS = 2000
SECONDS = 10
RECALL, PRECISION = 0.95, 0.9
LATEST = Path(__file__).parent / "latest.json"
DATES = (-40, -20, 10, 30)
"""Days from now to: nominations open, close, scoring opens, closes."""


@dataclass(frozen=True)
class Found:
    """What a search found of what there was."""

    known: Known
    suggested: list[Suggestion]

    @property
    def pairs(self) -> set[tuple[str, str]]:
        """The pairs that were suggested."""
        return {(one.first, one.second) for one in self.suggested}

    @property
    def recall(self) -> float:
        """Which part of what there was to find has been found."""
        truth = set(self.known.pairs())
        return len(self.pairs & truth) / len(truth)

    @property
    def precision(self) -> float:
        """Which part of what was suggested is so."""
        return len(self.pairs & set(self.known.pairs())) / len(self.pairs)

    def missed(self) -> dict[str, str]:
        """Return in which way a name differs → how many of how many were not found."""
        truth = self.known.pairs()
        there = Counter(truth.values())
        gone = Counter(way for pair, way in truth.items() if pair not in self.pairs)
        return {way: f"{number} of {there[way]}" for way, number in gone.most_common()}

    def wrong(self) -> dict[str, int]:
        """Return which lookalikes → how many were suggested."""
        truth, way = set(self.known.pairs()), self.known.way
        both = (" / ".join(sorted({way[a], way[b]})) for a, b in self.pairs - truth)
        return dict(Counter(both).most_common())

    def told(self) -> dict[str, Any]:
        """Return what belongs beside the figures."""
        return {
            "seed": MEASURED,
            "tuned with": list(TUNED),
            "pairs": len(self.known.pairs()),
            "suggested": len(self.pairs),
            "missed": self.missed(),
            "wrong": self.wrong(),
        }


def look(seed: int, nominations: int = NOMINATIONS) -> Found:
    """Generate and search, in memory."""
    known = Generator(seed).make(nominations)
    return Found(known, suggestions(known.entries))


def stock(session: Session, known: Known) -> str:
    """Put generated nominations into a database; return their edition's id."""
    ground = lay_ground(session, LUND)
    at = today()
    edition = add_edition(session, ground, 2026, dates_from(at, DATES, "Europe/Stockholm"))
    session.flush()
    _put_units(session, known)
    awards, rows, answers, members, units = list(edition.awards), [], [], [], []
    for entry in known.entries:
        award = awards[int(entry.award_id[-1]) % len(awards)]
        rows.append(
            {
                "id": entry.id,
                "award_id": award.id,
                "reference": f"T-{entry.id}",
                "state": NominationState.RECEIVED,
                "nominee_kind": NomineeKind.PERSON if entry.is_person else NomineeKind.GROUP,
                "nominee_name": entry.nominee,
                "nominee_title": entry.title,
                "effect_kind": EffectKind.ACHIEVED,
                "effect": "",
                "nominator_name": "Nora",
                "nominator_email": "nora@example.org",
                "relation": Relation.STAFF,
                "arrived_at": at,
                "confirmed_at": at,
                "changed_at": at,
            }
        )
        answers.append(
            {"nomination_id": entry.id, "prompt_id": award.prompts[0].id, "text": entry.text}
        )
        members += [
            {"nomination_id": entry.id, "position": place, "name": name}
            for place, name in enumerate(entry.members)
        ]
        units += [{"nomination_id": entry.id, "org_unit_id": p.id} for p in entry.places]
    for kind, values in (
        (Nomination, rows),
        (NominationAnswer, answers),
        (NominationMember, members),
        (NominationUnit, units),
    ):
        session.execute(insert(kind), values)
    return edition.id


def _put_units(session: Session, known: Known) -> None:
    places = {place.id: place for entry in known.entries for place in entry.places}
    above = {place.above[n]: place.above[n + 1 :] for place in places.values()
             for n in range(len(place.above))}  # fmt: skip
    for one, over in sorted(above.items(), key=lambda pair: len(pair[1])):
        parent = over[0] if over else None
        session.add(OrgUnit(id=one, name=one, kind=OrgKind.UNIT, parent_id=parent))
        session.flush()
    session.add_all(
        OrgUnit(id=p.id, name=p.name, kind=OrgKind.UNIT, parent_id=p.above[0])
        for p in places.values()
        if p.id not in above
    )
    session.flush()


def time_the_job(workshop: Workshop, known: Known) -> float:
    """Return the seconds of the job: reading everything, searching, keeping what is found."""
    with workshop.database.write() as session:
        edition_id = stock(session, known)
    begun = time.perf_counter()
    tasks.check(workshop, edition_id)
    return time.perf_counter() - begun


def figures_of(found: Found, seconds: float) -> list[Figure]:
    """Return the three figures."""
    recall, precision = found.recall, found.precision
    title = f"{NOMINATIONS:,} nominations checked for twins"
    return [
        Figure("twins found", "twins found", recall, "", None, recall, RECALL, "at least"),
        Figure("twins right", "suggested, and twins", precision, "", None, precision, PRECISION,
               "at least"),
        Figure("twins time", title, seconds, "s", None, seconds, SECONDS),
    ]  # fmt: skip


def measure() -> tuple[list[Figure], dict[str, Any]]:
    """Search generated nominations and time the job on them; figures, and what they hide."""
    found = look(MEASURED)
    with tempfile.TemporaryDirectory() as folder:
        app = open_app(Path(folder), secrets.token_hex(32))
        workshop = app.extensions["queue"].workshop
        seconds = time_the_job(workshop, found.known)
        app.extensions["database"].dispose()
    return figures_of(found, seconds), found.told()


def main(seeds: list[str]) -> None:
    """Measure; with seeds, only show what is found with those."""
    for seed in seeds:
        found = look(int(seed))
        print(f"{seed}: found {found.recall:.4f}, right {found.precision:.4f}")
        print(json.dumps([found.missed(), found.wrong()], ensure_ascii=False, indent=1))
    if not seeds:
        figures, told = measure()
        merge(figures, LATEST, "twins", told)
        print(table(figures))
        print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
