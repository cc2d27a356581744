"""How much two texts have in common: their runs of three words. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from zlib import crc32

_WORD = re.compile(r"\w+")
RUN = 3
OFTEN = 8
"""A run of words in more texts than this is a template's, and says nothing about two of them."""

SKETCH = 12
"""How many of a text's runs stand for it when we look for texts to compare."""


def runs_of(text: str) -> frozenset[int]:
    """Return a text's runs of three words, as numbers that are the same on every machine."""
    words = [word.casefold() for word in _WORD.findall(text)]
    return frozenset(
        crc32(" ".join(words[i : i + RUN]).encode()) for i in range(len(words) - RUN + 1)
    )


def of_templates(texts: Iterable[Collection[int]]) -> frozenset[int]:
    """Return the runs that stand in so many texts that nobody wrote them here."""
    counted = Counter(run for runs in texts for run in runs)
    return frozenset(run for run, number in counted.items() if number > OFTEN)


def sketch(runs: Collection[int]) -> tuple[int, ...]:
    """Return a few runs, the same for two texts that share most: the smallest by a hash."""
    return tuple(sorted(runs, key=_scattered)[:SKETCH])


def _scattered(run: int) -> int:
    return (run * 2654435761) & 0xFFFFFFFF


def share(one: frozenset[int], other: frozenset[int]) -> float:
    """Return which part of the shorter text stands in the other, 0–1; 0 when one says little."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter >= RUN else 0.0
