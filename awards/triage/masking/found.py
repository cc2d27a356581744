"""Names found in a text: joining what belongs together, and what else the text calls them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from awards.triage.masking import words
from awards.triage.masking.masked import MaskReason
from awards.triage.masking.tokens import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TOGETHER = re.compile(r"\.?\s*-?\s*")
_ALIAS = re.compile(
    r"\s?[(\"”“«„'‘]\s?(?P<alias>[^\W\d_][^\W\d_]*(?:-[^\W\d_]+)?)\s?[)\"”“»'’]", re.UNICODE
)
_OPENING = re.compile(r"\s*[(\"”“«„'‘]\s?")
_CLOSING = re.compile(r"\s?[)\"”“»'’](?=[\s.,;:!?)]|$)")


@dataclass(frozen=True, slots=True)
class Finding:
    """A name in the text: whom it may mean, in the order of the identities."""

    start: int
    end: int
    who: tuple[int, ...]
    reason: MaskReason
    genitive: bool = False
    weak: bool = False
    ends_in_initial: bool = False


def told_aliases(text: str, names: Sequence[Finding]) -> list[tuple[str, int]]:
    """Return what the text itself says somebody is called, too: Åsa "Ållan" Ek, Tallgården (TG)."""
    found = []
    for name in names:
        match = None if name.genitive else _ALIAS.match(text, name.end)
        alias = match["alias"] if match else ""
        if len(alias) > 1 and alias[0].isupper() and not _is_common(alias):
            found.append((alias, name.who[0]))
    return found


def _is_common(word: str) -> bool:
    key = fold(word)
    return key in words.STARTERS or key in words.KNOWN_CAPITALS


def merged(text: str, found: list[Finding]) -> Iterator[Finding]:
    """Join neighbours that may mean the same; what overlaps a mask before it is dropped."""
    current: Finding | None = None
    for finding in found:
        if current is None:
            current = finding
        elif finding.start < current.end:
            current = _stronger(current, finding)
        elif joined := _join(text, current, finding):
            current = joined
        else:
            yield current
            current = finding
    if current:
        yield current


def _stronger(current: Finding, other: Finding) -> Finding:
    """Of two that overlap keep the sure one, and all of the text that either covers."""
    sure = other if current.weak and not other.weak else current
    start, end = min(current.start, other.start), max(current.end, other.end)
    return replace(sure, start=start, end=end)


def _join(text: str, first: Finding, second: Finding) -> Finding | None:
    """Return both as one name, or ``None`` when they do not belong together."""
    who = tuple(one for one in first.who if one in second.who)
    between = text[first.end : second.start]
    ends_sentence = "." in between and not first.ends_in_initial
    if not who or first.genitive or ends_sentence:
        return None
    end = second.end
    if _OPENING.fullmatch(between):
        closing = _CLOSING.match(text, end)
        if closing is None:
            return None
        end = closing.end()
    elif not _TOGETHER.fullmatch(between):
        return None
    kinds = {first.reason, second.reason}
    reason = MaskReason.UNIT if MaskReason.UNIT in kinds else MaskReason.FULL_NAME
    if len(who) > 1:
        reason = MaskReason.SHARED_NAME
    weak = first.weak and second.weak
    return Finding(first.start, end, who, reason, second.genitive, weak, second.ends_in_initial)
