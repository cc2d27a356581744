"""What a file would change: units and people added, renamed, moved, closed, with all that is wrong.

The same content against the same organisation always gives the same plan, so a digest of it says
whether what is confirmed is what was shown.
"""

import hashlib
import marshal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from awards.accounts.organisation.imports.rows import Fault
from awards.accounts.organisation.imports.standing import Standing

_WITHOUT_REFERENCES = 2
"""The version of marshal whose bytes follow from the values alone."""


class Change(NamedTuple):
    """One change: of a unit or a person, from what to what; `words` tell it to a reader."""

    verb: str
    id: str
    name: str
    before: str = ""
    after: str = ""
    values: tuple[tuple[str, Any], ...] = ()
    """Column → value, as it is to be written; a unit that is new may be named by "new:1"."""


@dataclass
class Plan:
    """Everything a file would change, and what keeps it from being applied."""

    units: list[Change] = field(default_factory=list)
    people: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unchanged: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)
    """People who are missing in a complete file, and stay because they hold a role."""
    left_out: list[str] = field(default_factory=list)
    """People who have left with a role that is not the importer's to give: rows not used."""
    let_in: list[str] = field(default_factory=list)
    """People who were closed and come back with a role: they can sign in again."""

    @property
    def empty(self) -> bool:
        """Whether nothing would change."""
        return not self.units and not self.people

    @property
    def digest(self) -> str:
        """SHA-256 of all changes."""
        units = [(change.verb, change.id, change.values) for change in self.units]
        people = [(change.verb, change.id, change.values) for change in self.people]
        # People's values are plain texts, and thousands; units' are days and kinds, and few.
        told = hashlib.sha256(repr(units).encode())
        told.update(marshal.dumps(people, _WITHOUT_REFERENCES))
        return told.hexdigest()

    def counts(self) -> dict[str, int]:
        """Return "units-added" → how many, and so on."""
        counted = Counter(f"units-{change.verb}" for change in self.units)
        counted.update(f"people-{change.verb}" for change in self.people)
        return dict(sorted(counted.items()))


def path_names(standing: Standing, unit_id: str | None) -> str:
    """Return where a unit stands: "Lunds kommun / Vård / Hemvården"."""
    return " / ".join(reversed(list(_names(standing, unit_id))))


def _names(standing: Standing, unit_id: str | None) -> Iterator[str]:
    seen: set[str] = set()
    while unit_id is not None and unit_id not in seen:
        seen.add(unit_id)
        unit = standing.units[unit_id]
        yield unit.name
        unit_id = unit.parent
