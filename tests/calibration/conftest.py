"""A jury of three with a calibration text."""

from dataclasses import dataclass

import pytest

from awards.accounts.models import Person
from awards.core.permissions import Actor
from awards.programmes.models import Award, Criterion, Phase
from awards.scoring.calibrating.models import Calibration
from awards.scoring.calibrating.queries import Practice, practice_of
from awards.triage.models import Candidate
from tests.factories import Make, actor_of


@dataclass
class Jury:
    """An award that is being scored, and its three jurors."""

    award: Award
    jurors: list[Person]
    coordinator: Person
    candidate: Candidate
    make: Make

    @property
    def criteria(self) -> list[Criterion]:
        return self.award.edition.criteria

    @property
    def actors(self) -> list[Actor]:
        return [actor_of(one) for one in self.jurors]

    def practice(self, calibration: Calibration, juror: int = 0) -> Practice:
        """Return a juror's sheet as it is stored now."""
        return practice_of(self.make.session, self.actors[juror], calibration.id)

    def fields(self, *scores: int | str, version: int = 0) -> dict[str, str]:
        """Return the form's fields for scores in the criteria's order."""
        marks = {f"score-{c.key}": str(s) for c, s in zip(self.criteria, scores, strict=False)}
        return {**marks, "version": str(version), "reason": ""}

    def last_year(self, text: str = "Kalibrum of last year.") -> Candidate:
        """Make a candidate of a round that is announced."""
        edition = self.make.edition(Phase.ANNOUNCED, slug="2025", year=2025)
        award = self.make.award(edition)
        award.decided_at = edition.scoring_closes_at
        award.announce_at = edition.scoring_closes_at
        self.make.session.commit()
        return self.make.candidate(award, text=text)


@pytest.fixture
def jury(make: Make) -> Jury:
    award = make.award(make.edition(Phase.SCORING))
    jurors = [make.person(f"Jo {n}", roles=["juror"]) for n in "ABC"]
    candidate = make.candidate(award)
    for one in jurors:
        make.seat(one, award)
        make.statement(one, candidate)
    coordinator = make.person("Kaj Ek", roles=["coordinator"])
    return Jury(award, jurors, coordinator, candidate, make)
