"""What tests of the whole share."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from awards.core.db import Database
from awards.programmes.models import Phase
from tests.conftest import lent, settings_of
from tests.demos import Copies, bring_files
from tests.factories import Make
from tests.whole.conflicted import Stage
from tests.whole.scene import Scene
from tests.whole.world import Worlds


@pytest.fixture
def instance(tmp_path: Path, font_folder: Path) -> Path:
    """The folder of a test installation (see `settings`), with its fonts cut already."""
    (tmp_path / "fonts").symlink_to(font_folder, target_is_directory=True)
    return tmp_path


@pytest.fixture(scope="session")
def worlds(font_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    """The small worlds of this run."""
    folder = tmp_path_factory.mktemp("worlds")
    (folder / "fonts").symlink_to(font_folder, target_is_directory=True)
    return Worlds(folder)


SetScene = Callable[[str, Phase, str], Scene]


@pytest.fixture(scope="session")
def scenery(font_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation that all scenes stand in."""
    folder = tmp_path_factory.mktemp("scenes")
    (folder / "fonts").symlink_to(font_folder, target_is_directory=True)
    return folder


@pytest.fixture
def scene(
    kept_app: Flask, scenery: Path, demo_folder: Path, request: pytest.FixtureRequest
) -> Iterator[SetScene]:
    """Set one scene in a fresh copy of the demo: `scene("sqlite", Phase.SCORING, "chair")`.

    Once a test: there is one app, and it serves the scene that was set last.
    """
    with ExitStack() as stack:
        lent_already = False

        def set_up(engine: str, phase: Phase, viewer: str) -> Scene:
            nonlocal lent_already
            assert not lent_already, "one scene a test: there is one app to serve it"
            lent_already = True
            copies = "postgres_copies" if engine == "postgresql" else "sqlite_copies"
            copy: Copies = request.getfixturevalue(copies)
            database = stack.enter_context(copy(phase))
            bring_files(demo_folder, engine, phase, scenery / "files")
            url = database.engine.url.render_as_string(hide_password=False)
            app = stack.enter_context(lent(kept_app, settings_of(scenery, url), database))
            return Scene(app, database, viewer)

        yield set_up


SetStage = Callable[..., Stage]


@pytest.fixture
def stage(
    app: Flask,
    database: Database,
    make: Make,
    instance: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> SetStage:
    """Set the stage for somebody with a conflict: `stage("chair")`."""
    # Jurors are numbered by lot in each workbook; here one lot can be compared with the next.
    monkeypatch.setattr("awards.results.workbook.SystemRandom", lambda: Random(0))
    return lambda viewer, **how: Stage(app, database, make, viewer, instance / "files", **how)
