"""Finding the names of known people and units in a text.

How a single first or last name is told from a word:

* written as it is, or with å/aa/a, ä/ae/æ/a, ö/oe/ø/o exchanged, or in capitals, it is masked;
* in small letters it is masked when it has four letters or more and is no ordinary word;
* a name that is also a word (Björn, Dag, Vår, Max) is masked only with a capital. At the start of
  a sentence, where a capital says nothing, it is masked too unless it is clearly the word: "Vår
  avdelning", "Hans kollegor", "Max 10", "Dag efter dag", "Ring oss". Before "kommun" it is a place;
* another spelling of the name ("Asa" for Åsa) needs a capital, and at the start of a sentence
  must not be a word.

Neighbouring parts of one name become one mask, with the initials and the "von" between them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from awards.triage.masking import words
from awards.triage.masking.found import Finding, merged
from awards.triage.masking.masked import MaskReason
from awards.triage.masking.tokens import Reading, Token, spelling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from awards.triage.masking.lexicon import Lexicon, Phrase

_GENITIVE = re.compile(r"['’´`]s(?![^\W_])", re.IGNORECASE)
_COLON_GENITIVE = re.compile(r":s(?![^\W_])", re.IGNORECASE)
_BARE_APOSTROPHE = re.compile(r"['’´](?=\s)")
_SHORTEST_SMALL = 4
_WIDEST_MARKS = 2
_DOTTED = re.compile(r"(?<![^\W_])[^\W\d_](?:(?:\.[ ]?|-)[^\W\d_]){1,3}(?![^\W_])\.?")


def find_names(reading: Reading, known: Lexicon, taken: bytearray) -> list[Finding]:
    """Return the names in the text, in order, outside what is ``taken`` (a byte a character)."""
    found = [
        finding
        for finding in (*_phrases(reading, known, taken), *_initials(reading, known))
        if not any(taken[finding.start : finding.end])
    ]
    found.sort(key=lambda finding: (finding.start, -finding.end))
    return [finding for finding in merged(reading.text, found) if not finding.weak]


def _phrases(reading: Reading, known: Lexicon, taken: bytearray) -> Iterator[Finding]:
    number, by_key, tokens = 0, known.by_key, reading.tokens
    while number < len(tokens):
        token = tokens[number]
        key = token.key
        maybe = key in by_key or (key[-1] == "s" and key[:-1] in by_key)
        if maybe or reading.is_broken_line(number):
            matched = None if taken[token.start] else _longest(reading, known, number)
            if matched:
                finding, number = matched
                yield finding
                continue
        number += 1


def _longest(reading: Reading, known: Lexicon, number: int) -> tuple[Finding, int] | None:
    """Return the longest name that begins at a word, and the number of the word after it."""
    best: tuple[Phrase, _Match] | None = None
    sharing: list[int] = []
    for phrase in _beginning_at(reading, known, number):
        match = _match(reading, phrase, number)
        if match is None or (best and match.after < best[1].after):
            continue
        if best is None or match.after > best[1].after or (best[0].weak and not phrase.weak):
            best, sharing = (phrase, match), []
        if phrase.weak == best[0].weak:
            sharing.append(phrase.who)
    if best is None:
        return None
    phrase, match = best
    return _finding(reading, phrase, match, number, tuple(sorted(set(sharing)))), match.after


def _beginning_at(reading: Reading, known: Lexicon, number: int) -> list[Phrase]:
    key = reading.tokens[number].key
    keys = [key, key[:-1]] if key.endswith("s") else [key]
    if reading.is_broken_line(number):
        joined = key + reading.tokens[number + 1].key
        keys += [joined, joined[:-1]] if joined.endswith("s") else [joined]
    return [phrase for one in keys for phrase in known.by_key.get(one, ())]


@dataclass(frozen=True, slots=True)
class _Match:
    """Where a phrase ends: the number of the next word, and whether an -s was taken off."""

    after: int
    genitive: bool


def _match(reading: Reading, phrase: Phrase, number: int) -> _Match | None:
    genitive = False
    at = number
    for place, keys in enumerate(phrase.keys):
        is_last = place == len(phrase.keys) - 1
        if at >= len(reading.tokens) or (place and not _is_close(reading, at - 1)):
            return None
        length = _word_length(reading, keys, at)
        if length is None and is_last and not phrase.weak:
            genitive = True
            length = _word_length(reading, keys, at, ending="s")
        if length is None:
            return None
        at += length
    is_one_word = len(phrase.keys) == 1 and not phrase.whole
    if is_one_word and not _is_name_here(reading, phrase, number, at, genitive=genitive):
        return None
    return _Match(at, genitive)


def _is_close(reading: Reading, number: int) -> bool:
    """Whether a word and the next may belong to one name: spaces, a line break, few marks."""
    return len(reading.gap(number).strip()) <= _WIDEST_MARKS


def _word_length(
    reading: Reading, keys: frozenset[str], number: int, ending: str = ""
) -> int | None:
    """Return how many tokens, 1 or 2 when a line break splits it, make one of the words."""
    token = reading.tokens[number]
    if _ends_as(token.key, keys, ending):
        return 1
    if reading.is_broken_line(number):
        joined = token.key + reading.tokens[number + 1].key
        return 2 if _ends_as(joined, keys, ending) else None
    return None


def _ends_as(key: str, keys: frozenset[str], ending: str) -> bool:
    return key in keys if not ending else key.endswith(ending) and key[: -len(ending)] in keys


def _is_name_here(
    reading: Reading, phrase: Phrase, number: int, after: int, *, genitive: bool
) -> bool:
    """Decide whether one word is meant as the name; the rules stand at the top of this module."""
    token = reading.tokens[number]
    if phrase.weak:
        return token.is_capitalised or len(token.raw) > 1
    if after - number > 1:
        return token.is_capitalised
    key = token.key[:-1] if genitive else token.key
    is_word = key in words.NAME_AND_WORD or key in words.STARTERS
    spelled = spelling(token.raw).removesuffix("s") if genitive else spelling(token.raw)
    is_exact = spelled == phrase.spellings[0]
    if not token.is_capitalised:
        return is_exact and not is_word and len(key) >= _SHORTEST_SMALL
    if not is_word:
        return True
    if _is_place(reading, number, genitive=genitive):
        return False
    at_start = reading.starts_sentence(number)
    return not at_start or (is_exact and not _is_plainly_word(reading, number))


def _is_place(reading: Reading, number: int, *, genitive: bool) -> bool:
    """Whether it is a town's name: "Lunds kommun"."""
    after = reading.at(number + 1)
    return genitive and after is not None and after.key in words.PLACE_WORDS


def _is_plainly_word(reading: Reading, number: int) -> bool:
    """Whether the first word of a sentence cannot be a name there."""
    token, after = reading.tokens[number], reading.at(number + 1)
    if after is None or (after.is_capitalised and not after.key.isdigit()):
        return False
    again = reading.at(number + 2)
    return (
        after.key.isdigit()
        or (token.key in words.POSSESSIVES and after.key in words.OWNED | words.TITLES)
        or (token.key in words.SPOKEN_TO and after.key in words.AFTER_VERB)
        or (again is not None and again.raw == token.raw.lower())
    )


def _finding(
    reading: Reading, phrase: Phrase, match: _Match, number: int, who: tuple[int, ...]
) -> Finding:
    start, end = reading.tokens[number].start, reading.tokens[match.after - 1].end
    genitive, reason = match.genitive, phrase.reason
    if not genitive and not phrase.weak:
        end, genitive = _with_apostrophe(reading, end, reading.tokens[match.after - 1])
    if len(who) > 1:
        reason = MaskReason.SHARED_NAME
    is_initial = phrase.weak and end - start == 1
    return Finding(start, end, who, reason, genitive, phrase.weak, is_initial)


def _with_apostrophe(reading: Reading, end: int, last: Token) -> tuple[int, bool]:
    """Take in an English or sloppy genitive: "Anna's", "Hans'"."""
    found = _GENITIVE.match(reading.text, end)
    if found is None and last.key[-1] in "sxz":
        found = _BARE_APOSTROPHE.match(reading.text, end)
    return (found.end(), True) if found else (end, False)


def _initials(reading: Reading, known: Lexicon) -> Iterator[Finding]:
    """Yield "A.L.", "A. L.", "A-L" and "AL" of known people; "IT" only when dotted."""
    if not known.initials:
        return
    for match in _DOTTED.finditer(reading.text):
        letters = "".join(filter(str.isalpha, match.group()))
        if letters in known.initials:
            yield _of_initials(reading, match.start(), match.end(), known.initials[letters])
    for token in reading.tokens:
        letters = token.raw
        plain = letters[:-1] if letters[-1] == "s" else letters
        if plain.isupper() and plain in known.initials and plain not in words.ACRONYMS:
            is_genitive = plain != letters
            who = known.initials[plain]
            yield _of_initials(reading, token.start, token.end, who, genitive=is_genitive)


def _of_initials(
    reading: Reading, start: int, end: int, who: list[int], *, genitive: bool = False
) -> Finding:
    found = _COLON_GENITIVE.match(reading.text, end)
    after = found.end() if found else end
    return Finding(start, after, tuple(who), MaskReason.INITIALS, genitive or found is not None)
