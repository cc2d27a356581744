"""Whom a text must not give away, and what is written in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from awards.triage.masking import words
from awards.triage.masking.masked import MaskReason
from awards.triage.masking.tokens import fold

Kind = Literal[
    "nominee",
    "member",
    "nominator",
    "unit",
    "administration",
    "company",
    "partner",
    "title",
    "other",
    "other_unit",
    "other_administration",
    "place",
]
"""The last four stand for those whom the nomination does not name in its fields."""
UNITS = frozenset[Kind](["unit", "administration", "company"])
OUTSIDE = frozenset[Kind](["partner", "other"])
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
        return self.is_person and self.kind not in UNITS


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
        "administration": ("Förvaltningen", "Förvaltning"),
        "company": ("Bolaget", "Bolag"),
        "partner": ("Samarbetspartnern", "Samarbetspartner"),
        "title": ("Titeln", "Titel"),
        "other": ("En annan", "Annan"),
        "other_unit": ("En annan enhet", "Annan enhet"),
        "other_administration": ("En annan förvaltning", "Annan förvaltning"),
        "place": ("En plats", "Plats"),
    },
    "nb": {
        "nominee": ("Den nominerte", "Nominert"),
        "member": ("Medlem", "Medlem"),
        "nominator": ("Forslagsstilleren", "Forslagsstiller"),
        "unit": ("Enheten", "Enhet"),
        "administration": ("Etaten", "Etat"),
        "company": ("Selskapet", "Selskap"),
        "partner": ("Samarbeidspartneren", "Samarbeidspartner"),
        "title": ("Tittelen", "Tittel"),
        "other": ("En annen", "Annen"),
        "other_unit": ("En annen enhet", "Annen enhet"),
        "other_administration": ("En annen etat", "Annen etat"),
        "place": ("Et sted", "Sted"),
    },
    "en": {
        "nominee": ("The nominee", "Nominee"),
        "member": ("Member", "Member"),
        "nominator": ("The nominator", "Nominator"),
        "unit": ("The unit", "Unit"),
        "administration": ("The administration", "Administration"),
        "company": ("The company", "Company"),
        "partner": ("The partner", "Partner"),
        "title": ("The title", "Title"),
        "other": ("Somebody else", "Somebody else"),
        "other_unit": ("Another unit", "Another unit"),
        "other_administration": ("Another administration", "Another administration"),
        "place": ("A place", "Place"),
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
    others = [stand_in(Identity(kind, ""), language) for kind in _OTHERS]
    return list(dict.fromkeys([*own, *others, *_SHAPES[language].values()]))


_OTHERS: tuple[Kind, ...] = ("other", "other_unit", "other_administration", "place")


def fitting_stand_in(name: str, language: Language, before: str = "") -> str:
    """Return what fits a name that no field holds: somebody, a unit, an administration, a place.

    `before` is the text in front of it: what stands "outside" a name stands outside a place.
    """
    last = fold(name.rsplit(maxsplit=1)[-1]) if name.split() else ""
    kind: Kind = "other"
    if words.ADMINISTRATION_ENDING.search(last):
        kind = "other_administration"
    elif words.SORT_OF_UNIT_ENDING.search(last):
        kind = "other_unit"
    elif before.split() and fold(before.rsplit(maxsplit=1)[-1]) in words.BEFORE_PLACES:
        kind = "place"
    genitive = last.endswith("s") and kind != "other"
    return stand_in(Identity(kind, name), language, genitive=genitive)


def shape_stand_in(reason: MaskReason, language: Language) -> str:
    """Return what is written for a phone number, an address and the like."""
    return _SHAPES[language][reason]
