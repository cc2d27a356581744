"""Fixtures of imports: who uploads, and the worker."""

from collections.abc import Callable

import pytest

from awards.config import Settings
from awards.core.db import Database
from awards.jobs.registry import HANDLERS, Workshop
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]


@pytest.fixture
def desk(browse: Browse, make: Make) -> Browser:
    return browse(make.person("Zara Zamordnare", email="z@example.org", roles=["coordinator"]))


@pytest.fixture
def workshop(database: Database, settings: Settings) -> Workshop:
    return Workshop(database, settings)


@pytest.fixture
def work(workshop: Workshop, jobs: list[tuple[str, ...]]) -> Callable[[], None]:
    """Do the jobs that were asked for, like the worker."""

    def work() -> None:
        while jobs:
            name, *ids = jobs.pop(0)
            HANDLERS[name](workshop, *ids)

    return work
