"""A round of scoring to test with."""

from dataclasses import dataclass
from typing import Any

import pytest

from awards.accounts.models import Person
from awards.config import Settings
from awards.core.db import Database
from awards.core.permissions import Actor
from awards.jobs.registry import Workshop
from awards.programmes.models import Award, Criterion, Phase
from awards.scoring.actions import Saved, Typed, save
from awards.scoring.at_once import save_at_once
from awards.scoring.opened import Opened
from awards.scoring.rules import sheet_id
from awards.triage.models import Candidate
from tests.conftest import SECRET
from tests.factories import Make, actor_of


@dataclass
class Round:
    """An award that is being scored, a juror on its panel, a candidate they may read."""

    award: Award
    juror: Person
    candidate: Candidate

    @property
    def actor(self) -> Actor:
        return actor_of(self.juror)

    @property
    def criteria(self) -> list[Criterion]:
        return self.award.edition.criteria

    @property
    def sheet(self) -> str:
        """The address of the juror's sheet."""
        return self.address(self.candidate)

    @property
    def url(self) -> str:
        return f"/scoring/sheets/{self.sheet}"

    def address(self, candidate: Candidate) -> str:
        return sheet_id(SECRET, self.juror.id, candidate.id)

    def fields(self, *scores: int | str, version: int = 0, reason: str = "") -> dict[str, str]:
        """Return the form's fields for scores in the criteria's order."""
        marks = {f"score-{c.key}": str(s) for c, s in zip(self.criteria, scores, strict=False)}
        return {**marks, "version": str(version), "reason": reason}


def store(database: Database, sheet: Opened, typed: Typed, **given: Any) -> Saved:
    """Save and commit as a sheet's page does: PostgreSQL does it at once.

    `given` is `version`, `by`, `at` and perhaps `change`.
    """
    if not database.one_writer:
        with database.look(before_writing=True) as connection:
            return save_at_once(connection, sheet, typed, **given)
    with database.write() as session:
        return save(session, sheet, typed, **given)


@pytest.fixture
def workshop(database: Database, settings: Settings) -> Workshop:
    return Workshop(database, settings)


@pytest.fixture
def scene(make: Make) -> Round:
    award = make.award(make.edition(Phase.SCORING))
    juror = make.person("Jo Juror", roles=["juror"])
    make.seat(juror, award)
    candidate = make.candidate(award, text="The candidate has dared.\n\nAnd it works.")
    make.statement(juror, candidate)
    return Round(award, juror, candidate)
