"""The processes of a run: the app as in production, its worker, and each ceiling likewise."""

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.client import Connection, NoAnswerError
from tools.machine import HOST, any_free_port
from tools.processes import Service, start, stop_all
from tools.serve import GUNICORN

SECONDS_TO_ANSWER = 60


@dataclass
class Yard:
    """What runs, and how to start more of it. All of it is stopped by `open_yard`."""

    folder: Path
    settings: dict[str, str]
    services: list[Service] = field(default_factory=list)

    def serve(self, app: str, extra: Mapping[str, str] | None = None) -> int:
        """Start gunicorn with the settings of `make run`; return the port when it answers."""
        port = any_free_port()
        command = ["gunicorn", app, "--bind", f"{HOST}:{port}", *GUNICORN.split()]
        address = {"UTMARKT_BASE_URL": f"http://{HOST}:{port}"}
        self.services.append(start(app, command, {**self.settings, **address, **(extra or {})}))
        wait_for(port)
        return port

    def work(self) -> Service:
        """Start the job worker."""
        command = ["flask", "--app", "app", "awards", "work"]
        service = start("job worker", command, self.settings)
        self.services.append(service)
        return service


def settings_in(folder: Path, secret: str) -> dict[str, str]:
    """Return the environment of the processes: an installation of its own, limits off."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("UTMARKT_")}
    ours = {"INSTANCE": str(folder), "SECRET_KEY": secret, "RATE_LIMITS": "0", "DEMO": "0"}
    return kept | {f"UTMARKT_{name}": value for name, value in ours.items()}


@contextmanager
def open_yard(folder: Path, secret: str) -> Iterator[Yard]:
    """Give a yard and stop everything in it at the end."""
    yard = Yard(folder, settings_in(folder, secret))
    try:
        yield yard
    finally:
        stop_all(yard.services)


def wait_for(port: int) -> None:
    """Return when somebody listens and answers."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    request = f"GET /nothing-here HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
    while True:
        try:
            with Connection(port) as connection:
                connection.ask(request)
        except (OSError, NoAnswerError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def peak_memory_mib(pid: int) -> float:
    """Return the most memory (resident set, MiB) a process has had; Linux only."""
    if sys.platform != "linux":
        return float("nan")
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    peak = next(line for line in lines if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024
