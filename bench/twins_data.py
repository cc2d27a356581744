"""Nominations of which we know who is who: made by a generator, for `bench.twins`.

Each identity is nominated once or several times, each time by somebody else who writes the name
in their own way; among them stand people who are easily taken for each other. Names and places
are other than those of the tests, and other than most of those the search knows as common.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, pairwise, product
from pathlib import Path
from typing import Any

from awards.demo.files import LUND, SANDNES
from awards.triage.twins.entries import Entry, Place

_DATA: dict[str, Any] = json.loads(
    Path(__file__).with_name("twins_names.json").read_text(encoding="utf-8")
)
_GIVEN = _DATA["given"]
_FIRST = _DATA["first_halves"]
_LAST = _DATA["second_halves"]
_FARMS = _DATA["farms"]
_COMMON = _DATA["common"]
_COMMON_GIVEN = _DATA["common_given"]
_SURNAMES = [
    *(first + last for first, last in product(_FIRST, _LAST) if first[-1] != last[0]),
    *_FARMS,
]
_TITLES = _DATA["titles"]
_NICKS = _DATA["nicknames"]
_TEAMS = _DATA["teams"]
_KINDS_OF_TEAM = _DATA["kinds_of_team"]
_GENERIC = _DATA["generic_teams"]
_LOST = {"å": "aa", "ä": "ae", "ö": "oe", "ø": "oe", "æ": "ae"}
_BARE = {"å": "a", "ä": "a", "ö": "o", "ø": "o", "æ": "ae"}
_ACROSS = {"ä": "æ", "ö": "ø", "æ": "ä", "ø": "ö"}
_HEARD = [("kr", "chr"), ("f", "ph"), ("v", "w"), ("k", "c"), ("ks", "x"), ("t", "th")]


@dataclass(frozen=True)
class Known:
    """Nominations, who each is of, and how the others of the same identity differ."""

    entries: list[Entry]
    identity: dict[str, int]
    way: dict[str, str]
    """Nomination → how its name was changed ("as-is" for the first of an identity)."""

    def pairs(self) -> dict[tuple[str, str], str]:
        """Return each pair of the same nominee → in which way they differ."""
        groups: dict[int, list[str]] = {}
        for one, number in self.identity.items():
            groups.setdefault(number, []).append(one)
        found = {}
        for ids in groups.values():
            for place, one in enumerate(ids):
                for other in ids[place + 1 :]:
                    ways = sorted({self.way[one], self.way[other]} - {"as-is"})
                    first, second = sorted((one, other))
                    found[first, second] = " + ".join(ways) or "as-is"
        return found


@dataclass
class _Somebody:
    given: str
    surname: str
    title: str
    place: Place
    team: str = ""
    members: list[str] = field(default_factory=list)

    @property
    def full(self) -> str:
        return self.team or f"{self.given} {self.surname}"


class Generator:
    """Makes nominations; the same seed always makes the same."""

    def __init__(self, seed: int) -> None:
        """Throw the dice for units and words."""
        self.dice = random.Random(seed)
        self.chain = _chain()
        self.words = sorted(self.chain)
        self.places = list(self._places())
        self.entries: list[Entry] = []
        self.identity: dict[str, int] = {}
        self.way: dict[str, str] = {}
        self.number = 0

    def _places(self) -> Iterator[Place]:
        for employer in range(3):
            for part in range(8):
                above = (f"part-{employer}-{part}", f"employer-{employer}")
                for unit in range(9):
                    name = f"Enhet {employer}{part}{unit}"
                    yield Place(f"unit-{employer}-{part}-{unit}", above, name)

    def make(self, nominations: int) -> Known:
        """Return so many nominations: a third of the identities more than once, some lookalikes."""
        while len(self.entries) < nominations:
            self._one_round()
        entries = self.entries[:nominations]
        self.dice.shuffle(entries)
        ids = {entry.id for entry in entries}
        return Known(
            entries,
            {one: number for one, number in self.identity.items() if one in ids},
            {one: way for one, way in self.way.items() if one in ids},
        )

    def _one_round(self) -> None:
        """Once every way to differ, every kind of lookalike, and people nominated once."""
        for name, change in WAYS.items():
            self._twice(name, change)
        for way in ("changed members", "other words for the team", "slip in the team's name"):
            self._group_twice(way)
        for lookalikes in (
            self._namesakes,
            self._siblings,
            self._same_template,
            self._near_names,
            self._same_first_name,
            self._double_names,
            self._generic_teams,
        ):
            lookalikes()
        for _ in range(30):
            self._nominate(self._somebody(), "as-is", new=True)

    # — who —

    def _surname(self) -> str:
        common = self.dice.random() < 0.2
        names: list[str] = _COMMON if common else _SURNAMES
        return self.dice.choice(names)

    def _somebody(self, place: Place | None = None, **values: Any) -> _Somebody:
        common = self.dice.random() < 0.15
        given: dict[str, Any] = {
            "given": self.dice.choice(_COMMON_GIVEN if common else _GIVEN),
            "surname": self._surname(),
            "title": self.dice.choice(_TITLES),
        }
        return _Somebody(**{**given, **values}, place=place or self.dice.choice(self.places))

    def _team(self) -> _Somebody:
        somebody = self._somebody()
        kind, name = self.dice.choice(_KINDS_OF_TEAM), self.dice.choice(_TEAMS)
        somebody.team = f"{kind} {name}"
        somebody.members = [self._somebody().full for _ in range(self.dice.randint(3, 7))]
        return somebody

    # — twins —

    def _twice(self, way: str, change: "Change") -> None:
        who = self._somebody()
        if way == "nickname":
            who.given = self.dice.choice(sorted(_NICKS))
        changed = change(self.dice, who)
        for _ in range(20):  # not every name can be written in every way
            if changed is not None and changed != who.full:
                break
            who = self._somebody()
            changed = change(self.dice, who)
        if changed is None:
            return
        text = self._text(who)
        self._nominate(who, "as-is", new=True, text=text)
        again = text if way == "same text, other words for the name" else None
        sure = way.startswith("married")
        self._nominate(who, way, name=changed, text=self._retold(again), sure=sure)
        if self.dice.random() < 0.15:
            self._nominate(who, "as-is")

    def _group_twice(self, way: str) -> None:
        who = self._team()
        self._nominate(who, "as-is", new=True)
        name, members = who.team, list(who.members)
        if way == "changed members":
            members = [*members[: max(2, len(members) * 2 // 3)], self._somebody().full]
        elif way == "other words for the team":
            name = f"{who.team.split()[-1]}, {who.place.name}"
            members = [_slip(self.dice, m) if self.dice.random() < 0.2 else m for m in members]
        else:
            name = " ".join([who.team.split()[0], _slip(self.dice, who.team.split()[-1])])
        self._nominate(who, way, name=name, members=members)

    # — lookalikes: each is an identity of its own —

    def _namesakes(self) -> None:
        given, surname = self.dice.choice(_COMMON_GIVEN), self.dice.choice(_COMMON)
        for place in self.dice.sample(self.places, 2):
            who = self._somebody(place, given=given, surname=surname)
            self._nominate(who, "namesake in another unit", new=True)

    def _siblings(self) -> None:
        place, surname = self.dice.choice(self.places), self._surname()
        for given in self.dice.sample(_GIVEN, 2):
            who = self._somebody(place, given=given, surname=surname)
            self._nominate(who, "sibling in the unit", new=True)

    def _same_template(self) -> None:
        text, place = self._text(None), self.dice.choice(self.places)
        title = self.dice.choice(_TITLES)
        for given in self.dice.sample(_GIVEN, 3):
            who = self._somebody(place, given=given, title=title)
            self._nominate(who, "same template", new=True, text=f"{who.full} {text}")

    def _near_names(self) -> None:
        """Return people whose names are a letter apart, and are names both."""
        place, surname = self.dice.choice(self.places), self._surname()
        near = [("Johan", "Johanna"), ("Erik", "Erika"), ("Karl", "Karla"), ("Emil", "Emilia")]
        for given in self.dice.choice(near):
            who = self._somebody(place, given=given, surname=surname)
            self._nominate(who, "names a letter apart", new=True)

    def _same_first_name(self) -> None:
        place, given = self.dice.choice(self.places), self.dice.choice(_GIVEN)
        for title in self.dice.sample(_TITLES, 2):
            who = self._somebody(place, given=given, title=title)
            self._nominate(who, "same first name, other work", new=True)

    def _double_names(self) -> None:
        place, surname = self.dice.choice(self.places), self._surname()
        first = self.dice.choice(["Anna", "Karl", "Per", "Britt"])
        for second in self.dice.sample(["Lena", "Karin", "Olof", "Stina", "Erik", "Sofi"], 2):
            who = self._somebody(place, given=f"{first}-{second}", surname=surname)
            self._nominate(who, "other double name", new=True)

    def _generic_teams(self) -> None:
        name = self.dice.choice(_GENERIC)
        for place in self.dice.sample(self.places, 2):
            who = self._team()
            who.team, who.place = name, place
            self._nominate(who, "same name of another team", new=True)
        here = self.dice.choice(self.places)
        for name in ("Avdelning 1", "Avdelning 2"):
            who = self._team()
            who.team, who.place = name, here
            self._nominate(who, "team next door", new=True)

    # — a nomination —

    def _nominate(
        self,
        who: _Somebody,
        way: str,
        *,
        new: bool = False,
        name: str | None = None,
        members: list[str] | None = None,
        text: str | None = None,
        sure: bool = False,
    ) -> None:
        """Write one nomination; `sure` of unit and title, else somebody may leave them out."""
        self.number += new
        key = f"{self.dice.getrandbits(64):016x}"
        dice = 0.0 if new or sure else self.dice.random()
        place = who.place
        places: tuple[Place, ...] = (place,)
        if dice > 0.9:
            places = ()
        elif dice > 0.8:
            places = (Place(place.above[0], place.above[1:], "Förvaltningen"),)
        told = new or sure or self.dice.random() < 0.75
        self.entries.append(
            Entry(
                id=key,
                award_id=f"award-{self.number % 6}",
                is_person=not who.team,
                nominee=name or who.full,
                title=who.title if told and not who.team else "",
                members=tuple(members if members is not None else who.members),
                places=places,
                text=text or self._text(who),
            )
        )
        self.identity[key] = self.number
        self.way[key] = way

    def _text(self, who: _Somebody | None) -> str:
        words = [self.dice.choice(self.words)]
        while len(words) < 70:
            words.append(self.dice.choice(self.chain.get(words[-1]) or self.words))
        return f"{who.full if who else ''} {' '.join(words)}"

    def _retold(self, text: str | None) -> str | None:
        """Return a text that was copied, with a word changed here and there."""
        if text is None:
            return None
        swapped = [self.dice.choice(self.words) if self.dice.random() < 0.04 else w
                   for w in text.split()]  # fmt: skip
        return " ".join(swapped)


def _chain() -> dict[str, list[str]]:
    """Return word → words that follow it in the demo's texts."""
    files = ((LUND, "nominations-2026"), (LUND, "nominations-2025"), (SANDNES, "nominations-2026"))
    texts = chain.from_iterable(
        one["answers"].values() for files, name in files for one in files.read(name)["nominations"]
    )
    follows: dict[str, list[str]] = {}
    for text in texts:
        words = text.split()
        for word, after in pairwise(words):
            follows.setdefault(word, []).append(after)
    return follows


Change = Callable[[random.Random, _Somebody], str | None]


def _slip(dice: random.Random, word: str) -> str:
    """Return a word with one slip of a finger: a letter lost, doubled, swapped or another."""
    place = dice.randrange(1, len(word))
    how = dice.randrange(4)
    if how == 0:
        return word[:place] + word[place + 1 :]
    if how == 1:
        return word[:place] + word[place] + word[place:]
    if how == 2 and place + 1 < len(word):
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + dice.choice("aeiorntsl") + word[place + 1 :]


def _written(letters: dict[str, str]) -> Change:
    def change(dice: random.Random, who: _Somebody) -> str | None:
        del dice
        changed = "".join(
            letters[c.lower()].title()
            if c.isupper() and c.lower() in letters
            else letters.get(c, c)
            for c in who.full
        )
        return changed if changed != who.full else None

    return change


def _heard(dice: random.Random, who: _Somebody) -> str | None:
    given, surname = who.given.lower(), who.surname.lower()
    fitting = [(a, b) for a, b in _HEARD if a in given or a in surname]
    if not fitting:
        return None
    said, written = dice.choice(fitting)
    return f"{given.replace(said, written, 1)} {surname.replace(said, written, 1)}".title()


def _typed_wrong(dice: random.Random, who: _Somebody) -> str:
    if dice.random() < 0.5:
        return f"{_slip(dice, who.given)} {who.surname}"
    return f"{who.given} {_slip(dice, who.surname)}"


def _initials(dice: random.Random, who: _Somebody) -> str:
    letters = [part[0] for part in who.given.split("-")]
    if len(letters) > 1:
        together = dice.choice(["-", ""]).join(letters)
        return f"{together} {who.surname}"
    return dice.choice([f"{letters[0]}. {who.surname}", f"{letters[0]} {who.surname}"])


def _nickname(dice: random.Random, who: _Somebody) -> str | None:
    nick = _NICKS.get(who.given)
    if nick is None:
        return None
    return dice.choice([f"{nick} {who.surname}", f"{who.given} ({nick}) {who.surname}"])


def _other_words(dice: random.Random, who: _Somebody) -> str:
    return dice.choice(
        [
            who.given,
            f"vår {who.given} på {who.place.name}",
            f"{who.given} {who.surname}, {who.title}",
            f"{who.full} på {who.place.name}",
            f"{who.surname} {who.given}",
        ]
    )


WAYS: dict[str, Change] = {
    "same name": lambda _, who: who.full.upper(),
    "order of names": lambda dice, who: dice.choice(
        [f"{who.surname} {who.given}", f"{who.surname}, {who.given}"]
    ),
    "initials": _initials,
    "å, ä, ö as two letters": _written(_LOST),
    "å, ä, ö without marks": _written(_BARE),
    "ä, ö as æ, ø": _written(_ACROSS),
    "as it sounds": _heard,
    "slip of a finger": _typed_wrong,
    "nickname": _nickname,
    "double name in two words": lambda _, who: (
        who.full.replace("-", " ") if "-" in who.given else None
    ),
    "second family name": lambda dice, who: f"{who.full}-{dice.choice(_SURNAMES)}",
    "middle name": lambda dice, who: f"{who.given} {dice.choice(_GIVEN)} {who.surname}",
    "married name": lambda dice, who: f"{who.given} {dice.choice(_SURNAMES)}",
    "married, again": lambda dice, who: f"{who.given} {dice.choice(_COMMON)}",
    "same text, other words for the name": _other_words,
}
