"""What tests of the whole share."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from awards import create_app
from awards.config import Settings
from awards.core.db import Database
from awards.demo.loader import load
from awards.programmes.models import Phase
from tests.conftest import SECRET
from tests.whole.scene import Scene, copy_of


@pytest.fixture
def instance(tmp_path: Path, font_folder: Path) -> Path:
    """The folder of a test installation (see `settings`), with its fonts cut already."""
    (tmp_path / "fonts").symlink_to(font_folder, target_is_directory=True)
    return tmp_path


@pytest.fixture(scope="session")
def demo(migrated_sqlite: sqlite3.Connection) -> Callable[[Phase], sqlite3.Connection]:
    """The demo in a phase, loaded once and to be copied."""
    loaded: dict[Phase, sqlite3.Connection] = {}

    def in_phase(phase: Phase) -> sqlite3.Connection:
        if phase not in loaded:
            database = copy_of(migrated_sqlite)
            with database.write() as session:
                load(session, phase, secret=SECRET, at=datetime.now(UTC))
            loaded[phase] = sqlite3.connect(":memory:", check_same_thread=False)
            with database.engine.connect() as connection:
                raw: Any = connection.connection.dbapi_connection
                connection.rollback()
                raw.backup(loaded[phase])
            database.dispose()
        return loaded[phase]

    return in_phase


SetScene = Callable[[Phase, str], Scene]


@pytest.fixture(scope="session")
def scene(
    demo: Callable[[Phase], sqlite3.Connection],
    font_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[SetScene]:
    """Set a scene in a fresh copy of the demo: `scene(Phase.SCORING, "chair")`."""
    folder, opened = tmp_path_factory.mktemp("scenes"), list[Database]()
    (folder / "fonts").symlink_to(font_folder, target_is_directory=True)

    def set_up(phase: Phase, viewer: str) -> Scene:
        database = copy_of(demo(phase))
        opened.append(database)
        settings = Settings(
            instance=folder,
            secret_key=SECRET,
            database_url="sqlite://",
            rate_limits=False,
            base_url="http://localhost",
        )
        app = create_app(settings, database)
        app.testing, app.config["PROPAGATE_EXCEPTIONS"] = True, False
        return Scene(app, database, viewer)

    yield set_up
    for database in opened:
        database.dispose()
