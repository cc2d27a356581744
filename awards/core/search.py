"""Text as it is searched: small letters, no accents, one space before every word.

Who looks for "asa" or "åsa" finds Åsa; who looks for "sorensen" or "sörensen" finds Sørensen.
"""

import re
import unicodedata

_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ß": "ss", "œ": "oe"}
)
_WORD = re.compile(r"\w+")
_MOST_TERMS = 6
"""So many words of a question are looked for; the rest would not narrow it down."""


def fold(text: str) -> str:
    """Return a text in small letters without accents."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def search_text(*texts: str) -> str:
    """Return what is searched of a thing: every word after a space, so that prefixes are found.

    An address is one word, beside the words it is made of elsewhere.
    """
    words: list[str] = []
    for text in texts:
        folded = fold(text)
        words += [folded.strip()] if "@" in folded else _WORD.findall(folded)
    return " " + " ".join(words)


def search_terms(question: str) -> tuple[str, ...]:
    """Return the beginnings of words that somebody looks for, each with the space before it."""
    terms: list[str] = []
    for part in fold(question).split():
        terms += [part] if "@" in part else _WORD.findall(part)
    return tuple(f" {term}" for term in dict.fromkeys(terms[:_MOST_TERMS]))
