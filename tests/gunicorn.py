"""The app as it runs in production, to be killed in a test: gunicorn, on a port of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Self

from tools.machine import HOST
from tools.serve import GUNICORN

ROOT = Path(__file__).parents[1]
PATIENCE = 40.0


@dataclass
class Gunicorn:
    """A server on an installation in `folder`; started, killed and started again at one address."""

    folder: Path
    port: int
    secret: str
    demo: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)
    """More settings, without UTMARKT_."""
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{HOST}:{self.port}"

    def start(self) -> Self:
        """Start it, and wait until it answers."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("UTMARKT_")}
        ours = {
            "INSTANCE": str(self.folder),
            "SECRET_KEY": self.secret,
            "BASE_URL": self.url,
            "RATE_LIMITS": "0",
            "DEMO": "1" if self.demo else "0",
            **self.extra,
        }
        with (self.folder / "gunicorn.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    *("-m", "gunicorn", "app:app", "--bind", f"{HOST}:{self.port}"),
                    *GUNICORN.split(),
                ],
                cwd=ROOT,
                env=kept | {f"UTMARKT_{name}": value for name, value in ours.items()},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()
        return self

    def _wait(self) -> None:
        ends = time.monotonic() + PATIENCE
        while True:
            try:
                # Its socket takes connections before a worker is there to answer them.
                with closing(HTTPConnection(HOST, self.port, timeout=PATIENCE)) as asked:
                    asked.request("HEAD", "/sign-in")
                    asked.getresponse().read()
            except (OSError, HTTPException):
                assert time.monotonic() < ends, "gunicorn did not start"
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """Kill it and its workers the hard way: nobody tidies up."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
