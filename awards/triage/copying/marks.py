"""What is marked in a juror copy: what was replaced, and what still looks like a name. Pure.

The copy's plain text is the truth. Marks are worked out from it, again on every visit: a stand-in
is found by laying the masked draft beside the text, a name by looking for it. All that is stored
is which marks a person has looked at, as digests that name nobody.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from enum import StrEnum
from hashlib import sha256
from itertools import chain

from awards.triage.masking import (
    Identity,
    KnownElsewhere,
    Mask,
    Masked,
    MaskReason,
    Suspicion,
    SuspicionReason,
    is_stand_in,
    mask,
)
from awards.triage.masking.tokens import fold
from awards.triage.originals import Original, text_language

_TOKEN = re.compile(r"\[[^\[\]\n]{1,40}\](?:'?s(?!\w))?|[^\W_]+|[^\w\s]|_")
_BRACKETS = re.compile(r"\[[^\[\]\n]{1,40}\]")
_WIDEST_CHANGE = 6
"""Words: whoever writes more in the place of a stand-in has written the text anew."""
_NOT_NAMING = frozenset({MaskReason.PRONOUN})


class MarkKind(StrEnum):
    """Why a piece of a copy is marked."""

    MASK = "mask"
    KNOWN = "known"
    SUSPICIOUS = "suspicious"


@dataclass(frozen=True)
class Place:
    """Where a mark stands: the number of the section, and from where to where in its text."""

    section: int
    start: int
    end: int


@dataclass(frozen=True)
class Mark:
    """A stand-in (each of its own), or words that look like a name (wherever they stand)."""

    key: str
    kind: MarkKind
    words: str
    places: tuple[Place, ...]
    original: str = ""
    reason: MaskReason | SuspicionReason | None = None
    suggestion: str = ""
    """What to write instead, where the name is known."""
    is_ours: bool = False
    """A stand-in that stands as the draft had it; not what a person wrote instead."""
    looked_at: bool = False

    @property
    def is_bracketed(self) -> bool:
        """Whether it is one thing in brackets."""
        return _BRACKETS.fullmatch(self.words) is not None

    @property
    def is_open(self) -> bool:
        """Whether a person still has to look at it before the copy can be approved."""
        return self.kind is not MarkKind.MASK and not self.looked_at

    @property
    def names_somebody(self) -> bool:
        """Whether showing the words means showing a name that the nomination knows."""
        return self.kind is MarkKind.KNOWN or (
            self.kind is MarkKind.MASK and self.reason not in _NOT_NAMING
        )


@dataclass(frozen=True)
class Known:
    """What is known when a copy is looked through."""

    identities: Sequence[Identity]
    elsewhere: KnownElsewhere = field(default_factory=KnownElsewhere)
    neutral_pronouns: bool = True
    blind: bool = True


def key_of(kind: MarkKind, *parts: object) -> str:
    """Return the digest a mark is remembered by: it names nobody."""
    text = "|".join([kind.value, *map(str, parts)])
    return sha256(text.encode()).hexdigest()[:12]


def marks_of(
    originals: Sequence[Original], texts: Sequence[str], known: Known, looked_at: Iterable[str]
) -> list[Mark]:
    """Return every mark of a copy in reading order; none where the round is not blind."""
    if not known.blind:
        return []
    pairs = list(zip(originals, texts, strict=True))
    masks = [mark for number, pair in enumerate(pairs) for mark in _stand_ins(number, *pair, known)]
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
    seen = set(looked_at)
    everything = chain(masks, words)
    done = [replace(mark, looked_at=mark.key in seen) for mark in everything]
    return sorted(done, key=lambda mark: (mark.places[0].section, mark.places[0].start))


# Stand-ins.


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int
    mask: Mask | None = None


def _tokens(text: str) -> list[_Token]:
    return [_Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def _drafted(original: Original, known: Known) -> Iterator[_Token]:
    """Yield the words of the masked draft, each stand-in with what it stands for."""
    for code, text in original.texts:
        result = mask(
            text,
            known.identities,
            language=text_language(code),
            neutral_pronouns=known.neutral_pronouns,
        )
        at = 0
        for one in sorted((*result.masks, *result.pronouns)):
            yield from _tokens(text[at : one.start])
            yield _Token(one.stand_in, 0, 0, one)
            at = one.end
        yield from _tokens(text[at:])


def _stand_ins(number: int, original: Original, text: str, known: Known) -> Iterator[Mark]:
    """Yield where the draft's stand-ins, or what somebody wrote instead, stand in the text."""
    draft, copy = list(_drafted(original, known)), _tokens(text)
    for first, last, begin, end in _aligned(draft, copy):
        masks = [token.mask for token in draft[first:last] if token.mask]
        if not masks or begin == end:
            continue
        start, stop = copy[begin].start, copy[end - 1].end
        words = text[start:stop]
        original_words = " ".join(" ".join(one.original.split()) for one in masks)
        is_ours = words == draft[first].text
        if fold(words) == fold(original_words) or end - begin > _WIDEST_CHANGE:
            continue
        yield Mark(
            key_of(MarkKind.MASK, original.key, first, original_words),
            MarkKind.MASK,
            words,
            (Place(number, start, stop),),
            original_words,
            masks[0].reason,
            is_ours=is_ours,
        )


def _aligned(
    draft: Sequence[_Token], copy: Sequence[_Token]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield which tokens of the draft stand where in the copy: one by one where they agree."""
    left, right = [t.text for t in draft], [t.text for t in copy]
    if left == right:
        yield from ((n, n + 1, n, n + 1) for n in range(len(left)))
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ((i1 + n, i1 + n + 1, j1 + n, j1 + n + 1) for n in range(i2 - i1))
        elif tag == "replace":
            yield i1, i2, j1, j2


# Names.


def _take(taken: Sequence[bytearray], places: Iterable[Place]) -> None:
    for place in places:
        taken[place.section][place.start : place.end] = b"\1" * (place.end - place.start)


def _take_stand_ins(taken: Sequence[bytearray], texts: Sequence[str]) -> None:
    """Note where our own stand-ins stand, also those a person has copied elsewhere."""
    for number, text in enumerate(texts):
        found = (m for m in _BRACKETS.finditer(text) if is_stand_in(m.group()))
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
    for start, end, suspicion in _moved_back(found):
        yield _mark(MarkKind.SUSPICIOUS, text, Place(number, start, end), suspicion.reason)
    for start, end in known.elsewhere.find(text):
        place = Place(number, start, end)
        yield _mark(MarkKind.SUSPICIOUS, text, place, SuspicionReason.KNOWN_ELSEWHERE)


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
