"""Which nominations are worth comparing: those that share a key. Pure.

Two thousand nominations are two million pairs; a key that both have leaves some ten thousand.
Each way in which the same nominee is written differently needs a key that survives it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, permutations

from awards.triage.twins.entries import Entry
from awards.triage.twins.groups import group_words
from awards.triage.twins.names import Name, nicknames_of
from awards.triage.twins.texts import sketch

CROWD = 80
"""A key that more share than this tells too little to compare all of them by."""

Key = tuple[str, ...]


def keys_of(entry: Entry, templates: frozenset[int]) -> Iterator[Key]:
    """Return what a nomination may share with another one of the same nominee."""
    if entry.email.strip():
        yield "email", entry.email.strip().casefold()
    for run in sketch(entry.runs - templates):
        yield "text", str(run)
    units = sorted(entry.units)
    if entry.is_person:
        yield from _of_person(entry.name, units)
        return
    for word in sorted(group_words(entry.nominee)):
        yield "group", word[:5]
        yield from (("group", word[:3], unit) for unit in units)
    for member in entry.people:
        yield from _of_member(member)


def _of_person(name: Name, units: Iterable[str]) -> Iterator[Key]:
    yield from _of_member(name)
    for word in name.sounds:
        # survive another family name, or a slip in the rest: what is left in the same unit
        for unit in units:
            yield "unit", unit, word
            yield "unit", unit, word[:2]
    for word, beside in permutations(name.sounds, 2):
        # one word as it is, of the other only how it begins or ends
        yield "begins", word, beside[0]
        yield "ends", word, beside[-2:]
        for group in nicknames_of(word):
            yield "nickname", str(group), beside[:2]
    if len(name.sounds) == 1:
        yield "single", name.sounds[0]


def _of_member(name: Name) -> Iterator[Key]:
    for pair in combinations(sorted(name.key), 2):
        yield "names", *pair


def pairs_to_compare(
    entries: Iterable[Entry], templates: frozenset[int]
) -> Iterator[tuple[Entry, Entry]]:
    """Return each pair that shares a key once, whatever the order they came in."""
    blocks: dict[Key, list[Entry]] = defaultdict(list)
    for entry in entries:
        for key in set(keys_of(entry, templates)):
            blocks[key].append(entry)
    seen: set[tuple[str, str]] = set()
    for block in blocks.values():
        if 1 < len(block) <= CROWD:
            for one, other in combinations(block, 2):
                pair = (one.id, other.id) if one.id < other.id else (other.id, one.id)
                if pair not in seen:
                    seen.add(pair)
                    yield one, other
