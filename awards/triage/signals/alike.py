"""Texts that share whole pieces, word for word. Pure, and linear in the number of texts."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WINDOW = 8
"""Words in a row that two people do not write alike by chance."""

FEWEST = 5
"""Windows that two texts have to share: a dozen words, not just one phrase."""

LEAST_SHARE = 0.4
"""Of the shorter text. Less is a quotation, or the award's own words."""

LONGEST_QUOTE = 25
_WORD = re.compile(r"\w+")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _windows(words: Sequence[str]) -> Iterator[int]:
    """Go through the windows of a text as numbers, in its order."""
    return map(hash, zip(*(words[start:] for start in range(WINDOW)), strict=False))


@dataclass(frozen=True)
class Alike:
    """Two texts by their places, and how much of each stands in the other, from 0 to 1."""

    first: int
    second: int
    of_first: float
    of_second: float


def alike(texts: Sequence[str]) -> list[Alike]:
    """Return pairs of texts that share pieces; of many copies, each with the earliest of them.

    Case, punctuation and line breaks do not matter; a changed word costs the windows around it.
    """
    seen: dict[int, int] = {}
    sizes: list[int] = []
    shared: Counter[tuple[int, int]] = Counter()
    for place, text in enumerate(texts):
        windows = set(_windows(_words(text)))
        sizes.append(len(windows))
        for window in windows:
            first = seen.setdefault(window, place)
            if first != place:
                shared[first, place] += 1
    return [
        Alike(first, second, number / sizes[first], number / sizes[second])
        for (first, second), number in sorted(shared.items())
        if number >= FEWEST and number >= LEAST_SHARE * min(sizes[first], sizes[second])
    ]


def quote(text: str, other: str) -> str:
    """Return the longest piece of a text that stands in another, as it is written there."""
    theirs = set(_windows(_words(other)))
    places = list(_WORD.finditer(text))
    best = run = end = 0
    for place, window in enumerate(_windows(_words(text))):
        run = run + 1 if window in theirs else 0
        if run > best:
            best, end = run, place
    if not best or len(places) != len(_words(text)):
        return ""
    start, last = end - best + 1, min(end + WINDOW, end - best + 1 + LONGEST_QUOTE)
    piece = " ".join(text[places[start].start() : places[last - 1].end()].split())
    return piece if last == end + WINDOW else f"{piece} …"
