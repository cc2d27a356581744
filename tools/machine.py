"""What this machine must offer before Utmärkt starts: a free port, a folder to write to.

Each check raises `CannotStartError` with one line that says what is wrong and what to do.
"""

import errno
import socket
import tempfile
from collections.abc import Mapping
from pathlib import Path

HOST = "127.0.0.1"
PORTS = range(1, 65536)


class CannotStartError(Exception):
    """Utmärkt cannot start; the message says why and what to do, in one line."""


def port_from(environ: Mapping[str, str]) -> int:
    """Read the port to listen on: PORT, else 8000."""
    text = environ.get("PORT") or "8000"
    if not text.isdecimal() or int(text) not in PORTS:
        raise CannotStartError(f"PORT is a number from 1 to 65535, not {text!r}.")
    return int(text)


def require_free(port: int) -> None:
    """Stop when we cannot have the port, naming one that is free."""
    fault = fault_of(port)
    if fault:
        line = f"Port {port} {fault}. Choose another one: make run PORT={free_port_after(port)}"
        raise CannotStartError(line)


def fault_of(port: int) -> str | None:
    """Say why we cannot listen on the port, or nothing; asks in the way gunicorn will."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            return (
                "is taken" if error.errno == errno.EADDRINUSE else f"is refused ({error.strerror})"
            )
    return None


def free_port_after(port: int) -> int:
    """Find a port that is free now: one of the next hundred, else any."""
    start = max(port + 1, 1024)
    near = (other for other in range(start, start + 100) if other in PORTS and not fault_of(other))
    return next(near, 0) or any_free_port()


def any_free_port() -> int:
    """Let the system pick a free port."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def instance_from(environ: Mapping[str, str]) -> Path:
    """Read where database, mail and secret lie: UTMARKT_INSTANCE, else ./instance."""
    return Path(environ.get("UTMARKT_INSTANCE", "").strip() or "instance").absolute()


def require_writable(instance: Path) -> None:
    """Make the instance folder; stop when it, or a file lying in it, cannot be written to."""
    path = instance
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=instance):
            pass
        for path in filter(Path.is_file, instance.iterdir()):
            path.open("r+b").close()
    except OSError as error:
        raise CannotStartError(
            f"Utmärkt cannot write to {path} ({error.strerror}). "
            "Change its rights, or choose another folder: make run UTMARKT_INSTANCE=/path"
        ) from None
