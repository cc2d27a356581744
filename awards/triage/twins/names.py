"""Names as people write them, and how two of them agree. Pure.

A name is taken apart into words without regard to case, hyphens, titles and what stands behind
"på" or a comma; å, ä, ö, æ and ø are the same as their substitutes. Words are then paired, each
with the likest of the other name, whatever their order.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from pathlib import Path

_FOLDED = str.maketrans({"å": "a", "ä": "a", "æ": "a", "ö": "o", "ø": "o", "ü": "u", "ð": "d"})
_SOUNDS = (
    ("ph", "f"), ("th", "t"), ("ch", "k"), ("ck", "k"), ("dt", "t"), ("gh", "g"), ("x", "ks"),
    ("c", "k"), ("q", "k"), ("w", "v"), ("z", "s"), ("y", "i"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_BRACKETS = re.compile(r"[(\"“”«»\[]([^)\"“”«»\]]*)[)\"“”«»\]]")
_TAIL = re.compile(r"\s(?:på|vid|i|hos|fra|från|ved|med|at|som)\s.*|\s[-–—/|]\s.*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_WOMANS = frozenset({"a", "na", "ne", "ia", "ie", "ina", "ine"})
_SLIPS = ((8, 2), (4, 1))
"""From so many letters on, so many slips of a finger."""

_JOINED_INITIALS = re.compile(r"\b[A-ZÅÄÖÆØ]{2}\b(?!\.)")


@cache
def fold(word: str) -> str:
    """Return a word without what people write differently: Åse, Aase and Ase are one."""
    plain = word.casefold().translate(_FOLDED)
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return plain.replace("aa", "a").replace("ae", "a").replace("oe", "o")


@cache
def sound(folded: str) -> str:
    """Return a folded word as it sounds: Kristoffer and Christopher are one."""
    for written, said in _SOUNDS:
        folded = folded.replace(written, said)
    return _DOUBLED.sub(r"\1", folded)


@cache
def _data() -> dict[str, list[str]]:
    path = Path(__file__).with_name("names.json")
    read: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return read


@cache
def _nicknames() -> dict[str, set[int]]:
    groups: dict[str, set[int]] = {}
    for number, names in enumerate(_data()["nicknames"]):
        for name in names:
            groups.setdefault(sound(fold(name)), set()).add(number)
    return groups


def nicknames_of(heard: str) -> frozenset[int]:
    """Return the numbers of the groups of names that stand for each other, by a name's sound."""
    return frozenset(_nicknames().get(heard, ()))


@cache
def common_names() -> frozenset[str]:
    """Return names that many have, as they sound."""
    return frozenset(sound(fold(name)) for name in _data()["common"])


@cache
def words_of_groups() -> frozenset[str]:
    """Return folded words that say nothing about which group it is."""
    return frozenset(fold(word) for word in _data()["of_groups"])


@cache
def _not_names() -> frozenset[str]:
    return frozenset(fold(word) for word in _data()["not_names"])


class Agree(IntEnum):
    """How two words of names agree, the best first."""

    EXACT = 0
    SPELLED = 1
    SOUND = 2
    NICKNAME = 3
    TYPO = 4
    INITIAL = 5


@dataclass(frozen=True)
class Name:
    """A person's name, taken apart."""

    written: str
    words: tuple[str, ...]
    """Folded, in the order first names, family names."""
    reversed: bool = False
    plain: tuple[str, ...] = ()
    """The words before they were folded, in the same order."""
    sounds: tuple[str, ...] = field(default=())

    @property
    def key(self) -> frozenset[str]:
        """What the same name has in common however it is written."""
        return frozenset(self.sounds)


@cache
def name_of(written: str) -> Name:
    """Take a person's name apart."""
    bare = _BRACKETS.sub(" ", written)
    bare = _TAIL.sub(" ", f" {bare} ") if _WORD.search(_TAIL.sub(" ", f" {bare} ")) else bare
    head, comma, tail = bare.partition(",")
    is_reversed = bool(comma) and len(_WORD.findall(head)) == 1 and bool(_WORD.search(tail))
    bare = f"{tail} {head}" if is_reversed else head
    bare = _JOINED_INITIALS.sub(lambda found: " ".join(found.group()), bare)
    words = _names_among(_WORD.findall(bare))
    folded = tuple(fold(word) for word in words)
    return Name(
        written,
        folded,
        is_reversed,
        tuple(word.casefold() for word in words),
        tuple(sound(word) for word in folded),
    )


def _names_among(words: list[str]) -> list[str]:
    """Leave out titles, and small words where the names among them begin with a capital."""
    named = [word for word in words if fold(word) not in _not_names()] or words
    capital = [word for word in named if word[0].isupper()]
    return capital or named


@cache
def _agreement(one: str, other: str) -> Agree | None:
    """Say how two different words agree, as far as the words alone tell."""
    folded = fold(one), fold(other)
    if folded[0] == folded[1]:
        return Agree.SPELLED
    heard = sound(folded[0]), sound(folded[1])
    if heard[0] == heard[1]:
        return Agree.SOUND
    if min(len(one), len(other)) == 1:
        return Agree.INITIAL if folded[0][0] == folded[1][0] else None
    if nicknames_of(heard[0]) & nicknames_of(heard[1]):
        return Agree.NICKNAME
    if _are_two_names(*sorted(folded, key=len)):
        return None
    return Agree.TYPO if _is_slip(*folded) or _is_slip(one, other) else None


def _are_two_names(shorter: str, longer: str) -> bool:
    """Say whether one is a man's and the other a woman's name: Karl and Karla, Emil and Emilie."""
    return longer.startswith(shorter) and longer[len(shorter) :] in _WOMANS


def _is_slip(one: str, other: str) -> bool:
    """Say whether one word is the other with a slip of a finger; two when they are long."""
    from rapidfuzz.distance import OSA  # late: not before there is something to compare

    shortest = min(len(one), len(other))
    allowed = next((slips for least, slips in _SLIPS if shortest >= least), 0)
    return bool(allowed and OSA.distance(one, other, score_cutoff=allowed) <= allowed)


@dataclass(frozen=True)
class Pairing:
    """Which words of two names belong together, and which are left over."""

    matched: tuple[tuple[int, int, Agree], ...]
    """(place in one, place in the other, how they agree)."""
    left: tuple[tuple[int, ...], tuple[int, ...]]

    def places(self, side: int) -> set[int]:
        """Return the matched places of one of the two names."""
        return {match[side] for match in self.matched}


def _candidates(one: Name, other: Name, known: frozenset[str]) -> Iterator[tuple[Agree, int, int]]:
    for i, left in enumerate(one.plain):
        for j, right in enumerate(other.plain):
            if left == right:
                yield Agree.EXACT, i, j
                continue
            agree = _agreement(left, right) if left < right else _agreement(right, left)
            both_known = one.sounds[i] in known and other.sounds[j] in known
            if agree is not None and not (agree is Agree.TYPO and both_known):
                yield agree, i, j


def pair_words(one: Name, other: Name, known: frozenset[str]) -> Pairing:
    """Pair each word with its likest; `known` are names no slip of a finger makes of each other."""
    found = sorted(
        _candidates(one, other, known),
        key=lambda c: (c[0], abs(c[1] - c[2]), sorted((one.words[c[1]], other.words[c[2]])), c[1:]),
    )
    used: tuple[set[int], set[int]] = (set(), set())
    matched = []
    for agree, i, j in found:
        if i not in used[0] and j not in used[1]:
            matched.append((i, j, agree))
            used[0].add(i)
            used[1].add(j)
    return Pairing(
        tuple(matched),
        (_rest(one.words, used[0]), _rest(other.words, used[1])),
    )


def _rest(words: Iterable[str], used: set[int]) -> tuple[int, ...]:
    return tuple(place for place, _ in enumerate(words) if place not in used)
