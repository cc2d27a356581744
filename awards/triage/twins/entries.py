"""A nomination as the search sees it: plain values, no tables. Pure."""

import hashlib
from array import array
from dataclasses import dataclass, field
from functools import cached_property

from awards.triage.twins.names import Name, name_of
from awards.triage.twins.texts import runs_of


@dataclass(frozen=True)
class Place:
    """A unit: itself, what it stands under up to the employer, and what it is called."""

    id: str
    above: tuple[str, ...] = ()
    name: str = ""

    @property
    def employer(self) -> str:
        """The top of its organisation."""
        return self.above[-1] if self.above else self.id


@dataclass(frozen=True)
class Entry:
    """One nomination: who is nominated, where they work, what was written."""

    id: str
    award_id: str
    is_person: bool
    nominee: str
    title: str = ""
    email: str = ""
    members: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    text: str = field(default="", repr=False)

    @cached_property
    def name(self) -> Name:
        """The nominee's name, taken apart."""
        return name_of(self.nominee)

    @cached_property
    def people(self) -> tuple[Name, ...]:
        """The members' names, taken apart."""
        return tuple(name_of(member) for member in self.members if member.strip())

    @cached_property
    def _runs(self) -> "array[int]":
        return array("I", runs_of(self.text))

    @property
    def runs(self) -> frozenset[int]:
        """The text's runs of words. Kept packed: a thousand texts' sets would be most of it all."""
        return frozenset(self._runs)

    @cached_property
    def units(self) -> frozenset[str]:
        """The ids of its units."""
        return frozenset(place.id for place in self.places)

    @cached_property
    def mark(self) -> str:
        """What it says, digested: changes when any word of it does, not when it is moved."""
        said = [
            str(self.is_person),
            self.nominee,
            self.title,
            self.email,
            *sorted(self.members),
            *sorted(self.units),
            self.text,
        ]
        return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:24]
