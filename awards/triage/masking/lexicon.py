"""What to look for: every identity's name as phrases of words, each with its spellings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from awards.triage.masking import words
from awards.triage.masking.masked import MaskReason
from awards.triage.masking.tokens import Reading, fold, spelling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from awards.triage.masking.identities import Identity

_SHORTEST_JOINED = 6
_SHORTEST_CONTRACTED = 3
_LONG_WORD = 8
_DIGRAPHS = str.maketrans({"å": "aa", "ä": "ae", "æ": "ae", "ö": "oe", "ø": "oe", "ü": "ue"})
_PLACE_FOLLOWS = frozenset(["i"])


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row that name ``who`` (the number of an identity).

    Each word is a set of keys, one for each way it may be spelled; ``spellings`` are the way the
    name itself writes them. ``whole`` phrases count however they are written, the others by the
    rules for a single name (:mod:`~awards.triage.masking.names`). ``weak`` ones (an initial, "von")
    count only beside another part of the same name.
    """

    keys: tuple[frozenset[str], ...]
    spellings: tuple[str, ...]
    who: int
    reason: MaskReason
    whole: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All phrases by each key their first word may have, the longest first; and all initials."""

    by_key: dict[str, list[Phrase]]
    initials: dict[str, list[int]]


def lexicon(identities: Sequence[Identity]) -> Lexicon:
    """Return what to look for to find these identities in a text."""
    by_key: dict[str, list[Phrase]] = {}
    initials: dict[str, list[int]] = {}
    for who, identity in enumerate(identities):
        reading = Reading(identity.name)
        phrases = _person(reading, who) if identity.has_person_name else _thing(reading, who)
        for phrase in phrases:
            for key in phrase.keys[0]:
                by_key.setdefault(key, []).append(phrase)
        if identity.has_person_name:
            for letters in _initials(reading):
                initials.setdefault(letters, []).append(who)
    for found in by_key.values():
        found.sort(key=lambda phrase: -len(phrase.keys))
    return Lexicon(by_key, initials)


def _keys(raw: str) -> frozenset[str]:
    """Return the keys a word may be written by: Sjöö, Sjoo, Sjoeoe; Kjær, Kjaer, Kjar."""
    spelled = spelling(raw)
    keys = {fold(spelled), fold(spelled.translate(_DIGRAPHS))}
    contracted = re.sub("aa|ae", "a", re.sub("oe", "o", fold(spelled)))
    if len(contracted) >= _SHORTEST_CONTRACTED:
        keys.add(contracted)
    return frozenset(keys)


def _phrase(raws: Sequence[str], who: int, reason: MaskReason, *, whole: bool = False) -> Phrase:
    keys, spellings = tuple(map(_keys, raws)), tuple(map(spelling, raws))
    return Phrase(keys, spellings, who, reason, whole=whole)


def _person(name: Reading, who: int) -> Iterator[Phrase]:
    """Yield the full name, the full name as one word, and each of its parts."""
    raws = [token.raw for token in name.tokens]
    if len(raws) > 1:
        yield _phrase(raws, who, MaskReason.FULL_NAME, whole=True)
        yield from _joined(name, who)
    for raw in dict.fromkeys(raws):
        one = _phrase([raw], who, MaskReason.NAME_PART if len(raws) > 1 else MaskReason.FULL_NAME)
        is_weak = len(raw) == 1 or (len(raws) > 1 and fold(raw) in words.PARTICLES)
        yield Phrase(one.keys, one.spellings, who, one.reason, weak=is_weak)
        if not is_weak and len(raws) > 1:
            yield Phrase(
                (frozenset(fold(raw)[0]),), (spelling(raw)[0],), who, one.reason, weak=True
            )


def _joined(name: Reading, who: int) -> Iterator[Phrase]:
    """Yield "annaberg" as it is used in addresses, and "annalena" for Anna-Lena."""
    raws = [token.raw for token in name.tokens]
    together = {"".join(raws), raws[0] + raws[-1]}
    for number, (first, second) in enumerate(pairwise(raws)):
        if name.gap(number) == "-":
            together.add(first + second)
    for raw in sorted(together):
        if len(raw) >= _SHORTEST_JOINED:
            yield _phrase([raw], who, MaskReason.FULL_NAME, whole=True)


def _thing(name: Reading, who: int) -> Iterator[Phrase]:
    """Yield a unit's, group's or project's full name and the parts that tell it from others.

    "Folkbiblioteken, kultur- och fritidsförvaltningen, Lunds kommun" names three things, of which
    the last is everybody's; what follows a colon lists roles.
    """
    raws = [token.raw for token in name.tokens]
    if not raws:
        return
    yield _whole(raws, who)
    for piece in map(Reading, re.split(r"[,;()/]", name.text.partition(":")[0])):
        words_of_piece = [token.raw for token in piece.tokens]
        if words_of_piece and words_of_piece != raws and _is_telling(piece):
            yield _whole(words_of_piece, who)
        for run in _distinctive(piece):
            if len(run) < len(words_of_piece):
                telling = len(run) > 1 or len(run[0]) >= _LONG_WORD
                yield _phrase(run, who, MaskReason.UNIT, whole=telling)


def _whole(raws: list[str], who: int) -> Phrase:
    """Return a full name; one that is an ordinary word, too, is left to the rules for names."""
    is_word = len(raws) == 1 and fold(raws[0]) in words.UNIT_GENERIC | words.NAME_AND_WORD
    return _phrase(raws, who, MaskReason.UNIT, whole=not is_word)


def _is_telling(piece: Reading) -> bool:
    keys = [token.key for token in piece.tokens]
    return keys[-1] not in words.PLACE_WORDS and not words.UNIT_GENERIC.issuperset(keys)


def _distinctive(name: Reading) -> Iterator[list[str]]:
    """Yield the runs of a unit's name that are not generic.

    "Förskolan Blåklinten" gives "Blåklinten"; "Folkbiblioteken i Lund" gives "Folkbiblioteken",
    for a place shared by a whole municipality tells no unit; the first half of "kultur- och
    fritidsförvaltningen" is no word of its own, but "E-hemvården" is one.
    """
    run: list[str] = []
    for number, token in enumerate(name.tokens):
        if _is_distinctive(name, number):
            run.append(token.raw)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _is_distinctive(name: Reading, number: int) -> bool:
    token, before, after = name.tokens[number], name.at(number - 1), name.at(number + 1)
    gap = name.gap(number) if after else ""
    if len(token.key) == 1 or token.key.isdigit():
        return gap == "-" and not token.key.isdigit()
    is_half = gap.startswith("-") and gap != "-"
    follows_place_word = before is not None and before.key in _PLACE_FOLLOWS
    is_municipality = after is not None and after.key in words.PLACE_WORDS
    is_common = token.key in words.UNIT_GENERIC or token.key in words.TITLES
    return not (is_half or follows_place_word or is_municipality or is_common)


def _initials(name: Reading) -> set[str]:
    """Return the initials a person may be called by: AMB and AB for Anna Maria Berg.

    Anna-Lena Berg may be ALB, AB and AL.
    """
    own = [number for number, token in enumerate(name.tokens) if token.key not in words.PARTICLES]
    if len(own) < 2:  # noqa: PLR2004
        return set()
    letters = {number: name.tokens[number].raw[0].upper() for number in own}
    every = "".join(letters.values())
    hyphenated = {letters[one] + letters[two] for one, two in pairwise(own) if name.gap(one) == "-"}
    return {every, every[0] + every[-1]} | hyphenated
