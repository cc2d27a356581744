"""Finding the pairs among many nominations. Pure: the same whatever the order they come in."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from awards.triage.twins.blocks import pairs_to_compare
from awards.triage.twins.entries import Entry
from awards.triage.twins.groups import group_words
from awards.triage.twins.likeness import ENOUGH, Evidence, Surroundings, points_of, weigh
from awards.triage.twins.names import common_names
from awards.triage.twins.texts import of_templates

MANY = 5
"""A name in so many different people's names, or a word in so many groups', is a common one."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two nominations that may be of the same nominee, the smaller id first."""

    first: str
    second: str
    points: int
    evidence: tuple[Evidence, ...]


def surroundings(entries: Collection[Entry]) -> Surroundings:
    """Return what the others tell about how much a name or a run of words says."""
    people = {entry.name.key for entry in entries if entry.is_person}
    names = Counter(word for key in people for word in key)
    groups = {(entry.units, group_words(entry.nominee)) for entry in entries if not entry.is_person}
    words = Counter(word for _, words in groups for word in words)
    return Surroundings(
        common=common_names() | {word for word, number in names.items() if number >= MANY},
        templates=of_templates(entry.runs for entry in entries),
        generic=frozenset(word for word, number in words.items() if number >= MANY),
    )


def suggestions(entries: Collection[Entry], *, enough: int = ENOUGH) -> list[Suggestion]:
    """Return the pairs with enough points, the most first."""
    around = surroundings(entries)
    found = []
    for one, other in pairs_to_compare(entries, around.templates):
        evidence = weigh(one, other, around)
        points = points_of(evidence)
        if points >= enough:
            first, second = sorted((one.id, other.id))
            found.append(Suggestion(first, second, points, tuple(evidence)))
    return sorted(found, key=lambda s: (-s.points, s.first, s.second))


def clusters(pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return what hangs together by pairs, each cluster sorted; in the order of its first id."""
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        near[one].add(other)
        near[other].add(one)
    found, seen = [], set()
    for start in sorted(near):
        if start in seen:
            continue
        reached, waiting = set(), [start]
        while waiting:
            here = waiting.pop()
            if here not in reached:
                reached.add(here)
                waiting += near[here] - reached
        seen |= reached
        found.append(sorted(reached))
    return found
