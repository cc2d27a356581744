"""What still looks like a name after masking, for the coordinator to look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from awards.triage.masking import words
from awards.triage.masking.masked import Suspicion, SuspicionReason
from awards.triage.masking.pronouns import ENGLISH_GENDERED
from awards.triage.masking.tokens import Reading, Token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from awards.triage.masking.identities import Language

_IN_A_ROW = re.compile(r"[ \u00a0]|-|[ \t]*\r?\n[ \t]*")
_SHORTEST_NAME = 4
_LONGEST_SHORT_TITLE = 4
_NAMING = frozenset(
    [
        SuspicionReason.CAPITALS_IN_A_ROW,
        SuspicionReason.CAPITAL_MID_SENTENCE,
        SuspicionReason.TITLE_BEFORE,
    ]
)


@dataclass(frozen=True, slots=True)
class _Run:
    """Words ``number`` up to ``end``, and what speaks for a name."""

    number: int
    end: int
    reason: SuspicionReason | None


def find_suspicions(text: str, inserted: bytearray, language: Language) -> Iterator[Suspicion]:
    """Yield what may still be a name in the masked ``text``, in order and without overlaps.

    ``inserted`` marks, a byte a character, where stand-ins stand. A run of capitalised words is
    one suspicion; the first word of a sentence counts only inside a run, when it is a known
    first name, or when the text shows elsewhere that it is a name.
    """
    reading = Reading(text)
    runs = list(_runs(reading, inserted, language))
    shown = {
        reading.tokens[one].key
        for run in runs
        if run.reason in _NAMING
        for one in range(run.number, run.end)
    }
    for run in runs:
        first = reading.tokens[run.number]
        reason = run.reason
        if reason is None and _is_shown(first, shown):
            reason = SuspicionReason.CAPITAL_MID_SENTENCE
        if reason:
            start, stop = first.start, reading.tokens[run.end - 1].end
            yield Suspicion(start, stop, text[start:stop], reason)


def _runs(reading: Reading, inserted: bytearray, language: Language) -> Iterator[_Run]:
    number = 0
    while number < len(reading.tokens):
        if inserted[reading.tokens[number].start]:
            number += 1
            continue
        end = _end_of_run(reading, inserted, number)
        yield _Run(number, end, _reason(reading, number, end, language))
        number = end


def _is_shown(token: Token, shown: set[str]) -> bool:
    """Whether a capitalised word, perhaps in the genitive, is a name elsewhere in the text."""
    if not _looks_like_name(token) or token.key in words.STARTERS:
        return False
    return token.key in shown or token.key.removesuffix("s") in shown


def _end_of_run(reading: Reading, inserted: bytearray, number: int) -> int:
    """Return the number of the word after the capitalised words that begin here."""
    end = number + 1
    first = reading.tokens[number]
    if _is_initial(reading, number) and (token := reading.at(end)) and _looks_like_name(token):
        end += 1
    elif not _looks_like_name(first) or _only_starts(reading, number):
        return end
    while (token := reading.at(end)) and not inserted[token.start]:
        is_particle = token.key in words.PARTICLES and not token.is_capitalised
        gap = reading.gap(end - 1)
        is_heading = "\n" in gap and reading.starts_sentence(number)
        if is_heading or not _IN_A_ROW.fullmatch(gap):
            break
        after = reading.at(end + 1) if is_particle else token
        if after is None or not _looks_like_name(after) or inserted[after.start]:
            break
        end += 2 if is_particle else 1
    return end + 1 if _is_initial(reading, end) and not inserted[reading.tokens[end].start] else end


def _is_initial(reading: Reading, number: int) -> bool:
    """Whether a word is a lone capital with a full stop, as in "Åsa E." or "E. Ek"."""
    token = reading.at(number)
    if token is None or len(token.raw) > 1 or not token.raw.isupper():
        return False
    close = number == 0 or reading.gap(number - 1) in {" ", "\u00a0"}
    return close and reading.text[token.end : token.end + 1] == "."


def _looks_like_name(token: Token) -> bool:
    """Whether a word is written Like This; abbreviations and numbers are not."""
    return len(token.raw) > 1 and token.raw[0].isupper() and not token.is_upper


def _only_starts(reading: Reading, number: int) -> bool:
    key = reading.tokens[number].key
    return reading.starts_sentence(number) and (key in words.STARTERS or key in words.TITLES)


def _reason(reading: Reading, number: int, end: int, language: Language) -> SuspicionReason | None:
    """Return why the words from ``number`` up to ``end`` are suspicious, if they are."""
    token = reading.tokens[number]
    if end - number > 1:
        return _of_run(reading, number, end)
    if language == "en" and token.key in ENGLISH_GENDERED:
        return SuspicionReason.PRONOUN
    if _is_first_name(token):
        return SuspicionReason.FIRST_NAME
    if _looks_like_name(token) and token.key not in words.KNOWN_CAPITALS:
        return _of_capital(reading, number)
    return None


def _of_capital(reading: Reading, number: int) -> SuspicionReason | None:
    """Judge one capitalised word by what stands before it."""
    before = reading.at(number - 1)
    if before and before.key in words.TITLES and _belongs(before, reading.gap(number - 1)):
        return SuspicionReason.TITLE_BEFORE
    if reading.starts_sentence(number):
        return _of_first_word(reading, number)
    if "\n" in reading.gap(number - 1):
        return None
    return SuspicionReason.CAPITAL_MID_SENTENCE


def _of_first_word(reading: Reading, number: int) -> SuspicionReason | None:
    """Judge the first word of a sentence: a subject that is no ordinary noun may be a name."""
    token, after = reading.tokens[number], reading.at(number + 1)
    if after is None or reading.gap(number).strip() or after.key not in words.VERBS:
        return None
    is_word = token.key in words.STARTERS or token.key in words.UNIT_GENERIC
    if is_word or token.key in words.OWNED or token.key in words.TITLES:
        return None
    is_noun = words.NOUN_ENDING.search(token.raw.lower()) and token.key not in words.NAME_AND_WORD
    return None if is_noun else SuspicionReason.SENTENCE_START


def _belongs(title: Token, gap: str) -> bool:
    """Whether a title stands right before the name; "dr." has a full stop, "lärare." ends there."""
    return not gap.strip(" ." if len(title.key) < _LONGEST_SHORT_TITLE else " ")


def _of_run(reading: Reading, number: int, end: int) -> SuspicionReason | None:
    if all(reading.tokens[one].key in words.KNOWN_CAPITALS for one in range(number, end)):
        return None
    return SuspicionReason.CAPITALS_IN_A_ROW


def _is_first_name(token: Token) -> bool:
    key = token.key
    known = key in words.FIRST_NAMES or (key.endswith("s") and key[:-1] in words.FIRST_NAMES)
    return known and (token.is_capitalised or len(key) >= _SHORTEST_NAME)
