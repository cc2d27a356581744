"""What starting costs: parts that few requests need are not read in by every process."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LATE = (
    *("alembic", "authlib", "fontTools", "huey", "icalendar", "openpyxl", "psycopg", "requests"),
    *("weasyprint", "xlsxwriter"),
)
"""Each takes 30 to 500 ms; import it inside the function that uses it, and say so there."""


def start(code: str, instance: Path, **more: str) -> str:
    """Run code in a process of its own that starts as ours do."""
    settings = {"UTMARKT_SECRET_KEY": "x" * 40, "UTMARKT_INSTANCE": str(instance), **more}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_starting_reads_in_nothing_that_can_wait(tmp_path: Path) -> None:
    code = f"import app, sys; print(*[name for name in {LATE!r} if name in sys.modules])"
    assert start(code, tmp_path).split() == []


def test_nothing_is_opened_before_the_workers_part(tmp_path: Path) -> None:
    """Two processes that share a connection would read each other's answers."""
    assert start("import app", tmp_path) == ""
    assert [*tmp_path.iterdir()] == []  # SQLite makes its file as it is opened, the queue as well
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"postgresql+psycopg://somebody@127.0.0.1:{server.getsockname()[1]}/utmarkt"
        start("import app", tmp_path, UTMARKT_DATABASE_URL=address)
        server.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody has asked to come in
            server.accept()


def test_memory_is_tidied_up_again_once_all_is_read_in(tmp_path: Path) -> None:
    code = "import app, gc; print(gc.isenabled(), gc.get_freeze_count() > 100_000)"
    assert start(code, tmp_path) == "True True\n"
