"""Ask the child: a fresh interpreter that gets the bytes, no settings, no secrets, and limits.

One at a time in each process, so that ten people who send pictures do not need the memory of ten.
"""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from awards.core.errors import Conflict
from awards.core.languages import N_
from awards.files.inspection import LARGEST_EMBLEM, Inspected, Refused, refusals
from awards.files.kinds import FORMATS, LARGEST, Format

log = logging.getLogger("awards.files")
MOST_MEMORY = 1024**3
"""Bytes of address space; no picture that we take needed more than 350 MB."""
MOST_CPU = 15
"""Seconds of processor; the largest picture takes three."""
MOST_SECONDS = 30
"""A child that has not answered by then is ended."""
LONGEST_WAIT = 20
"""Seconds to wait for one's turn; a proxy's patience ends at sixty."""
_CHILD = Path(__file__).with_name("child.py")
_ONE_AT_A_TIME = Lock()


class Busy(Conflict):
    """Too many files arrive at once."""

    message = N_("Many files are arriving right now. Wait a minute, and add it again.")


@dataclass(frozen=True)
class BareCopy:
    """A file without metadata, and what it says in words."""

    format: Format
    data: bytes
    words: str


def inspect(data: bytes) -> Inspected:
    """Return what a file is, with the bytes to keep. Raises Refused, Busy."""
    if len(data) > LARGEST:  # nothing of that size is handed on
        raise Refused(refusals.TOO_LARGE, most=LARGEST // 1024**2)
    said, kept = _asked("inspect", data)
    return Inspected(_format(said), kept)


def emblem(data: bytes) -> Inspected:
    """Return a picture for pages and paper, no larger than it must be. Raises Refused, Busy."""
    if len(data) > LARGEST_EMBLEM:
        raise Refused(refusals.TOO_LARGE, most=LARGEST_EMBLEM // 1024**2)
    said, kept = _asked("emblem", data)
    return Inspected(_format(said), kept)


def bare_copy(data: bytes) -> BareCopy:
    """Return a file that says nothing beside what is seen. Raises Refused, Busy."""
    if len(data) > LARGEST:
        raise Refused(refusals.TOO_LARGE, most=LARGEST // 1024**2)
    said, kept = _asked("bare", data)
    return BareCopy(_format(said), kept, str(said["words"]))


def words_in(pdf: bytes) -> str:
    """Return all that a PDF says. Raises Refused, Busy."""
    return str(_asked("words", pdf)[0]["words"])


def _asked(what: str, data: bytes) -> tuple[dict[str, Any], bytes]:
    if not _ONE_AT_A_TIME.acquire(timeout=LONGEST_WAIT):
        raise Busy
    try:
        answer = subprocess.run(  # noqa: S603 - our own file, by our own interpreter
            [sys.executable, "-I", "-B", str(_CHILD), what, str(MOST_MEMORY), str(MOST_CPU)],
            input=data,
            capture_output=True,
            timeout=MOST_SECONDS,
            env={},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(refusals.TOO_MUCH) from error
    finally:
        _ONE_AT_A_TIME.release()
    return _read(answer)


def _read(answer: "subprocess.CompletedProcess[bytes]") -> tuple[dict[str, Any], bytes]:
    """Read a line of JSON and the bytes behind it; a child that was ended by a limit says less."""
    first, newline, kept = answer.stdout.partition(b"\n")
    if answer.returncode < 0 or (answer.returncode and not newline):
        # Nearly always a limit; should no file open any more, the log says what is missing.
        ended = {"exit_code": answer.returncode, "error": _why(answer.stderr)}
        log.warning("file.not-opened", extra=ended)
        raise Refused(refusals.TOO_MUCH)
    said: dict[str, Any] = json.loads(first)
    if "refused" in said:
        raise Refused(said["refused"], **said["values"])
    if "failed" in said:
        raise RuntimeError(said["failed"])
    return said, kept


def _why(stderr: bytes) -> str:
    """Return the name of the error that ended a child, and nothing of what it was about."""
    last = (stderr.strip().splitlines() or [b"no word"])[-1]
    return last.partition(b":")[0].decode("ascii", "replace")[:80]


def _format(said: dict[str, Any]) -> Format:
    return next(one for one in FORMATS if one.ending == said["format"])
