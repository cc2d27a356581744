"""What is marked in a juror copy: what was replaced, and what still looks like a name. Pure.

The copy's plain text is the truth. Marks are worked out from it, again on every visit: a stand-in
is found by laying the masked draft beside the text, a name by looking for it. All that is stored
is which marks a person has looked at, as digests that name nobody.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from awards.triage.copying.mark import BRACKETS, Known, Mark, MarkKind, Place, key_of
from awards.triage.copying.stand_ins import stand_in_marks
from awards.triage.masking import (
    Identity,
    Masked,
    MaskReason,
    Suspicion,
    SuspicionReason,
    is_stand_in,
    mask,
)
from awards.triage.masking.tokens import fold
from awards.triage.originals import Original, text_language


def marks_of(
    originals: Sequence[Original], texts: Sequence[str], known: Known, looked_at: Iterable[str]
) -> list[Mark]:
    """Return every mark of a copy in reading order; none where the round is not blind."""
    if not known.blind:
        return []
    hashable = replace(known, identities=tuple(known.identities))
    seen = set(looked_at)
    everything = _found(tuple(originals), tuple(texts), hashable)
    return [replace(mark, looked_at=mark.key in seen) for mark in everything]


@lru_cache(maxsize=2)
def _found(originals: tuple[Original, ...], texts: tuple[str, ...], known: Known) -> list[Mark]:
    """Find the marks; one click asks for those of the same texts up to four times.

    No more is kept than one click needs: it holds a nomination's words and all known names.
    """
    pairs = list(zip(originals, texts, strict=True))
    masks = [
        mark for number, pair in enumerate(pairs) for mark in stand_in_marks(number, *pair, known)
    ]
    taken = [bytearray(len(text)) for text in texts]
    _take(taken, (place for mark in masks if mark.is_ours for place in mark.places))
    _take_stand_ins(taken, texts)
    named = [mark for number, pair in enumerate(pairs) for mark in _names(number, *pair, known)]
    words = _merged([one for one in named if one.kind is MarkKind.KNOWN], taken)
    # What a person wrote in brackets is meant, unless it is a name that we know.
    _take(taken, (place for mark in masks if mark.is_bracketed for place in mark.places))
    words += _merged([one for one in named if one.kind is MarkKind.SUSPICIOUS], taken)
    words = _again(pairs, words, taken)
    masks = [mark for mark in masks if not _is_among(mark, words)]
    return sorted(chain(masks, words), key=lambda mark: _order(mark.places[0]))


def _take(taken: Sequence[bytearray], places: Iterable[Place]) -> None:
    for place in places:
        taken[place.section][place.start : place.end] = b"\1" * (place.end - place.start)


def _take_stand_ins(taken: Sequence[bytearray], texts: Sequence[str]) -> None:
    """Note where our own stand-ins stand, also those a person has copied elsewhere."""
    for number, text in enumerate(texts):
        found = (m for m in BRACKETS.finditer(text) if is_stand_in(m.group()))
        _take(taken, (Place(number, match.start(), match.end()) for match in found))


def _is_among(mask: Mark, words: Sequence[Mark]) -> bool:
    """Whether a name stands where a stand-in should be: then it is the name that is marked."""
    (place,) = mask.places
    others = chain.from_iterable(mark.places for mark in words)
    return any(
        one.section == place.section and one.start < place.end and place.start < one.end
        for one in others
    )


def _names(number: int, original: Original, text: str, known: Known) -> Iterator[Mark]:
    """Yield what names somebody, the surest first."""
    language = text_language(original.texts[0][0])
    found = mask(text, known.identities, language=language, neutral_pronouns=False)
    for one in found.masks:
        mark = _mark(MarkKind.KNOWN, text, Place(number, one.start, one.end), one.reason)
        yield replace(mark, suggestion=one.stand_in)
    suspicious = [(start, end, one.reason) for start, end, one in _moved_back(found)]
    known_names = known.elsewhere.find(text)
    suspicious += [(*span, SuspicionReason.KNOWN_ELSEWHERE) for span in known_names]
    for start, end, reason in _united(suspicious):
        yield _mark(MarkKind.SUSPICIOUS, text, Place(number, start, end), reason)


_Span = tuple[int, int, SuspicionReason]


def _united(spans: Iterable[_Span]) -> Iterator[_Span]:
    """Make one of spans that overlap, with the reason of the longest."""
    current: list[_Span] = []
    for span in sorted(spans, key=lambda one: one[:2]):
        if current and span[0] >= max(end for _, end, _ in current):
            yield _union(current)
            current = []
        current.append(span)
    if current:
        yield _union(current)


def _union(spans: Sequence[_Span]) -> _Span:
    longest = max(spans, key=lambda one: one[1] - one[0])
    return spans[0][0], max(end for _, end, _ in spans), longest[2]


def _mark(kind: MarkKind, text: str, place: Place, reason: MaskReason | SuspicionReason) -> Mark:
    words = " ".join(text[place.start : place.end].split())
    return Mark(key_of(kind, fold(words)), kind, words, (place,), reason=reason)


def _moved_back(found: Masked) -> Iterator[tuple[int, int, Suspicion]]:
    """Move suspicions, counted in the text after masking, back to where they stand before."""
    for suspicion in found.suspicions:
        shift = 0
        for one in found.masks:
            if one.start + shift + len(one.stand_in) <= suspicion.start:
                shift += len(one.stand_in) - (one.end - one.start)
        yield suspicion.start - shift, suspicion.end - shift, suspicion


def _merged(marks: Iterable[Mark], taken: Sequence[bytearray]) -> list[Mark]:
    """Put the same words together; what overlaps something surer is dropped."""
    merged: dict[str, Mark] = {}
    for mark in marks:
        place = mark.places[0]
        if any(taken[place.section][place.start : place.end]):
            continue
        taken[place.section][place.start : place.end] = b"\1" * (place.end - place.start)
        before = merged.get(mark.key)
        merged[mark.key] = (
            replace(before, places=tuple(sorted((*before.places, place), key=_order)))
            if before
            else mark
        )
    return list(merged.values())


def _order(place: Place) -> tuple[int, int]:
    return place.section, place.start


def _again(
    pairs: Sequence[tuple[Original, str]], marks: list[Mark], taken: Sequence[bytearray]
) -> list[Mark]:
    """Look for who seems to be named in one place in all the others, too."""
    suspects = [
        Identity("other", mark.words)
        for mark in marks
        if mark.reason in {SuspicionReason.FIRST_NAME, SuspicionReason.KNOWN_ELSEWHERE}
        or (mark.kind is MarkKind.SUSPICIOUS and len(mark.words.split()) > 1)
    ]
    if not suspects:
        return marks
    more = [
        _mark(
            MarkKind.SUSPICIOUS, text, Place(number, one.start, one.end), SuspicionReason.FIRST_NAME
        )
        for number, (original, text) in enumerate(pairs)
        for one in mask(
            text,
            suspects,
            language=text_language(original.texts[0][0]),
            neutral_pronouns=False,
        ).masks
    ]
    found = _merged(more, taken)
    by_key = {mark.key: mark for mark in marks}
    for mark in found:
        before = by_key.get(mark.key)
        by_key[mark.key] = (
            replace(before, places=tuple(sorted((*before.places, *mark.places), key=_order)))
            if before
            else mark
        )
    return list(by_key.values())
