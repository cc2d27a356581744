"""Pronouns that tell a person's sex, and the one that does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from awards.triage.masking.masked import Mask, MaskReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from awards.triage.masking.identities import Language

_COMMON = dict.fromkeys(("hon", "han", "henne", "honom", "hun", "ham"), "hen")
_COMMON |= dict.fromkeys(("hennes", "hans"), "hens")
NEUTRAL: dict[Language, dict[str, str]] = {
    "sv": _COMMON,
    # Nynorsk "ho" and "hennar" turn up in Norwegian texts whatever their language is set to.
    "nb": _COMMON | {"ho": "hen", "hennar": "hens", "honom": "hen"},
    "en": {},
}
ENGLISH_GENDERED = frozenset(["he", "she", "him", "her", "hers", "his", "himself", "herself"])


def _pattern(words: dict[str, str]) -> re.Pattern[str]:
    one = "|".join(sorted(words, key=len, reverse=True))
    # "han/hon" and "hans eller hennes" are one "hen", one "hens".
    return re.compile(
        rf"(?<![^\W_])({one})(?:(?:\s?/\s?|\seller\s)({one}))?(?![^\W_])", re.IGNORECASE
    )


_PATTERNS = {language: _pattern(words) for language, words in NEUTRAL.items() if words}


def neutral_pronouns(
    text: str, language: Language, *, is_name: Callable[[int], bool]
) -> Iterator[Mask]:
    """Yield every pronoun to change, its case kept; English has none that fits its verbs.

    ``is_name`` says of a position whether the word there is a name although it reads like a
    pronoun ("Hans Berg").
    """
    if language not in _PATTERNS:
        return
    neutral = NEUTRAL[language]
    for match in _PATTERNS[language].finditer(text):
        first, second = match.group(1), match.group(2)
        if is_name(match.start()):
            continue
        end = match.end()
        if second and neutral[first.lower()] != neutral[second.lower()]:
            second, end = "", match.end(1)
        word = _in_case_of(first, neutral[first.lower()])
        yield Mask(match.start(), end, text[match.start() : end], word, MaskReason.PRONOUN)


def _in_case_of(model: str, word: str) -> str:
    if model.isupper():
        return word.upper()
    return word.capitalize() if model[0].isupper() else word
