"""People, units and numbers that exist nowhere, and the ways a text may write them.

The names are read from `names.json`, which shares nothing with the lists of the rules; a seed that
is even takes the first half of every list, an odd one the second, so that rules mended on one
half can be measured on the other.
"""

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import combining, normalize

FOLDER = Path(__file__).parent
WORDY = 0.25
"""How many people have a first or last name that is also a word."""


@cache
def read(name: str) -> Mapping[str, Mapping[str, object]]:
    """Return one of the lists beside this file."""
    found: Mapping[str, Mapping[str, object]] = json.loads(
        (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    )
    return found


def half(names: list[str], seed: int) -> list[str]:
    """Return the half of a list that a seed may draw from."""
    return names[seed % 2 :: 2]


class Pool:
    """The names of one language, as far as a seed may see them."""

    def __init__(self, language: str, seed: int) -> None:
        """Read and halve the lists."""
        self.language = language
        lists = {key: str(value) for key, value in read("names")[language].items()}
        split = ("unit", "partner", "title", "street", "place", "domain")
        self._lists = {
            key: half(value.split("|" if key in split else None), seed)
            for key, value in lists.items()
        }

    def one(self, rng: random.Random, key: str) -> str:
        """Draw one."""
        return rng.choice(self._lists[key])


@dataclass(frozen=True)
class Somebody:
    """A person as the nomination names them."""

    first: str
    last: str
    nick: str = ""

    @property
    def full(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"

    @property
    def registered(self) -> str:
        """What the nominator wrote in the name field: with the nickname in brackets, if any."""
        return f"{self.first} ({self.nick}) {self.last}" if self.nick else self.full


def somebody(rng: random.Random, pool: Pool) -> Somebody:
    """Make up a person."""
    first = pool.one(rng, "wordy_first" if rng.random() < WORDY else "first")
    last = pool.one(rng, "wordy_last" if rng.random() < WORDY else "last")
    if rng.random() < 0.05:
        last = f"{pool.one(rng, 'particle')} {last}"
    elif rng.random() < 0.08:
        last = f"{pool.one(rng, 'last')} {last}"
    nick = pool.one(rng, "nick") if rng.random() < 0.2 else ""
    return Somebody(first, last, nick)


def genitive(name: str) -> str:
    """Return the genitive as Swedish and Norwegian write it."""
    return name if name[-1] in "sxz" else f"{name}s"


_LETTERS = {"ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "ı": "i"}


def _bare(text: str) -> str:
    kept = "".join(c for c in normalize("NFKD", text) if not combining(c))
    return "".join(_LETTERS.get(c, c) for c in kept)


_DIGRAPHS = str.maketrans(
    dict(
        zip("åäöæøÅÄÖÆØ", ["aa", "ae", "oe", "ae", "oe", "Aa", "Ae", "Oe", "Ae", "Oe"], strict=True)
    )
)
_NEIGHBOUR = str.maketrans({"ä": "æ", "ö": "ø", "æ": "ä", "ø": "ö", "Ä": "Æ", "Ö": "Ø", "Ø": "Ö"})


def broken(rng: random.Random, name: str) -> str:
    """Split a name over a line, between its words or inside one."""
    gaps = [at for at, c in enumerate(name) if c == " "]
    if gaps and rng.random() < 0.5:
        at = rng.choice(gaps)
        return f"{name[:at]}\n{name[at + 1 :]}"
    inside = [
        at
        for at in range(2, len(name) - 1)
        if name[at - 2 : at + 2].isalpha() and name[at].islower()
    ]
    if not inside:
        return name
    at = rng.choice(inside)
    return f"{name[:at]}-\n{name[at:]}"


Form = Callable[[random.Random, Somebody], str]
FORMS: dict[str, Form] = {
    "full": lambda _, who: who.full,
    "first": lambda _, who: who.first,
    "last": lambda _, who: who.last.split()[-1],
    "first and initial": lambda _, who: f"{who.first} {_own(who)[0]}.",
    "initial and last": lambda _, who: f"{who.first[0]}. {who.last}",
    "dotted initials": lambda _, who: f"{who.first[0]}.{_own(who)[0]}.",
    "last, first": lambda _, who: f"{who.last}, {who.first}",
    "all capitals": lambda _, who: who.full.upper(),
    "first in capitals": lambda _, who: who.first.upper(),
    "other letters": lambda _, who: who.full.translate(_NEIGHBOUR),
    "digraphs": lambda _, who: who.full.translate(_DIGRAPHS),
    "no accents": lambda _, who: _bare(who.full),
    "hyphen left out": lambda _, who: who.first.replace("-", " "),
    "small letters": lambda _, who: who.full.lower(),
    "split over a line": lambda rng, who: broken(rng, who.full),
    "both last names by a hyphen": lambda _, who: f"{who.first} {who.last.replace(' ', '-')}",
    "nickname after": lambda _, who: f"{who.full} ({who.nick})" if who.nick else who.full,
    "nickname between": lambda _, who: f"{who.first} ”{who.nick or who.first}” {who.last}",
    "compound": lambda _, who: f"{who.first}-gruppen",
}


def _own(who: Somebody) -> str:
    """Return the last name without its "von"."""
    return next((part for part in who.last.split() if part[0].isupper()), who.last)


GENITIVES: dict[str, Form] = {
    "full, genitive": lambda _, who: genitive(who.full),
    "first, genitive": lambda _, who: genitive(who.first),
    "last, genitive": lambda _, who: genitive(who.last.split()[-1]),
    "capitals, genitive": lambda _, who: genitive(who.full.upper().replace("S'", "S")).replace(
        "s", "S"
    ),
    "apostrophe": lambda _, who: f"{who.first}'" if who.first[-1] in "sxz" else f"{who.first}'s",
    "curly apostrophe": lambda _, who: f"{who.last}’" if who.last[-1] in "sxz" else f"{who.last}’s",
    "initials, genitive": lambda _, who: f"{who.first[0]}.{_own(who)[0]}:s",
}
