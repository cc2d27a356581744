"""Evidence in the reader's words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from awards.triage.twins.likeness import Kind

_WORDS: dict[Kind, str] = {
    Kind.SAME_NAME: _l("The same name"),
    Kind.NAME_ORDER: _l("The same name, in another order"),
    Kind.SPELLING: _l("Spelled in two ways: %(words)s"),
    Kind.NICKNAME: _l("One is short for the other: %(words)s"),
    Kind.INITIAL: _l("Only an initial: %(words)s"),
    Kind.TYPING: _l("Perhaps a slip of a finger: %(words)s"),
    Kind.EXTRA_NAME: _l("One has a name more: %(words)s"),
    Kind.ONE_NAME: _l("One has only a first name"),
    Kind.OTHER_SURNAME: _l("The same first name, another family name: %(words)s"),
    Kind.COMMON_NAME: _l("Many have this name"),
    Kind.GROUP_NAME: _l("They are called alike: %(words)s"),
    Kind.MEMBERS: _l("The same members: %(words)s"),
    Kind.OTHER_MEMBERS: _l("No member in common"),
    Kind.IS_MEMBER: _l("%(words)s is a member of the group"),
    Kind.SAME_UNIT: _l("The same unit: %(words)s"),
    Kind.NEAR_UNIT: _l("One unit belongs to the other: %(words)s"),
    Kind.OTHER_UNIT: _l("Different units: %(words)s"),
    Kind.OTHER_EMPLOYER: _l("Different employers: %(words)s"),
    Kind.SAME_TITLE: _l("The same work: %(words)s"),
    Kind.OTHER_TITLE: _l("Different work: %(words)s"),
    Kind.SAME_EMAIL: _l("The same address: %(words)s"),
    Kind.OTHER_EMAIL: _l("Different addresses: %(words)s"),
    Kind.SAME_TEXT: _l("The same text: %(words)s %% of the shorter one stands in the other"),
    Kind.LIKE_TEXT: _l("Parts of the text agree: %(words)s %% of the shorter one"),
}

_SURE, _LIKELY = 90, 75


@dataclass(frozen=True)
class Reason:
    """A piece of evidence, written out."""

    text: str
    points: int

    @property
    def signed(self) -> str:
        """The points with their sign: +22, −10."""
        return f"+{self.points}" if self.points >= 0 else f"\u2212{-self.points}"


def reasons(evidence: Iterable[dict[str, Any]]) -> list[Reason]:
    """Return stored evidence in the reader's language."""
    return [
        Reason(str(_WORDS[Kind(one["kind"])]) % {"words": ", ".join(one["words"])}, one["points"])
        for one in evidence
    ]


def how_sure(points: int) -> tuple[str, str]:
    """Return how likely it is, in a word, and how its tag looks."""
    if points >= _SURE:
        return str(_("Very much alike")), "good"
    return (
        (str(_("Alike")), "waiting") if points >= _LIKELY else (str(_("Worth a look")), "neutral")
    )
