"""`awards upgrade` where nothing is yet, and where nothing can be."""

from pathlib import Path

from awards import create_app
from awards.config import Settings


def _upgrade(instance: Path) -> tuple[int, str]:
    url = f"sqlite:///{instance / 'utmarkt.db'}"
    app = create_app(Settings(instance=instance, secret_key="x" * 32, database_url=url))
    done = app.test_cli_runner().invoke(args=["awards", "upgrade"])
    app.extensions["database"].dispose()
    return done.exit_code, done.output


def test_the_folder_is_made_with_the_tables(tmp_path: Path) -> None:
    instance = tmp_path / "new" / "place"
    assert _upgrade(instance) == (0, "The database is up to date.\n")
    assert (instance / "utmarkt.db").exists()


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    code, said = _upgrade(tmp_path / "taken")
    assert (code, said) == (1, f"Error: {tmp_path / 'taken'} cannot be made: File exists\n")
