"""Where the masked draft's stand-ins stand in a copy that a person has worked on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from awards.triage.copying.mark import Known, Mark, MarkKind, Place, key_of
from awards.triage.masking import Mask, mask
from awards.triage.masking.tokens import fold
from awards.triage.originals import Original, text_language

_TOKEN = re.compile(r"\[[^\[\]\n]{1,40}\](?:'?s(?!\w))?|[^\W_]+|[^\w\s]|_")
_WIDEST_CHANGE = 6
"""Words: whoever writes more in the place of a stand-in has written the text anew."""


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


def stand_in_marks(number: int, original: Original, text: str, known: Known) -> Iterator[Mark]:
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
