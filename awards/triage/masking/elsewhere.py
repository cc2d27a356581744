"""Names that other nominations and the directory know: a reason to look, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from awards.triage.masking import words
from awards.triage.masking.tokens import Reading

_SHORTEST = 3
_WORDS = words.NAME_AND_WORD | words.STARTERS | words.UNIT_GENERIC | words.PARTICLES


@dataclass(frozen=True, eq=False)
class KnownElsewhere:
    """Full names by the first word they are compared by, and first and last names alone.

    An index of thousands of names: one is as another only when it is the same.
    """

    whole: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, people: Iterable[str], units: Iterable[str] = ()) -> KnownElsewhere:
        """Index names once; looking for them then costs the same however many there are."""
        whole: dict[str, set[tuple[str, ...]]] = {}
        parts: set[str] = set()
        for name in people:
            keys = _keys(name)
            parts.update(keys)
            if len(keys) > 1:
                whole.setdefault(keys[0], set()).add(keys)
        for name in units:
            keys = _keys(name)
            if len(keys) > 1 and not words.UNIT_GENERIC.issuperset(keys):
                whole.setdefault(keys[0], set()).add(keys)
        return cls(whole, frozenset(p for p in parts - _WORDS if len(p) >= _SHORTEST))

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where such a name stands: a whole one in any case, a part with a capital."""
        if not self.parts and not self.whole:
            return
        reading = Reading(text)
        number = 0
        while number < len(reading.tokens):
            token = reading.tokens[number]
            length = self._whole_at(reading, number)
            if length:
                yield token.start, reading.tokens[number + length - 1].end
            elif token.raw[0].isupper() and (
                token.key in self.parts or token.key.removesuffix("s") in self.parts
            ):
                yield token.start, token.end
            number += length or 1

    def _whole_at(self, reading: Reading, number: int) -> int:
        """Return how many words of a whole name begin here; 0 when none does."""
        for keys in self.whole.get(reading.tokens[number].key, ()):
            found = [token.key for token in reading.tokens[number : number + len(keys)]]
            same = len(found) == len(keys) and found[:-1] == list(keys[:-1])
            if same and keys[-1] in {found[-1], found[-1].removesuffix("s")}:
                return len(keys)
        return 0


def _keys(name: str) -> tuple[str, ...]:
    return tuple(token.key for token in Reading(name).tokens if not token.key.isdigit())
