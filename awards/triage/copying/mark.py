"""What a mark in a juror copy is, and what a copy is looked through with."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from awards.triage.masking import Identity, KnownElsewhere, MaskReason, SuspicionReason

BRACKETS = re.compile(r"\[[^\[\]\n]{1,40}\]")
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
        return BRACKETS.fullmatch(self.words) is not None

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
