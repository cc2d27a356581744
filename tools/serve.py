"""Starts Utmärkt on this machine: web server and job worker, as in production, on 127.0.0.1.

`make run` ends here. First what can be wrong is looked at and said in one line (tools/machine.py),
then come secret and database (tools/prepare.py), the two processes and the address. Ctrl-C stops
everything; when one of the two ends by itself, so does the other, and the exit code is not 0.
"""

import http.client
import os
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from types import FrameType

from tools.machine import (
    HOST,
    CannotStartError,
    instance_from,
    port_from,
    require_free,
    require_writable,
)
from tools.processes import Service, start, stop_all

SECONDS_TO_ANSWER = 60
GUNICORN = (
    "--workers 2 --worker-class gthread --threads 4 --preload "
    "--log-level warning --no-control-socket"
)
"""The program is read in once, before the workers part; it opens no database before that."""


class StopAskedError(Exception):
    """Ctrl-C, or a TERM or HUP signal, has reached us."""


class StopButton:
    """Remembers that somebody asked us to stop.

    Signals only set a mark that the waiting loops look at: an exception out of a signal handler
    could come between the start of a process and our knowing of it, and leave it behind.
    """

    def __init__(self) -> None:
        self.pressed = False

    def listen(self) -> None:
        """Take Ctrl-C, TERM and HUP the same way, also when we were started with them ignored."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._press)

    def _press(self, _number: int, _frame: FrameType | None) -> None:
        self.pressed = True

    def pause(self, seconds: float) -> None:
        """Wait; raise StopAskedError when the button has been pressed."""
        if not self.pressed:
            time.sleep(seconds)
        if self.pressed:
            raise StopAskedError


def settings_for(environ: Mapping[str, str], instance: Path, port: int) -> dict[str, str]:
    """Give the environment of the processes: what is set wins, else a demo on this machine."""
    ours = {"UTMARKT_DEMO": "1", "UTMARKT_BASE_URL": f"http://{HOST}:{port}"}
    return {**ours, **environ, "UTMARKT_INSTANCE": str(instance)}


def prepare(settings: Mapping[str, str], button: StopButton) -> None:
    """Run tools/prepare.py in a process of its own, which gives its memory back."""
    service = start("preparation", ["tools.prepare"], settings)
    try:
        while service.exit_code is None:
            button.pause(0.02)
    finally:
        stop_all([service])
    if service.exit_code != 0:
        raise CannotStartError("The database could not be prepared; the lines above say why.")


def require_running(services: list[Service]) -> None:
    """Stop when one of them has ended by itself."""
    for service in services:
        if service.exit_code is not None:
            raise CannotStartError(
                f"The {service.name} ended by itself (exit code {service.exit_code}); "
                "the lines above say why."
            )


def status_of_start_page(port: int) -> int | None:
    """Ask for the start page; its HTTP status, or nothing while nobody answers."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/")
        return connection.getresponse().status
    return None


def wait_for_answer(port: int, services: list[Service], button: StopButton) -> None:
    """Return when the start page has come; stop when it does not."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while (status := status_of_start_page(port)) is None:
        require_running(services)
        if time.monotonic() > deadline:
            raise CannotStartError(f"No answer within {SECONDS_TO_ANSWER} seconds.")
        button.pause(0.05)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise CannotStartError(f"The start page answers with error {status}; see the lines above.")


def run(settings: Mapping[str, str], port: int, button: StopButton) -> None:
    """Run both until somebody stops us or one of them ends; nothing of it stays behind."""
    services: list[Service] = []
    gunicorn = ["gunicorn", "app:app", "--bind", f"{HOST}:{port}", *GUNICORN.split()]
    worker = ["flask", "--app", "app", "awards", "work"]
    try:
        services.append(start("web server", gunicorn, settings))
        wait_for_answer(port, services, button)
        # The worker comes second: on two cores it would make the first page wait.
        services.append(start("job worker", worker, settings))
        say(f"\nUtmärkt is running: {settings['UTMARKT_BASE_URL']}\nStop it with Ctrl-C.")
        while True:
            require_running(services)
            button.pause(0.2)
    finally:
        stop_all(services)


def say(text: str) -> None:
    """Print at once, also when the output is a pipe."""
    print(text, flush=True)


def serve(environ: Mapping[str, str], button: StopButton) -> None:
    """Check, prepare, run."""
    port = port_from(environ)
    instance = instance_from(environ)
    require_free(port)
    require_writable(instance)
    settings = settings_for(environ, instance, port)
    prepare(settings, button)
    run(settings, port, button)


def main() -> int:
    """Serve until stopped; the exit code: 0 when asked to stop, 1 when something is wrong."""
    button = StopButton()
    button.listen()
    try:
        serve(os.environ, button)
    except CannotStartError as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    except StopAskedError:
        say("\nStopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
