"""What starting costs: parts that few requests need are not read in by every process."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LATE = (
    *("alembic", "authlib", "fontTools", "huey", "icalendar", "openpyxl", "psycopg", "requests"),
    *("weasyprint", "xlsxwriter"),
)
"""Each takes 30 to 500 ms; import it inside the function that uses it, and say so there."""


def test_starting_reads_in_nothing_that_can_wait(tmp_path: Path) -> None:
    code = f"import app, sys; print(*[name for name in {LATE!r} if name in sys.modules])"
    settings = {"UTMARKT_SECRET_KEY": "x" * 40, "UTMARKT_INSTANCE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []
