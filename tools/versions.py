"""Prints what a run of the checks was made with: Python, SQLite, the main packages, Chromium."""

import platform
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path

PACKAGES = (
    *("Flask", "SQLAlchemy", "alembic", "huey", "weasyprint", "gunicorn"),
    *("pytest", "ruff", "mypy", "import-linter", "djlint", "playwright"),
)


def chromium() -> str:
    """Ask the Chromium that the browser tests would use what it is."""
    script = Path(__file__).with_name("chromium.sh")
    found = subprocess.run(["sh", script], capture_output=True, text=True, check=False).stdout
    if not found.strip():
        return "none"
    said = subprocess.run([found.strip(), "--version"], capture_output=True, text=True, check=False)
    return said.stdout.strip()


if __name__ == "__main__":
    print(f"{platform.platform()}, Python {platform.python_version()}")
    print(f"SQLite {sqlite3.sqlite_version}, browser: {chromium()}")
    print(", ".join(f"{name} {version(name)}" for name in PACKAGES))
