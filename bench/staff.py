"""A large employer's people and units, invented: for measuring, never for showing to anybody."""

import csv
import random
from collections.abc import Iterator
from io import StringIO

PEOPLE = 11_000
UNITS = 400
_ADMINISTRATIONS = 12


def _words(text: str) -> list[str]:
    return text.split()


_FIRST = _words(
    "Anna Karin Eva Lars Nils Åsa Örjan Maria Kristina Johan Erik Sara Ingrid Ali Fatima Bodil "
    "Håkan Märta Sören Ylva Östen Kjell Tuva Leila Göran Amina Viktor Petra Signe Hassan"
)
_BEFORE = _words("Berg Lind Norr Söder Öster Väster Hav Sten Björk Ek Al Gran Sjö Strand Åker Dal")
_AFTER = _words("ström gren qvist lund man kvist berg dal holm vall stedt blad fors näs hult mark")
_TITLES = _words(
    "undersköterska lärare förskollärare socialsekreterare handläggare vaktmästare kock "
    "verksamhetsutvecklare barnskötare sjuksköterska ingenjör bibliotekarie"
)
_PLACES = _words(
    "Skolan Förskolan Hemvården Biblioteket Köket Gruppboendet Verkstaden Mottagningen"
)


def unit_rows(units: int = UNITS) -> Iterator[tuple[str, str, str, str]]:
    """Give code, name, parent's code and kind: administrations, and units two levels below."""
    for number in range(units):
        code = f"{number + 1000}"
        if number < _ADMINISTRATIONS:
            yield code, f"Förvaltning {number + 1}", "", "förvaltning"
            continue
        above = number % _ADMINISTRATIONS if number < 100 else 12 + number % 88
        name = f"{_PLACES[number % len(_PLACES)]} {_BEFORE[number % len(_BEFORE)]} {number}"
        yield code, name, f"{above + 1000}", "enhet"


def person_rows(people: int = PEOPLE, units: int = UNITS) -> Iterator[tuple[str, str, str, str]]:
    """Give name, e-mail, title and the unit's code; the same people every time."""
    dice = random.Random(1)
    for number in range(people):
        first = dice.choice(_FIRST)
        last = dice.choice(_BEFORE) + dice.choice(_AFTER)
        email = f"person{number}@staff.example.org"
        unit = 1000 + dice.randrange(units)
        yield f"{first} {last}", email, dice.choice(_TITLES), f"{unit}"


def units_csv(units: int = UNITS) -> bytes:
    """Return the units as a file to import."""
    return _csv([("kod", "namn", "överordnad", "typ"), *unit_rows(units)])


def people_csv(people: int = PEOPLE, units: int = UNITS) -> bytes:
    """Return the people as a file to import."""
    return _csv([("namn", "e-post", "titel", "enhetskod"), *person_rows(people, units)])


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    out = StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("utf-8-sig")
