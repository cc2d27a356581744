"""What people did, in the order in which they did it."""

from collections.abc import Callable
from datetime import datetime, timedelta

Entry = Callable[[datetime], object]


def waking(at: datetime) -> datetime:
    """Move a moment of any hour to one between six and twenty UTC, keeping their order."""
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(hours=6) + (at - midnight) * 14 / 24


class Diary:
    """Collects deeds with their moments and plays them in order, so that the trail reads right."""

    def __init__(self) -> None:
        """Begin with empty pages."""
        self._entries: list[tuple[datetime, int, Entry]] = []

    def write(self, at: datetime, deed: Entry) -> None:
        """Note a deed; deeds of the same moment keep the order they were noted in."""
        self._entries.append((at, len(self._entries), deed))

    def play(self, until: datetime) -> None:
        """Do everything that was done until then, once; forget the rest."""
        for at, _, deed in sorted(self._entries, key=lambda entry: entry[:2]):
            if at <= until:
                deed(at)
        self._entries.clear()
