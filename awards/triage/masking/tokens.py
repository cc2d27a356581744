"""Reading a text word by word: where words are, how they compare, where sentences begin."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

# Soft hyphens, zero-width characters and combining accents come along when people paste.
_HIDDEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_ACCENTS = "\u0300-\u036f"
_WORD = re.compile(rf"[^\W\d_][{_HIDDEN}{_ACCENTS}]*(?:[^\W\d_][{_HIDDEN}{_ACCENTS}]*)*|\d+")
_DROP = dict.fromkeys(map(ord, _HIDDEN))
_PLAIN = str.maketrans({"æ": "a", "ø": "o", "œ": "o", "ð": "d", "đ": "d", "ł": "l", "ı": "i"})
_BROKEN_LINE = re.compile(r"[-‐‑\u00ad]?[ \t]*\r?\n[ \t]*")


class Token(NamedTuple):
    """A run of letters or of digits in the text; ``key`` is what it is compared by.

    A named tuple, because a text has thousands and a frozen dataclass takes three times as long.
    """

    start: int
    end: int
    raw: str
    key: str

    @property
    def is_capitalised(self) -> bool:
        """Whether it begins like a name; scripts without capitals count as capital."""
        return not self.raw[0].islower()

    @property
    def is_upper(self) -> bool:
        """Whether it is all capitals, and more than one."""
        return len(self.raw) > 1 and self.raw.isupper()


@lru_cache(maxsize=4096)
def fold(raw: str) -> str:
    """Return the word without case, accents and hidden characters: å, ä, æ → a; ö, ø → o."""
    if raw.isascii():
        return raw.lower()
    bare = unicodedata.normalize("NFKD", raw.translate(_DROP).casefold())
    return "".join(c for c in bare if not unicodedata.combining(c)).translate(_PLAIN)


def spelling(raw: str) -> str:
    """Return the word without case and hidden characters, its accents kept."""
    return unicodedata.normalize("NFC", raw.translate(_DROP).casefold())


@dataclass(frozen=True)
class Reading:
    """A text with its words in order."""

    text: str

    @cached_property
    def tokens(self) -> list[Token]:
        """All words and numbers of the text."""
        return [
            Token(m.start(), m.end(), m.group(), fold(m.group())) for m in _WORD.finditer(self.text)
        ]

    def at(self, number: int) -> Token | None:
        """Return the word with this number, ``None`` past the end."""
        return self.tokens[number] if 0 <= number < len(self.tokens) else None

    def gap(self, number: int) -> str:
        """Return what stands between a word and the next one."""
        return self.text[self.tokens[number].end : self.tokens[number + 1].start]

    def is_broken_line(self, number: int) -> bool:
        """Whether only a line break, perhaps with a hyphen, parts a word from the next."""
        after = self.at(number + 1)
        if after is None or after.start - self.tokens[number].end < 1:
            return False
        gap = self.gap(number)
        return "\n" in gap and _BROKEN_LINE.fullmatch(gap) is not None

    def starts_sentence(self, number: int) -> bool:
        """Whether a word is the first of a sentence, a quotation, a list item or the text.

        A new line counts as a start only after an empty line, a bullet or a full stop: wrapped
        lines are common in pasted text.
        """
        if number == 0:
            return True
        between = self.gap(number - 1)
        if between == " ":
            return False
        if any(mark in between for mark in ".!?…:"):
            return True
        lines = between.split("\n")
        return len(lines) > 1 and (len(lines) > 2 or bool(lines[-1].strip()))  # noqa: PLR2004
