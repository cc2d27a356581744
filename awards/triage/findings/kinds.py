"""What can be found, and what a finding stands on."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from awards.core.db import Translated


class FindingKind(StrEnum):
    """What was found; the weightiest first."""

    WON_BEFORE = "won-before"
    SELF_NOMINATION = "self-nomination"
    OTHER_ORGANISATION = "other-organisation"
    OTHER_AWARD = "other-award"
    MAY_NOT_NOMINATE = "may-not-nominate"
    WITHOUT_ROLE = "without-role"
    UNKNOWN_ADDRESS = "unknown-address"
    LATE = "late"
    KIND_NOT_ASKED = "kind-not-asked"
    TOO_FEW_MEMBERS = "too-few-members"
    TOO_MANY_MEMBERS = "too-many-members"
    TOO_SHORT = "too-short"
    MACHINE_LIKE = "machine-like"


@dataclass(frozen=True)
class Evidence:
    """What a finding stands on: a name, the award and the year it belongs to; or a figure."""

    name: str = ""
    award: Translated | None = None
    year: int | None = None
    nomination_id: str | None = None
    beside: str = ""
    """What the name was held against."""
    count: int | None = None
    limit: int | None = None
    """How many there are, and how many the award asks for or allows."""
    moment: datetime | None = None


@dataclass(frozen=True)
class Finding:
    """Something to look at before the verdict."""

    kind: FindingKind
    evidence: tuple[Evidence, ...] = ()
    rules_out: bool = False
    """Whether the nominee cannot take part, unless a person writes why it is a mistake."""

    def mark(self, version: int) -> str:
        """Return in short what it stands on, in this version of the original.

        An answer holds for one mark: new evidence asks again, and so does a changed original.
        """
        stands_on = [
            (one.name, one.beside, one.year, one.nomination_id, one.count, one.limit)
            for one in self.evidence
        ]
        text = repr((self.kind.value, version, self.rules_out, sorted(map(repr, stands_on))))
        return hashlib.sha256(text.encode()).hexdigest()[:16]
