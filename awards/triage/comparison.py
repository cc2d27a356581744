"""A section of a juror copy beside its original, with what to look at marked. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from awards.core.db import Translated
from awards.triage.copying.mark import Known, Mark, MarkKind
from awards.triage.masking import mask
from awards.triage.originals import Original, text_language

_BREAK = re.compile(r"\n")
_PARAGRAPH = re.compile(r"\n\s*\n")


class Look(StrEnum):
    """Why a piece of text is marked."""

    PLAIN = ""
    MASKED = "masked"
    STAND_IN = "stand-in"
    KNOWN = "known"
    SUSPICIOUS = "suspicious"
    LOOKED_AT = "looked-at"


_LOOKS = {
    MarkKind.MASK: Look.STAND_IN,
    MarkKind.KNOWN: Look.KNOWN,
    MarkKind.SUSPICIOUS: Look.SUSPICIOUS,
}


@dataclass(frozen=True, order=True)
class Span:
    """From `start` to `end` in a text: how it looks, and the key of its mark."""

    start: int
    end: int
    look: Look
    key: str = ""


@dataclass(frozen=True)
class Piece:
    """A run of text that looks the same; a text of one newline is a line break."""

    text: str
    look: Look = Look.PLAIN
    key: str = ""


Paragraphs = list[list[Piece]]


@dataclass(frozen=True)
class Comparison:
    """One section, original and copy, each as paragraphs of pieces."""

    key: str
    heading: Translated
    original: Paragraphs
    copy: Paragraphs
    known: tuple[str, ...] = ()
    """Names of this nomination that still stand in the copy, and nobody has looked at."""
    suspicious: tuple[str, ...] = ()
    """What else in the copy still looks like a name."""


def compare_all(
    originals: Sequence[Original], texts: Sequence[str], known: Known, marks: Sequence[Mark]
) -> list[Comparison]:
    """Lay the texts of a copy beside their originals; without blindness nothing is marked."""
    pairs = zip(originals, texts, strict=True)
    return [
        _compare(number, original, text, known, marks)
        for number, (original, text) in enumerate(pairs)
    ]


def _compare(
    number: int, original: Original, text: str, known: Known, marks: Sequence[Mark]
) -> Comparison:
    """Lay the text of one section beside its original."""
    here = [(place, mark) for mark in marks for place in mark.places if place.section == number]
    spans = sorted(Span(p.start, p.end, _look(mark), mark.key) for p, mark in here)
    masked = _masked_spans(original, known) if known.blind else []
    return Comparison(
        original.key,
        original.heading,
        pieces(original.text, masked),
        pieces(text, spans),
        known=_open(here, MarkKind.KNOWN),
        suspicious=_open(here, MarkKind.SUSPICIOUS),
    )


def _look(mark: Mark) -> Look:
    if mark.looked_at and mark.kind is not MarkKind.MASK:
        return Look.LOOKED_AT
    return _LOOKS[mark.kind]


def _open(here: Sequence[tuple[object, Mark]], kind: MarkKind) -> tuple[str, ...]:
    words = (mark.words for _, mark in here if mark.kind is kind and mark.is_open)
    return tuple(dict.fromkeys(words))


def _masked_spans(original: Original, known: Known) -> list[Span]:
    """Return what masking takes out of a section's texts, counted over all of them."""
    spans: list[Span] = []
    offset = 0
    for code, text in original.texts:
        if text:
            masked = mask(
                text,
                known.identities,
                language=text_language(code),
                neutral_pronouns=known.neutral_pronouns,
            )
            taken = sorted((*masked.masks, *masked.pronouns))
            spans += [Span(m.start + offset, m.end + offset, Look.MASKED) for m in taken]
            offset += len(text) + len("\n\n")
    return spans


def pieces(text: str, spans: Sequence[Span]) -> Paragraphs:
    """Cut a text into paragraphs of pieces; `spans` are in order and do not overlap."""
    ends = [(m.start(), m.end()) for m in _PARAGRAPH.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(text)]
    cut = [
        list(_paragraph(text, start, stop, spans))
        for start, stop in zip(starts, stops, strict=True)
    ]
    return [paragraph for paragraph in cut if paragraph]


def _paragraph(text: str, start: int, stop: int, spans: Sequence[Span]) -> Iterator[Piece]:
    at = start
    for span in spans:
        first, last = max(span.start, at), min(span.end, stop)
        if first < last:
            yield from _lines(text[at:first], Look.PLAIN)
            yield from _lines(text[first:last], span.look, span.key)
            at = last
    yield from _lines(text[at:stop], Look.PLAIN)


def _lines(text: str, look: Look, key: str = "") -> Iterator[Piece]:
    """Yield a run line by line, a break between."""
    for number, line in enumerate(_BREAK.split(text)):
        if number:
            yield Piece("\n")
        if line:
            yield Piece(line, look, key)
