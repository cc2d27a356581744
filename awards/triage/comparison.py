"""A section of a juror copy beside its original, with what to look at marked. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from awards.core.db import Translated
from awards.triage.masking import Identity, Masked, SuspicionReason, mask
from awards.triage.originals import Original, text_language

_STAND_IN = re.compile(r"\[[^\[\]\n]{1,40}\]'?s?")
_BREAK = re.compile(r"\n")
_PARAGRAPH = re.compile(r"\n\s*\n")


class Look(StrEnum):
    """Why a piece of text is marked."""

    PLAIN = ""
    MASKED = "masked"
    STAND_IN = "stand-in"
    KNOWN = "known"
    SUSPICIOUS = "suspicious"


@dataclass(frozen=True, order=True)
class Span:
    """From `start` to `end` in a text: how it looks."""

    start: int
    end: int
    look: Look


@dataclass(frozen=True)
class Piece:
    """A run of text that looks the same; a text of one newline is a line break."""

    text: str
    look: Look = Look.PLAIN


Paragraphs = list[list[Piece]]


@dataclass(frozen=True)
class Comparison:
    """One section, original and copy, each as paragraphs of pieces."""

    key: str
    heading: Translated
    original: Paragraphs
    copy: Paragraphs
    known: tuple[str, ...] = ()
    """Names of this nomination that still stand in the copy."""
    suspicious: tuple[str, ...] = ()
    """What else in the copy still looks like a name."""


def compare_all(
    originals: Sequence[Original],
    texts: Sequence[str],
    identities: Sequence[Identity],
    *,
    blind: bool,
) -> list[Comparison]:
    """Lay the texts of a copy beside their originals; without blindness nothing is marked.

    What looks like somebody's name in one section is looked for in all the others too.
    """
    pairs = list(zip(originals, texts, strict=True))
    suspects = _suspects(pairs, identities) if blind else []
    return [compare(one, text, identities, suspects, blind=blind) for one, text in pairs]


def _suspects(
    pairs: Sequence[tuple[Original, str]], identities: Sequence[Identity]
) -> list[Identity]:
    """Return who else seems to be named: first names, and several capitalised words in a row."""
    names = [
        suspicion.text
        for original, text in pairs
        for suspicion in _masked(original, text, identities).suspicions
        if suspicion.reason is SuspicionReason.FIRST_NAME or len(suspicion.text.split()) > 1
    ]
    return [Identity("other", name) for name in _once(names)]


def _masked(original: Original, text: str, identities: Sequence[Identity]) -> Masked:
    language = text_language(original.texts[0][0])
    return mask(text, identities, language=language, neutral_pronouns=False)


def compare(
    original: Original,
    text: str,
    identities: Sequence[Identity],
    suspects: Sequence[Identity] = (),
    *,
    blind: bool,
) -> Comparison:
    """Lay the text of one section beside its original."""
    if not blind:
        whole = pieces(original.text, [])
        return Comparison(original.key, original.heading, whole, pieces(text, []))
    found = _masked(original, text, identities)
    known = [Span(m.start, m.end, Look.KNOWN) for m in found.masks]
    wider = _masked(original, text, [*identities, *suspects]).masks
    again = [Span(m.start, m.end, Look.SUSPICIOUS) for m in wider]
    left_over = _apart([*known, *_stand_ins(text), *_suspicions(found), *again])
    return Comparison(
        original.key,
        original.heading,
        pieces(original.text, _masked_spans(original, identities)),
        pieces(text, left_over),
        known=_words(text, left_over, Look.KNOWN),
        suspicious=_words(text, left_over, Look.SUSPICIOUS),
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(text.split()) for text in texts))


def _masked_spans(original: Original, identities: Sequence[Identity]) -> list[Span]:
    """Return what masking takes out of a section's texts, counted over all of them."""
    spans: list[Span] = []
    offset = 0
    for code, text in original.texts:
        if text:
            masked = mask(text, identities, language=text_language(code))
            taken = sorted((*masked.masks, *masked.pronouns))
            spans += [Span(m.start + offset, m.end + offset, Look.MASKED) for m in taken]
            offset += len(text) + len("\n\n")
    return spans


def _words(text: str, spans: Sequence[Span], look: Look) -> tuple[str, ...]:
    return _once(text[one.start : one.end] for one in spans if one.look is look)


def _stand_ins(text: str) -> list[Span]:
    return [Span(m.start(), m.end(), Look.STAND_IN) for m in _STAND_IN.finditer(text)]


def _suspicions(found: Masked) -> Iterator[Span]:
    """Move suspicions, counted in the text after masking, back to where they stand before."""
    for suspicion in found.suspicions:
        shift = 0
        for one in found.masks:
            if one.start + shift + len(one.stand_in) <= suspicion.start:
                shift += len(one.stand_in) - (one.end - one.start)
        yield Span(suspicion.start - shift, suspicion.end - shift, Look.SUSPICIOUS)


def _apart(spans: Sequence[Span]) -> list[Span]:
    """Sort, and of overlapping spans keep the one that comes first in the list given."""
    kept: list[Span] = []
    for span in spans:
        if all(span.end <= one.start or one.end <= span.start for one in kept):
            kept.append(span)
    return sorted(kept)


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
            yield from _lines(text[first:last], span.look)
            at = last
    yield from _lines(text[at:stop], Look.PLAIN)


def _lines(text: str, look: Look) -> Iterator[Piece]:
    """Yield a run line by line, a break between."""
    for number, line in enumerate(_BREAK.split(text)):
        if number:
            yield Piece("\n")
        if line:
            yield Piece(line, look)
