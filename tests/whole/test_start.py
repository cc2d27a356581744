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


WHAT_IS_THERE = f"""
import app, gc, os, sys
print(*[name for name in {LATE!r} if name in sys.modules])
print(*os.listdir(os.environ["UTMARKT_INSTANCE"]))
print(gc.isenabled(), gc.get_freeze_count() > 100_000)
"""


def start(code: str, instance: Path, **more: str) -> list[str]:
    """Run code in a process of its own that starts as ours do; return the lines it says."""
    settings = {"UTMARKT_SECRET_KEY": "x" * 40, "UTMARKT_INSTANCE": str(instance), **more}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_starting_reads_in_nothing_that_can_wait_and_opens_nothing(tmp_path: Path) -> None:
    """The workers part after that: two that share a connection would read each other's answers."""
    late, opened, tidied = start(WHAT_IS_THERE, tmp_path)
    assert late == ""
    assert opened == ""  # SQLite makes its file as it is opened, and so does the queue
    assert tidied == "True True"  # memory is looked through again, but not what stays


def test_starting_does_not_call_postgresql(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"postgresql+psycopg://somebody@127.0.0.1:{server.getsockname()[1]}/utmarkt"
        assert start("import app", tmp_path, UTMARKT_DATABASE_URL=address) == []
        server.setblocking(False)
        with pytest.raises(BlockingIOError):  # nobody has asked to come in
            server.accept()
