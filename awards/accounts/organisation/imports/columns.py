"""What the headings of a file mean, in Swedish, Norwegian and English."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from awards.core.search import fold


class Column(StrEnum):
    """A column that means something to us."""

    EMAIL = "email"
    NAME = "name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    TITLE = "title"
    UNIT = "unit"
    CODE = "code"
    PARENT = "parent"
    KIND = "kind"
    MANAGER = "manager"
    MANAGES = "manages"
    EMPLOYER = "employer"
    VALID_FROM = "valid_from"
    VALID_TO = "valid_to"


_WORDS: dict[Column, str] = {
    Column.EMAIL: "epost epostadress epostadresse mejl mail mailadress email emailaddress",
    Column.NAME: "namn navn name fullständigtnamn fulltnavn fullname "
    "enhetsnamn enhetsnavn unitname",
    Column.FIRST_NAME: "förnamn fornavn firstname givenname tilltalsnamn",
    Column.LAST_NAME: "efternamn etternavn lastname surname familyname",
    Column.TITLE: "titel tittel title befattning stilling stillingstittel yrkestitel jobtitle",
    Column.UNIT: "enhet enhetnamn unit arbetsplats arbeidssted workplace organisation "
    "organisationsenhet organisasjonsenhet sökväg sti path enhetssökväg unitpath",
    Column.CODE: "kod kode code enhetskod enhetskode unitcode organisationskod organisasjonskode",
    Column.PARENT: "överordnad överordnadenhet overordnet overordnetenhet parent parentunit "
    "tillhör tilhører belongsto överordnadkod overordnetkode parentcode",
    Column.KIND: "typ type kind slag enhetstyp enhetstype",
    Column.MANAGER: "chef leder manager chefensepost lederensepost manageremail chefepost "
    "lederepost enhetschef enhetsleder",
    Column.MANAGES: "ärchef erleder ismanager chefförenheten lederforenheten managestheunit",
    Column.EMPLOYER: "arbetsgivare arbeidsgiver employer",
    Column.VALID_FROM: "giltigfrån gyldigfra validfrom från fra from",
    Column.VALID_TO: "giltigtill gyldigtil validto till til to giltigtom",
}
_NOT_LETTERS = re.compile(r"[^a-z]")


def _plain(heading: str) -> str:
    return _NOT_LETTERS.sub("", fold(heading))


_MEANS: Mapping[str, Column] = {
    _plain(word): column for column, words in _WORDS.items() for word in words.split()
}


def columns_in(head: Sequence[str]) -> dict[Column, int]:
    """Return which column stands where; the first of two that mean the same."""
    found: dict[Column, int] = {}
    for place, heading in enumerate(head):
        column = _MEANS.get(_plain(heading))
        if column is not None:
            found.setdefault(column, place)
    return found


def count_known(head: Sequence[str]) -> int:
    """Return how many headings mean something."""
    return len(columns_in(head))
