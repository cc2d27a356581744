"""The child: reads a file from its input, opens it within limits, writes what came of it.

Started by its path, so that the app around it is not read in; of `awards` it sees what it needs.
"""

import json
import resource
import sys
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any


def _see_awards() -> None:
    """Let `awards.files` be found without running what `awards` does when it is read in."""
    package = ModuleType("awards")
    package.__path__ = [str(Path(__file__).parents[2])]
    sys.modules["awards"] = package


def limit(most_memory: int, most_cpu: int) -> None:
    """Let the system end us when we take too much, and let us write no file."""
    limits = (
        (resource.RLIMIT_AS, most_memory),
        (resource.RLIMIT_CPU, most_cpu),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, most in limits:
        with suppress(ValueError, OSError):  # a system that knows no such limit, or a lower one
            resource.setrlimit(kind, (most, most))


def answered(what: str, data: bytes) -> tuple[dict[str, Any], bytes]:
    """Return what to say about a file, and the bytes to keep."""
    from awards.files import blinding
    from awards.files.inspection import Refused, inspect, inspect_emblem, refusals
    from awards.files.kinds import FileKind

    try:
        if what == "words":
            return {"words": blinding.words_in(data, FileKind.PDF)}, b""
        found = (inspect_emblem if what == "emblem" else inspect)(data)
        said: dict[str, Any] = {"format": found.format.ending}
        if what in {"inspect", "emblem"}:
            return said, found.data
        bare = blinding.without_metadata(found)
        return said | {"words": blinding.words_in(bare, found.format.kind)}, bare
    except Refused as refused:
        return {"refused": refused.message, "values": refused.values}, b""
    except (MemoryError, RecursionError):
        return {"refused": refusals.TOO_MUCH, "values": {}}, b""
    except Exception as error:  # noqa: BLE001 - its text may hold words of the file: the kind is enough
        return {"failed": type(error).__name__}, b""


def main() -> None:
    """Answer one question, and end."""
    what, most_memory, most_cpu = sys.argv[1:]
    _see_awards()
    limit(int(most_memory), int(most_cpu))
    said, kept = answered(what, sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + kept)


if __name__ == "__main__":
    main()
