"""What tests of twins share: a round in triage, and a check of it."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.config import Settings
from awards.core.db import Database
from awards.jobs.registry import Workshop
from awards.programmes.models import Phase
from awards.triage.twins import tasks
from awards.triage.twins.models import TwinCheck, TwinPair
from tests.factories import Make


@pytest.fixture
def coordinator(make: Make) -> Person:
    """Coordinates the programme, whose edition stands in triage."""
    make.edition(Phase.TRIAGE)
    person: Person = make.person("Karin Samordnare", roles=["coordinator"])
    return person


@pytest.fixture
def workshop(database: Database, settings: Settings) -> Workshop:
    """What a job works with."""
    return Workshop(database, settings)


@pytest.fixture
def check(workshop: Workshop, session: Session) -> Callable[[], None]:
    """Look through whatever has changed, as the sweep does."""

    def look() -> None:
        session.commit()
        tasks.sweep(workshop)
        for thing in [one for one in session if isinstance(one, TwinCheck | TwinPair)]:
            session.expunge(thing)

    return look
