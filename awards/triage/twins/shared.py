"""Passages that stand in several texts, to be marked side by side. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
LONG = 5
"""So many words in a row are a passage; fewer are how everybody writes."""


@dataclass(frozen=True)
class Bit:
    """A piece of a text, and whether another text has it too."""

    text: str
    shared: bool


def _runs(text: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Return each run of words with where it begins and ends."""
    found = [(m.group().casefold(), m.start(), m.end()) for m in _WORD.finditer(text)]
    for i in range(len(found) - LONG + 1):
        run = found[i : i + LONG]
        yield tuple(word for word, _, _ in run), run[0][1], run[-1][2]


def with_shared(texts: Sequence[Sequence[str]]) -> list[list[list[Bit]]]:
    """Return several nominations' texts cut into bits: a passage is shared when another has it."""
    runs = [{run for text in one for run, _, _ in _runs(text)} for one in texts]
    return [
        [
            _cut(text, set().union(*(other for j, other in enumerate(runs) if j != i)))
            for text in one
        ]
        for i, one in enumerate(texts)
    ]


def _cut(text: str, others: set[tuple[str, ...]]) -> list[Bit]:
    bits, at = [], 0
    for start, end in _joined((s, e) for run, s, e in _runs(text) if run in others):
        bits += [Bit(text[at:start], shared=False), Bit(text[start:end], shared=True)]
        at = end
    return [bit for bit in (*bits, Bit(text[at:], shared=False)) if bit.text]


def _joined(spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
