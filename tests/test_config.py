"""Settings stop on what is missing or wrong."""

from pathlib import Path

import pytest

from awards.config import ConfigError, Settings, write_secret


def test_a_missing_secret_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="make run"):
        Settings.from_environment({"UTMARKT_INSTANCE": str(tmp_path)})


def test_a_written_secret_is_private_and_used(tmp_path: Path) -> None:
    write_secret(tmp_path)
    settings = Settings.from_environment({"UTMARKT_INSTANCE": str(tmp_path)})
    assert len(settings.secret_key) == 64
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_a_secret_is_written_once(tmp_path: Path) -> None:
    write_secret(tmp_path)
    first = (tmp_path / "secret").read_text()
    write_secret(tmp_path)
    assert (tmp_path / "secret").read_text() == first


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEMO", "maybe"),
        ("PROXIES", "-1"),
        ("SECRET_KEY", "short"),
        ("SMTP_URL", "banana"),
        ("DATABASE_URL", "nope"),
        ("BASE_URL", "awards.example"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, name: str, value: str) -> None:
    env = {
        "UTMARKT_INSTANCE": str(tmp_path),
        "UTMARKT_SECRET_KEY": "x" * 32,
        f"UTMARKT_{name}": value,
    }
    with pytest.raises(ConfigError, match=name):
        Settings.from_environment(env)
