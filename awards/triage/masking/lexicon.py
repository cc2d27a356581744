"""What to look for: every identity's name as phrases of words, each with its spellings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from typing import TYPE_CHECKING

from awards.triage.masking import words
from awards.triage.masking.identities import OUTSIDE, UNITS
from awards.triage.masking.masked import MaskReason
from awards.triage.masking.tokens import Reading, fold, spelling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from awards.triage.masking.identities import Identity

_SHORTEST_JOINED = 6
_SHORTEST_CONTRACTED = 3
_LONG_WORD = 8
_DIGRAPHS = str.maketrans({"å": "aa", "ä": "ae", "æ": "ae", "ö": "oe", "ø": "oe", "ü": "ue"})
_WAYS = {chr(letter): (chr(letter), str(pair)) for letter, pair in _DIGRAPHS.items()}
_MOST_MIXED = 4
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


@lru_cache(maxsize=32)
def lexicon(identities: tuple[Identity, ...]) -> Lexicon:
    """Return what to look for to find these identities in a text; nobody may change it.

    A nomination's texts come one after the other: what they are searched for is made once.
    """
    by_key: dict[str, list[Phrase]] = {}
    initials: dict[str, list[int]] = {}
    for who, identity in enumerate(identities):
        for phrase in _phrases_of(identity, who):
            for key in phrase.keys[0]:
                by_key.setdefault(key, []).append(phrase)
        for letters in _letters_of(identity):
            initials.setdefault(letters, []).append(who)
    for found in by_key.values():
        found.sort(key=lambda phrase: -len(phrase.keys))
    return Lexicon(by_key, initials)


def with_aliases(known: Lexicon, aliases: Sequence[tuple[str, int]]) -> Lexicon:
    """Return the lexicon with other names for its identities: a nickname, an abbreviation."""
    by_key = {key: list(phrases) for key, phrases in known.by_key.items()}
    for alias, who in aliases:
        one = _phrase([token.raw for token in Reading(alias).tokens], who, MaskReason.NICKNAME)
        for key in one.keys[0]:
            by_key.setdefault(key, []).append(one)
    return Lexicon(by_key, known.initials)


_ASIDE = re.compile(r"[(\[\"”“«„']([^)\]\"”“»«]+)[)\]\"”“»«']")


def _phrases_of(identity: Identity, who: int) -> Iterator[Phrase]:
    if identity.kind == "title":
        raws = [token.raw for token in Reading(identity.name).tokens]
        if raws:
            yield _phrase(raws, who, MaskReason.TITLE, whole=True)
    elif identity.has_person_name:
        bare, asides = _apart(identity.name)
        yield from _person(Reading(bare), who)
        for aside in asides:
            raws = [token.raw for token in Reading(aside).tokens]
            if raws:
                yield _phrase(raws, who, MaskReason.NICKNAME, whole=len(raws) > 1)
    else:
        yield from _thing(Reading(identity.name), who, by_small_words=identity.kind not in OUTSIDE)


def _apart(name: str) -> tuple[str, list[str]]:
    """Return a name without the nicknames in brackets or quotation marks, and these."""
    bare = " ".join(_ASIDE.sub(" ", name).split())
    return (bare, _ASIDE.findall(name)) if bare else (name, [])


def _letters_of(identity: Identity) -> set[str]:
    if identity.has_person_name:
        return _initials(Reading(_apart(identity.name)[0]))
    return _abbreviations(identity.name) if identity.kind in UNITS else set()


def _abbreviations(name: str) -> set[str]:
    """Return how a unit may be shortened: BUF and BU for Barn- och utbildningsförvaltningen."""
    piece = re.split(r"[,;()/:]", name)[0]
    own = [
        t.raw for t in Reading(piece).tokens if not t.raw.isdigit() and t.key not in words.JOINING
    ]
    letters = "".join(raw[0].upper() for raw in own)
    ending = words.UNIT_ENDING.search(fold(own[-1])) if own else None
    whole = letters + ending.group(1)[0].upper() if ending else letters
    return {one for one in (letters, whole) if len(one) > 1}


def _keys(raw: str) -> frozenset[str]:
    """Return the keys a word may be written by: Sjöö, Sjoo, Sjoeoe; Kjær, Kjaer, Kjar."""
    spelled = spelling(raw)
    ways = [_WAYS.get(letter, (letter,)) for letter in spelled]
    if sum(len(way) > 1 for way in ways) > _MOST_MIXED:
        ways = [(spelled,)]
    keys = {fold("".join(letters)) for letters in product(*ways)}
    keys.add(fold(spelled.translate(_DIGRAPHS)))
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
        if len(raws) > 1 and (not is_weak or raw[0].isupper()):
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


def _thing(name: Reading, who: int, *, by_small_words: bool = True) -> Iterator[Phrase]:
    """Yield a unit's, group's or project's full name and the parts that tell it from others.

    "Folkbiblioteken, kultur- och fritidsförvaltningen, Lunds kommun" names three things, of which
    the last is everybody's; what follows a colon lists roles. Without `by_small_words` a part
    needs a capital: "a handful of farmers" is a partner, "farmers" is anybody.
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
            is_small = all(raw[0].islower() for raw in run)
            if len(run) < len(words_of_piece) and (by_small_words or not is_small):
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
            if len(run) == number == 1 and token.raw[0].isupper():
                yield [token.raw]  # "Mötesplats Gnistan" is called "Gnistan", too
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
    if token.raw[0].islower() and len(token.key) < _LONG_WORD:
        return False  # "Oppvekst barn og unge": a small word in a unit's name is a word
    is_half = gap.startswith("-") and gap != "-"
    follows_place_word = before is not None and before.key in _PLACE_FOLLOWS
    is_municipality = after is not None and after.key in words.PLACE_WORDS
    is_common = token.key in words.UNIT_GENERIC or token.key in words.TITLES
    return not (is_half or follows_place_word or is_municipality or is_common)


def _initials(name: Reading) -> set[str]:
    """Return the initials a person may be called by: AMB and AB for Anna Maria Berg.

    Anna-Lena Berg may be ALB, AB and AL; Eva Ek Berg may be EE as well.
    """
    capitals = [number for number, token in enumerate(name.tokens) if token.raw[0].isupper()]
    telling = [number for number in capitals if name.tokens[number].key not in words.PARTICLES]
    return _letters(name, capitals) | _letters(name, telling)


def _letters(name: Reading, own: list[int]) -> set[str]:
    if len(own) < 2:  # noqa: PLR2004
        return set()
    letters = {number: name.tokens[number].raw[0].upper() for number in own}
    every = "".join(letters.values())
    hyphenated = {letters[one] + letters[two] for one, two in pairwise(own) if name.gap(one) == "-"}
    return {every, *(every[0] + one for one in every[1:])} | hyphenated
