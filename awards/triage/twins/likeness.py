"""How likely two nominations are of the same nominee: points, each with its reason. Pure.

No black box: what speaks for it and against it is a list of evidence, and the points are its sum.
From `ENOUGH` on two nominations are suggested. Names decide: without a name that agrees in some
way neither the same unit nor the same text is anything but a coincidence, or a template.
"""

from dataclasses import dataclass
from enum import StrEnum

from awards.triage.twins.entries import Entry
from awards.triage.twins.groups import group_name, members_in_common
from awards.triage.twins.names import Agree, Name, Pairing, fold, pair_words
from awards.triage.twins.texts import share

ENOUGH = 66
MOST = 100


class Kind(StrEnum):
    """What a piece of evidence is about."""

    SAME_NAME = "same-name"
    NAME_ORDER = "name-order"
    SPELLING = "spelling"
    NICKNAME = "nickname"
    INITIAL = "initial"
    TYPING = "typing"
    EXTRA_NAME = "extra-name"
    ONE_NAME = "one-name"
    OTHER_SURNAME = "other-surname"
    COMMON_NAME = "common-name"
    GROUP_NAME = "group-name"
    MEMBERS = "members"
    OTHER_MEMBERS = "other-members"
    IS_MEMBER = "is-member"
    SAME_UNIT = "same-unit"
    NEAR_UNIT = "near-unit"
    OTHER_UNIT = "other-unit"
    OTHER_EMPLOYER = "other-employer"
    SAME_TITLE = "same-title"
    OTHER_TITLE = "other-title"
    SAME_EMAIL = "same-email"
    OTHER_EMAIL = "other-email"
    SAME_TEXT = "same-text"
    LIKE_TEXT = "like-text"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for or against, with what it stands on."""

    kind: Kind
    points: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Surroundings:
    """What an edition's other nominations tell about how much a name or a text says."""

    common: frozenset[str] = frozenset()
    """Names, as they sound, that many have."""
    templates: frozenset[int] = frozenset()
    """Runs of words that stand in many texts."""
    generic: frozenset[str] = frozenset()
    """Folded words that many groups are called by."""


_FOR_AGREEMENT = {
    Agree.SPELLED: (Kind.SPELLING, -2),
    Agree.SOUND: (Kind.SPELLING, -5),
    Agree.NICKNAME: (Kind.NICKNAME, -8),
    Agree.TYPO: (Kind.TYPING, -12),
    Agree.INITIAL: (Kind.INITIAL, -16),
}
_FULL, _EXTRA, _OTHER_SURNAME, _ONE_GIVEN = 74, 70, 36, 34
_COMMON = -14
_SOME_MEMBERS, _MOST_MEMBERS = 0.25, 0.5
_LIKE_TEXT, _SAME_TEXT = 0.2, 0.6
_SAME_TITLE = 85
_SURE = 48
"""A member's name with so many points is the same member's."""

_NEXT_INITIAL = 4
"""A second initial that fits is no doubt more, but a reason."""


def weigh(one: Entry, other: Entry, around: Surroundings) -> list[Evidence]:
    """Return what speaks for and against; empty when no name agrees. The same both ways round."""
    if one.id > other.id:
        one, other = other, one
    by_name = _named(one, other, around)
    email = _email(one, other)
    if not by_name and not any(e.points > 0 for e in email):
        return []
    rest = [*email, *_units(one, other), *_text(one, other, around)]
    if one.is_person and other.is_person:
        rest += _titles(one, other)
    found = [*by_name, *rest]
    return sorted(found, key=lambda e: (-e.points, e.kind.value))


def points_of(evidence: list[Evidence]) -> int:
    """Return the sum, from 0 to 100."""
    return max(0, min(MOST, sum(one.points for one in evidence)))


def _named(one: Entry, other: Entry, around: Surroundings) -> list[Evidence]:
    if one.is_person and other.is_person:
        return _person_names(one.name, other.name, around)
    if one.is_person or other.is_person:
        person, group = (one, other) if one.is_person else (other, one)
        return _membership(person, group, around)
    return _groups(one, other, around)


def _membership(person: Entry, group: Entry, around: Surroundings) -> list[Evidence]:
    """One nominated the person, another the group they belong to: the text has to tell."""
    for member in group.people:
        if _is_same(person.name, member, around):
            return [Evidence(Kind.IS_MEMBER, 26, (person.nominee,))]
    return []


def _is_same(one: Name, other: Name, around: Surroundings) -> bool:
    return sum(e.points for e in _person_names(one, other, around)) >= _SURE


def _person_names(one: Name, other: Name, around: Surroundings) -> list[Evidence]:
    pairing = pair_words(one, other, around.common)
    base = _base(one, other, pairing)
    if base is None:
        return []
    found = [base]
    initials = 0
    for i, j, agree in pairing.matched:
        if agree in _FOR_AGREEMENT:
            kind, points = _FOR_AGREEMENT[agree]
            initials += agree is Agree.INITIAL
            points = _NEXT_INITIAL if agree is Agree.INITIAL and initials > 1 else points
            found.append(Evidence(kind, points, tuple(sorted((one.plain[i], other.plain[j])))))
    if base.kind in {Kind.SAME_NAME, Kind.NAME_ORDER, Kind.EXTRA_NAME} and all(
        _is_common(one.sounds[i], around) or _is_common(other.sounds[j], around)
        for i, j, _ in pairing.matched
    ):
        found.append(Evidence(Kind.COMMON_NAME, _COMMON))
    return found


def _is_common(word: str, around: Surroundings) -> bool:
    return len(word) == 1 or word in around.common


def _base(one: Name, other: Name, pairing: Pairing) -> Evidence | None:
    """Return what the names as wholes say, or none when they are two people's."""
    whole = [match for match in pairing.matched if match[2] is not Agree.INITIAL]
    left, right = pairing.left
    if not whole:
        return None
    if not left and not right:
        return _full(one, other, pairing)
    if not (left and right):
        return _within(one, other, pairing)
    return _with_other_surname(one, other, pairing)


def _full(one: Name, other: Name, pairing: Pairing) -> Evidence | None:
    if len(pairing.matched) == 1:
        return Evidence(Kind.ONE_NAME, _ONE_GIVEN, (one.written,))
    in_order = all(i == j for i, j, _ in pairing.matched) and one.reversed == other.reversed
    return Evidence(Kind.SAME_NAME if in_order else Kind.NAME_ORDER, _FULL)


def _within(one: Name, other: Name, pairing: Pairing) -> Evidence | None:
    """One name has words more: a middle name, a second family name; or is a first name only."""
    longer, places = (one, pairing.left[0]) if pairing.left[0] else (other, pairing.left[1])
    more = tuple(longer.plain[place] for place in places)
    if len(pairing.matched) > 1:
        return Evidence(Kind.EXTRA_NAME, _EXTRA, more)
    side = 0 if longer is one else 1
    is_first = pairing.matched[0][side] == 0
    return Evidence(Kind.ONE_NAME, _ONE_GIVEN, more) if is_first else None


def _with_other_surname(one: Name, other: Name, pairing: Pairing) -> Evidence | None:
    """Weigh the same first name with another family name; other first names are another's."""
    firsts = [match for match in pairing.matched if match[0] == 0 and match[1] == 0]
    if not firsts or firsts[0][2] in {Agree.INITIAL, Agree.TYPO}:
        return None
    if _is_first_name(one, pairing, 0) or _is_first_name(other, pairing, 1):
        return None
    words = tuple(
        sorted(
            " ".join(name.plain[place] for place in left)
            for name, left in zip((one, other), pairing.left, strict=True)
        )
    )
    shared = len(pairing.matched) > 1
    return Evidence(Kind.OTHER_SURNAME, _OTHER_SURNAME + (12 if shared else 0), words)


def _is_first_name(name: Name, pairing: Pairing, side: int) -> bool:
    """Say whether a left-over word stands before a matched family name: Anna-Lena, Anna-Karin."""
    last = len(name.words) - 1
    return last in pairing.places(side) and last > 0


def _groups(one: Entry, other: Entry, around: Surroundings) -> list[Evidence]:
    found = []
    likeness = group_name(one.nominee, other.nominee, around.generic)
    if likeness.contradict:
        return []
    if likeness.points:
        found.append(Evidence(Kind.GROUP_NAME, likeness.points, likeness.words))
    names = members_in_common(one, other, lambda a, b: _is_same(a, b, around))
    if names is not None:
        most = max(len(one.people) + len(other.people) - len(names), 1)
        part = len(names) / most
        if part >= _SOME_MEMBERS:
            points = 54 if part >= _MOST_MEMBERS else 34
            found.append(Evidence(Kind.MEMBERS, points, tuple(names)))
        elif not names:
            found.append(Evidence(Kind.OTHER_MEMBERS, -44))
    return found if any(e.points > 0 for e in found) else []


def _email(one: Entry, other: Entry) -> list[Evidence]:
    left, right = one.email.strip().casefold(), other.email.strip().casefold()
    if not left or not right:
        return []
    if left == right:
        return [Evidence(Kind.SAME_EMAIL, 60, (left,))]
    return [Evidence(Kind.OTHER_EMAIL, -24, tuple(sorted((left, right))))]


def _units(one: Entry, other: Entry) -> list[Evidence]:
    if not one.places or not other.places:
        return []
    named = {place.id: place.name for place in (*one.places, *other.places)}
    same = sorted(one.units & other.units)
    if same:
        return [Evidence(Kind.SAME_UNIT, 22, tuple(named[unit] for unit in same))]
    if _are_near(one, other):
        return [Evidence(Kind.NEAR_UNIT, 14, _place_names(one, other))]
    employers = [{place.employer for place in entry.places} for entry in (one, other)]
    if employers[0].isdisjoint(employers[1]):
        return [Evidence(Kind.OTHER_EMPLOYER, -30, _place_names(one, other))]
    return [Evidence(Kind.OTHER_UNIT, -22, _place_names(one, other))]


def _are_near(one: Entry, other: Entry) -> bool:
    """One unit stands right under the other, or anywhere under it."""
    return any(
        left.id in right.above or right.id in left.above
        for left in one.places
        for right in other.places
    )


def _place_names(one: Entry, other: Entry) -> tuple[str, ...]:
    return tuple(sorted(", ".join(p.name for p in entry.places) for entry in (one, other)))


def _titles(one: Entry, other: Entry) -> list[Evidence]:
    left, right = fold(one.title.strip()), fold(other.title.strip())
    if not left or not right:
        return []
    words = tuple(sorted((one.title.strip(), other.title.strip())))
    ways = set(left.split()), set(right.split())
    if _alike(left, right) >= _SAME_TITLE or ways[0] <= ways[1] or ways[1] <= ways[0]:
        return [Evidence(Kind.SAME_TITLE, 14, words[:1])]
    return [Evidence(Kind.OTHER_TITLE, -10, words)]


def _alike(one: str, other: str) -> float:
    from rapidfuzz.fuzz import ratio  # late: not before there is something to compare

    return float(ratio(one, other))


def _text(one: Entry, other: Entry, around: Surroundings) -> list[Evidence]:
    part = share(one.runs - around.templates, other.runs - around.templates)
    percent = str(round(part * 100))
    if part >= _SAME_TEXT:
        return [Evidence(Kind.SAME_TEXT, 34, (percent,))]
    return [Evidence(Kind.LIKE_TEXT, 16, (percent,))] if part >= _LIKE_TEXT else []
