"""What tests of the whole share."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from awards import create_app
from awards.config import Settings
from awards.core.db import Database
from awards.programmes.models import Phase
from tests.conftest import SECRET
from tests.demos import bring_files
from tests.factories import Make
from tests.whole.conflicted import Stage
from tests.whole.scene import Scene


@pytest.fixture
def instance(tmp_path: Path, font_folder: Path) -> Path:
    """The folder of a test installation (see `settings`), with its fonts cut already."""
    (tmp_path / "fonts").symlink_to(font_folder, target_is_directory=True)
    return tmp_path


SetScene = Callable[[str, Phase, str], Scene]


@pytest.fixture(scope="session")
def scene(
    font_folder: Path,
    demo_folder: Path,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[SetScene]:
    """Set a scene in a fresh copy of the demo: `scene("sqlite", Phase.SCORING, "chair")`."""
    folder, opened = tmp_path_factory.mktemp("scenes"), list[Database]()
    (folder / "fonts").symlink_to(font_folder, target_is_directory=True)

    def set_up(engine: str, phase: Phase, viewer: str) -> Scene:
        copies = "postgres_copies" if engine == "postgresql" else "sqlite_copies"
        database: Database = request.getfixturevalue(copies)(phase)
        opened.append(database)
        bring_files(demo_folder, engine, phase, folder / "files")
        settings = Settings(
            instance=folder,
            secret_key=SECRET,
            database_url=database.engine.url.render_as_string(hide_password=False),
            rate_limits=False,
            base_url="http://localhost",
        )
        app = create_app(settings, database)
        app.testing, app.config["PROPAGATE_EXCEPTIONS"] = True, False
        return Scene(app, database, viewer)

    yield set_up
    for database in opened:
        database.dispose()


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
