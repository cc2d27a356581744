"""The organisation as conflicts see it: who is above whom, and which units there were. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from awards.accounts.models import OrgKind


@dataclass(frozen=True)
class Unit:
    """A unit with what is above it, who leads it, and when it was there."""

    id: str
    name: str
    parent_id: str | None
    manager_id: str | None
    valid_from: date | None
    valid_to: date | None
    kind: OrgKind

    def was_there(self, first: date, last: date) -> bool:
        """Say whether it was there on any day from `first` to `last`."""
        begun = self.valid_from is None or self.valid_from <= last
        return begun and (self.valid_to is None or first <= self.valid_to)


@dataclass(frozen=True)
class Units:
    """All units, and the names of those who lead them."""

    by_id: Mapping[str, Unit]
    names: Mapping[str, str]
    """Person id → name."""

    def upwards(self, unit_id: str | None) -> Iterator[Unit]:
        """Return a unit and what is above it, the nearest first; a ring ends where it began."""
        seen: set[str] = set()
        while unit_id is not None and unit_id not in seen:
            unit = self.by_id[unit_id]
            seen.add(unit_id)
            yield unit
            unit_id = unit.parent_id

    def managers(self, unit_id: str | None, levels: int) -> dict[str, Unit]:
        """Return who leads a unit, and the units above it, so many levels of units, by id."""
        found: dict[str, Unit] = {}
        for unit in islice(self.upwards(unit_id), levels):
            if unit.manager_id is not None:
                found.setdefault(unit.manager_id, unit)
        return found

    def is_within(self, unit_id: str, wanted: Collection[str]) -> str | None:
        """Return which of the wanted units this one is, or lies below; none for neither."""
        return next((unit.id for unit in self.upwards(unit_id) if unit.id in wanted), None)

    def is_near(self, one: str | None, other: str) -> bool:
        """Say whether two units are the same, or one lies directly below the other."""
        above = [getattr(self.by_id.get(unit or ""), "parent_id", None) for unit in (one, other)]
        return one is not None and (one == other or other == above[0] or one == above[1])
