"""The shelf of papers: what jurors have asked to have printed, and what has been printed.

A paper is gone after a day, so it needs no table: an order is a file of its own, and everything
made from it bears its name. Orders are the truth; the worker does what is pending, at once when it
is told and within a minute when it is not, and a killed one leaves an order as it found it.

Papers hold what only one juror may read. Nothing here says whether they still may: whoever gives a
paper out asks that first (`views/paper.py`).
"""

import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from awards.core.ids import new_id

KEPT = timedelta(days=1)
MOST_TRIES = 3
"""So often a paper is begun; one that has ended its worker each time is not begun again."""
_ORDER, _DONE, _PAPER, _TRIES = ".order", ".done", ".pdf", ".tries"


class PaperState(StrEnum):
    """Where an order stands."""

    PENDING = "pending"
    MADE = "made"
    FAILED = "failed"


@dataclass(frozen=True)
class Order:
    """A paper that was asked for."""

    id: str
    whose: str
    folder: Path
    asked_at: datetime
    texts: Mapping[str, str]
    """Sheet's address → which text of it is printed."""
    paper: Mapping[str, Any]

    @property
    def total(self) -> int:
        """How many sheets it has."""
        return len(self.texts)

    @property
    def done(self) -> int:
        """How many of them are set."""
        return self.total if self.file.is_file() else self._number(_DONE)

    @property
    def file(self) -> Path:
        """Where the paper lies, when it is made."""
        return self._place(_PAPER)

    @property
    def state(self) -> PaperState:
        """Where it stands."""
        if self.file.is_file():
            return PaperState.MADE
        tries = self._number(_TRIES)
        return PaperState.FAILED if tries >= MOST_TRIES else PaperState.PENDING

    def is_old(self, at: datetime) -> bool:
        """Say whether it is to be thrown away."""
        return at - self.asked_at > KEPT

    def tell(self, done: int) -> None:
        """Note how many sheets are set."""
        self._place(_DONE).write_text(str(done), encoding="utf-8")

    def begin(self) -> None:
        """Note that it is begun, so that it is not begun for ever."""
        self._place(_TRIES).write_text(str(self._number(_TRIES) + 1), encoding="utf-8")

    def _number(self, ending: str) -> int:
        with suppress(OSError, ValueError):
            return int(self._place(ending).read_text(encoding="utf-8"))
        return 0

    def put(self, pdf: bytes) -> None:
        """Put the paper on the shelf, whole or not at all."""
        _write(self.file, pdf)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Keep other workers from printing the same; false when one is at it."""
        with self._place(".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
            else:
                yield True

    def _place(self, ending: str) -> Path:
        return self.folder / f"{self.whose}.{self.id}{ending}"


@dataclass(frozen=True)
class Shelf:
    """The folder of papers."""

    folder: Path

    def put_order(
        self, whose: str, *, texts: Mapping[str, str], paper: Mapping[str, Any], at: datetime
    ) -> Order:
        """Ask for a paper in the place of what was asked for before."""
        self.clear(whose)
        order = Order(new_id(), whose, self.folder, at, texts, paper)
        said = {"id": order.id, "asked_at": at.isoformat(), "texts": dict(texts), "paper": paper}
        _write(self.folder / f"{whose}{_ORDER}", json.dumps(said, ensure_ascii=False).encode())
        return order

    def order_of(self, whose: str) -> Order | None:
        """Return what somebody has asked for."""
        return self._read(self.folder / f"{whose}{_ORDER}")

    def _read(self, file: Path) -> Order | None:
        try:
            said = json.loads(file.read_bytes())
        except (OSError, ValueError):
            return None
        asked_at = datetime.fromisoformat(said["asked_at"])
        whose = file.name.removesuffix(_ORDER)
        return Order(said["id"], whose, self.folder, asked_at, said["texts"], said["paper"])

    def pending(self) -> list[Order]:
        """Return what is to be printed, the first asked for first."""
        made = {file.name.partition(".")[0] for file in self.folder.glob(f"*{_PAPER}")}
        asked = self.folder.glob(f"*{_ORDER}")
        orders = [self._read(file) for file in asked if file.name.partition(".")[0] not in made]
        waiting = [o for o in orders if o is not None and o.state is PaperState.PENDING]
        return sorted(waiting, key=lambda order: order.asked_at)

    def clear(self, whose: str) -> None:
        """Take away what somebody has asked for, and what was made of it."""
        for file in self.folder.glob(f"{whose}.*"):
            file.unlink(missing_ok=True)

    def clear_old(self, at: datetime) -> None:
        """Take away what is older than a day."""
        for file in self.folder.glob("*"):
            with suppress(FileNotFoundError):
                if file.stat().st_mtime < (at - KEPT).timestamp():
                    file.unlink()


def whose_paper(secret: str, person_id: str, edition_id: str) -> str:
    """Return what the files of a juror's paper in an edition are called: it tells nothing."""
    text = f"paper\n{person_id}\n{edition_id}".encode()
    key = hashlib.sha256(secret.encode()).digest()
    return hashlib.blake2s(text, key=key, digest_size=16).hexdigest()


def _write(file: Path, content: bytes) -> None:
    """Write a file that only we read, and that is there whole or not at all."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".")
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    Path(name).replace(file)
