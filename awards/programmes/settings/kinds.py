"""What a setting is: its kind, its words, and until when it may change."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from awards.programmes.models import Phase


class Kind(StrEnum):
    """How a setting is asked for, and what is stored."""

    CHOICE = "choice"
    """One of `choices`: its code."""
    CHOICES = "choices"
    """Any of `choices`: a list of codes, in the order of `choices`."""
    NUMBER = "number"
    """A whole number from `low` to `high`."""
    YES_NO = "yes-no"
    LIST = "list"
    """Ends of addresses, one a line."""
    LINES = "lines"
    """Short texts in the writer's own words, one a line."""
    CRITERION = "criterion"
    """The key of one of the edition's criteria, or "" for none."""


class Where(StrEnum):
    """What carries a setting."""

    EDITION = "edition"
    """The edition alone: the same for all its awards."""
    BOTH = "both"
    """The edition, and an award may say otherwise."""
    AWARD = "award"
    """Each award by itself."""


class Lock(StrEnum):
    """Whether a setting may change in a phase."""

    OPEN = "open"
    NEEDS_REASON = "needs-reason"
    LOCKED = "locked"


@dataclass(frozen=True)
class Setting:
    """One thing that differs between awards, years and municipalities.

    `label` and `help` are message ids. `columns` are the model's own columns that hold the value;
    without them it stands in the JSON column `rules`. `asked_when` is (key, codes): the setting
    matters only while that other one has one of these values.
    """

    key: str
    group: str
    kind: Kind
    default: Any
    label: str
    help: str
    choices: tuple[tuple[str, str], ...] = ()
    """(code, message id of its words)"""
    low: int = 0
    high: int = 0
    where: Where = Where.BOTH
    reason_from: Phase | None = None
    """From this phase on a change asks for a reason."""
    locked_from: Phase | None = None
    """From this phase on it stays as it is."""
    columns: tuple[str, ...] = ()
    asked_when: tuple[str, tuple[str, ...]] | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the choices."""
        return tuple(code for code, _words in self.choices)

    @property
    def may_override(self) -> bool:
        """Whether an award may say something else than its edition."""
        return self.where is Where.BOTH
