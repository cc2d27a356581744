"""Text as it is searched: small letters, no accents, one space before every word.

Who looks for "asa" or "åsa" finds Åsa; who looks for "sorensen" or "sörensen" finds Sørensen.
"""

import re
import unicodedata
from functools import cache, lru_cache

_LETTERS: dict[int, str | None] = {
    **dict.fromkeys(range(0x300, 0x370)),  # accents, once they stand apart from their letters
    **{ord(a): b for a, b in zip("øđðł", "oddl", strict=True)},
    **{ord(a): b for a, b in (("æ", "ae"), ("œ", "oe"), ("þ", "th"))},
}
_WORD = re.compile(r"\w+")
_MOST_TERMS = 6
"""So many words of a question are looked for; the rest would not narrow it down."""


def fold(text: str) -> str:
    """Return a text in small letters without accents."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)


def search_text(*texts: str) -> str:
    """Return what is searched of a thing: every word after a space, so that prefixes are found.

    An address is one word, beside the words it is made of elsewhere.
    """
    return "".join(map(_words, texts)) or " "


@lru_cache(maxsize=4096)
def _words(text: str) -> str:
    """Return a text's words, each after a space. Thousands of people share some hundred titles."""
    folded = fold(text).strip()
    if "@" in folded or folded.replace(" ", "").isalnum():
        return f" {folded}"
    return "".join(f" {word}" for word in _WORD.findall(folded))


def search_terms(question: str) -> tuple[str, ...]:
    """Return the beginnings of words that somebody looks for, each with the space before it."""
    terms: list[str] = []
    for part in fold(question).split():
        terms += [part] if "@" in part else _WORD.findall(part)
    return tuple(f" {term}" for term in dict.fromkeys(terms[:_MOST_TERMS]))


_FAMILIES = range(0xC0, 0x250)
"""The accented Latin letters: À to ɏ."""


@cache
def _alike() -> tuple[dict[str, str], dict[str, str]]:
    """Return folded letter → all letters that fold to it, and folded pair → its letters (æ)."""
    single: dict[str, str] = {}
    double: dict[str, str] = {}
    for letter in map(chr, _FAMILIES):
        folded = fold(letter)
        if len(folded) == 1 and folded.isascii() and folded.isalpha():
            single[folded] = single.get(folded, "") + letter
        elif len(folded) == 2 and folded.isascii():  # noqa: PLR2004 - a pair
            double[folded] = double.get(folded, "") + letter
    return single, double


def search_pattern(question: str) -> tuple[str, ...]:
    """Return a pattern for each word looked for, to be found anywhere in a text as it was written.

    Neither case nor accents matter. The patterns mean the same to Python's `re`, which SQLite
    asks, and to PostgreSQL's `~`.
    """
    words = dict.fromkeys(fold(question).split()[:_MOST_TERMS])
    return tuple(_pattern(word) for word in words)


def _pattern(word: str) -> str:
    single, double = _alike()
    pieces, place = [], 0
    while place < len(word):
        pair = word[place : place + 2]
        if pair in double:
            apart = "".join(_class(letter, single) for letter in pair)
            pieces.append(f"(?:{apart}|[{double[pair]}])")
            place += 2
            continue
        pieces.append(_class(word[place], single))
        place += 1
    return "".join(pieces)


def _class(letter: str, single: dict[str, str]) -> str:
    if not letter.isalpha():
        return re.escape(letter)
    family = dict.fromkeys(letter + letter.upper() + single.get(letter, ""))
    return f"[{''.join(family)}]"
