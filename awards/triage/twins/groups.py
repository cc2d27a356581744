"""Groups, units and projects: what they are called, and who is in them. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from awards.triage.twins.entries import Entry
from awards.triage.twins.names import Name, fold, sound, words_of_groups

_WORD = re.compile(r"\w+")
_ENDINGS = ("ens", "ets", "nas", "en", "et", "na", "s")
_STEM = 4
"""What is left of a word when an ending is taken off has at least so many letters."""

_SLIPS = ((9, 2), (6, 1))
"""From so many letters on, so many slips of a finger."""

_HALF = 0.5


@dataclass(frozen=True)
class Called:
    """How two names of groups agree; two that bear different numbers contradict each other."""

    points: int = 0
    words: tuple[str, ...] = ()
    contradict: bool = False


def group_words(name: str) -> frozenset[str]:
    """Return the folded words that tell which group it is; all of them when none does."""
    words = [fold(word) for word in _WORD.findall(name)]
    telling = [word for word in words if word not in words_of_groups()]
    return frozenset(_stem(word) for word in (telling or words))


def _stem(word: str) -> str:
    """Köket, kökets and kök are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return sound(word[: -len(ending)])
    return sound(word)


def group_name(one: str, other: str, generic: frozenset[str]) -> Called:
    """Say how two names of groups agree; words that many groups have count for less."""
    left, right = group_words(one), group_words(other)
    numbers = [{word for word in words if word.isdigit()} for words in (left, right)]
    if numbers[0] and numbers[1] and numbers[0] != numbers[1]:
        return Called(contradict=True)
    shared = _shared(left, right)
    if not shared:
        return Called()
    telling = shared - generic
    part = len(shared) / max(len(left), len(right))
    if part == 1:
        return Called(72 if telling else 50, tuple(sorted({one, other})))
    if part >= _HALF:
        return Called(44 if telling else 24, tuple(sorted({one, other})))
    return Called(24 if telling else 10, tuple(sorted({one, other})))


def _shared(left: frozenset[str], right: frozenset[str]) -> set[str]:
    """Return the words of the one that stand in the other, a slip of a finger allowed."""
    shared = set(left & right)
    rest = sorted(right - shared)
    for word in sorted(left - shared):
        near = next((one for one in rest if _is_near(word, one)), None)
        if near is not None:
            rest.remove(near)
            shared.add(min(word, near))
    return shared


def _is_near(one: str, other: str) -> bool:
    from rapidfuzz.distance import OSA  # late: not before there is something to compare

    shortest = min(len(one), len(other))
    allowed = next((slips for least, slips in _SLIPS if shortest >= least), 0)
    return bool(allowed and OSA.distance(one, other, score_cutoff=allowed) <= allowed)


def members_in_common(
    one: Entry, other: Entry, is_same: Callable[[Name, Name], bool]
) -> list[str] | None:
    """Return the names of those who are in both; none when one names nobody."""
    if not one.people or not other.people:
        return None
    rest = sorted(other.people, key=lambda name: name.written)
    found = []
    for member in sorted(one.people, key=lambda name: name.written):
        twin = next((name for name in rest if is_same(member, name)), None)
        if twin is not None:
            rest.remove(twin)
            found.append(min(member.written, twin.written))
    return found
