"""Whom a text must not give away, and what is written in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from awards.triage.masking import words
from awards.triage.masking.masked import MaskReason
from awards.triage.masking.tokens import fold

Kind = Literal["nominee", "member", "nominator", "unit", "other", "title"]
Language = Literal["sv", "nb", "en"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody or something that the text must not give away.

    ``name`` is written as in the nomination ("Anna-Lena von Ek", "Förskolan Blåklinten").
    ``number`` tells several of a kind apart ("[medlem 2]"). ``is_person`` is false for a nominee
    that is a group, a unit or a project: its name is then not taken apart into first and last name.
    """

    kind: Kind
    name: str
    number: int | None = None
    is_person: bool = True

    @property
    def has_person_name(self) -> bool:
        """Whether the name consists of first and last names."""
        return self.is_person and self.kind != "unit"


def is_one_of_a_kind(title: str) -> bool:
    """Whether a title points at one person: "rektor på Ankarskolan", "stadsarkitekt".

    A place or a task after the title makes it somebody's; so do titles a municipality has one of.
    """
    first, *rest = [fold(word) for word in title.split()] or [""]
    return (
        bool(rest) and any(word in words.OF_A_PLACE for word in rest)
    ) or first in words.ONE_EACH


# The one, then the numbered form; these stand in the text, so they follow the text's language,
# not the reader's, and are not translated with the pages.
_STAND_INS: dict[Language, dict[Kind, tuple[str, str]]] = {
    "sv": {
        "nominee": ("Nomineringen", "Nominering"),
        "member": ("Medlem", "Medlem"),
        "nominator": ("Nominatorn", "Nominator"),
        "unit": ("Enheten", "Enhet"),
        "other": ("En annan", "Annan"),
        "title": ("Titeln", "Titel"),
    },
    "nb": {
        "nominee": ("Den nominerte", "Nominert"),
        "member": ("Medlem", "Medlem"),
        "nominator": ("Forslagsstilleren", "Forslagsstiller"),
        "unit": ("Enheten", "Enhet"),
        "other": ("En annen", "Annen"),
        "title": ("Tittelen", "Tittel"),
    },
    "en": {
        "nominee": ("The nominee", "Nominee"),
        "member": ("Member", "Member"),
        "nominator": ("The nominator", "Nominator"),
        "unit": ("The unit", "Unit"),
        "other": ("Somebody else", "Somebody else"),
        "title": ("The title", "Title"),
    },
}

_SHAPES: dict[Language, dict[MaskReason, str]] = {
    "sv": {
        MaskReason.EMAIL: "[e-post]",
        MaskReason.PHONE: "[telefon]",
        MaskReason.STREET_ADDRESS: "[adress]",
        MaskReason.WEB_ADDRESS: "[webbadress]",
        MaskReason.IDENTITY_NUMBER: "[personnummer]",
    },
    "nb": {
        MaskReason.EMAIL: "[e-post]",
        MaskReason.PHONE: "[telefon]",
        MaskReason.STREET_ADDRESS: "[adresse]",
        MaskReason.WEB_ADDRESS: "[nettadresse]",
        MaskReason.IDENTITY_NUMBER: "[fødselsnummer]",
    },
    "en": {
        MaskReason.EMAIL: "[e-mail]",
        MaskReason.PHONE: "[phone]",
        MaskReason.STREET_ADDRESS: "[address]",
        MaskReason.WEB_ADDRESS: "[web address]",
        MaskReason.IDENTITY_NUMBER: "[identity number]",
    },
}


def stand_in(identity: Identity, language: Language, *, genitive: bool = False) -> str:
    """Return what is written for ``identity``: "[den nominerade]", "[medlem 2]s"."""
    alone, numbered = _STAND_INS[language][identity.kind]
    words = alone if identity.number is None else f"{numbered} {identity.number}"
    ending = "'s" if language == "en" else "s"
    return f"[{words}]{ending if genitive else ''}"


_WRITTEN = {
    words
    for written in (_STAND_INS, _SHAPES)
    for language in written.values()
    for entry in language.values()
    for words in ([entry.strip("[]")] if isinstance(entry, str) else entry)
}


def is_stand_in(text: str) -> bool:
    """Whether "[Medlem 2]" is something we write, in any language: brackets alone prove nothing."""
    return text.strip("[]").rstrip(" 0123456789") in _WRITTEN


def stand_ins(identities: Sequence[Identity], language: Language) -> list[str]:
    """Return what may be written in somebody's place, for a person to choose from."""
    own = [stand_in(identity, language) for identity in identities]
    other = stand_in(Identity("other", ""), language)
    return list(dict.fromkeys([*own, other, *_SHAPES[language].values()]))


def shape_stand_in(reason: MaskReason, language: Language) -> str:
    """Return what is written for a phone number, an address and the like."""
    return _SHAPES[language][reason]
