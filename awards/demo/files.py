"""Reading the demo's data files: a folder for each programme."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Folder:
    """The data files of one programme.

    `programme` (which template it is made from, and rules of its own), `organisation`, `people`,
    `nominations-…`, `results-…`, `proposals-…`; `words`, `reasons`, `criterion-reasons` (where they
    are asked for) and `notes` that people write; `habits` of those who judge, in figures;
    `harmless` words that look like names; `attachments`, whose bytes are in `files/`, with
    a coat of arms.
    """

    name: str

    def read(self, name: str) -> Any:
        """Return what `<name>.json` holds."""
        return _read(HERE / self.name / f"{name}.json")

    def bytes_of(self, name: str) -> bytes:
        """Return a file that somebody attached."""
        return (HERE / self.name / "files" / name).read_bytes()


@cache
def _read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


LUND = Folder("lund")
SANDNES = Folder("sandnes")
