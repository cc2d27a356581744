"""Processes that we start and therefore stop.

Each has a process group of its own, so that nothing of it stays behind.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

SECONDS_TO_STOP = 10


@dataclass(frozen=True)
class Service:
    """One process that we started, and what to call it."""

    name: str
    process: subprocess.Popen[bytes]

    @property
    def exit_code(self) -> int | None:
        """Its exit code, or nothing while it runs."""
        return self.process.poll()

    def ask_to_stop(self) -> None:
        """Ask the process itself; it finishes what it has in hand and ends its own children."""
        self.process.terminate()

    def kill(self) -> None:
        """End whatever is left of it, children included."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def start(name: str, module: Sequence[str], settings: Mapping[str, str]) -> Service:
    """Start a Python module with its arguments; Ctrl-C in the terminal reaches us, not it."""
    command = [sys.executable, "-m", *module]
    process = subprocess.Popen(command, env=dict(settings), start_new_session=True)
    return Service(name, process)


def stop_all(services: Sequence[Service], seconds: float = SECONDS_TO_STOP) -> None:
    """Ask everything to stop, wait a while, then end what is left."""
    for service in services:
        service.ask_to_stop()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(service.exit_code is None for service in services):
        time.sleep(0.05)
    for service in services:
        service.kill()
