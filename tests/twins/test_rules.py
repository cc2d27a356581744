"""How names, texts and groups are compared, and what a merger makes of verdicts."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.programmes.models import Phase
from awards.triage.models import IneligibleReason, Verdict
from awards.triage.twins import rules
from awards.triage.twins.entries import Entry, Place
from awards.triage.twins.likeness import ENOUGH, Kind, Surroundings, points_of, weigh
from awards.triage.twins.names import fold, name_of, sound
from awards.triage.twins.rules import Part
from awards.triage.twins.search import clusters, suggestions, surroundings
from awards.triage.twins.shared import Bit, with_shared

TOWN = ("care", "town")
HOME = Place("home", TOWN, "Strandgården")
SCHOOL = Place("school", TOWN, "Havsskolan")
CARE = Place("care", ("town",), "Omsorgen")
AROUND = surroundings([])
YES, NO = Verdict.ELIGIBLE, Verdict.INELIGIBLE
THIN = IneligibleReason.TOO_THIN


def _person(name: str, number: int = 1, *, title: str = "", text: str = "", **more: Any) -> Entry:
    values: dict[str, Any] = {"places": (HOME,), **more}
    return Entry(str(number), "award", True, name, title=title, text=text, **values)


def _group(name: str, number: int = 1, members: tuple[str, ...] = (), **more: Any) -> Entry:
    values: dict[str, Any] = {"places": (HOME,), **more}
    return Entry(str(number), "award", False, name, members=members, **values)


def _points(one: Entry, other: Entry) -> int:
    return points_of(weigh(one, other, AROUND))


def _kinds(one: Entry, other: Entry) -> set[Kind]:
    return {evidence.kind for evidence in weigh(one, other, AROUND)}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Åse", "Aase"), ("Björg", "Bjoerg"), ("Pär", "PAER"), ("Sørby", "Sörby"), ("André", "Andre")],
)
def test_nordic_letters_and_their_substitutes_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_names_that_sound_alike_are_the_same() -> None:
    assert {sound(fold(name)) for name in ("Kristoffer", "Christopher", "KRISTOFER")} == {
        "kristofer"
    }


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Blåklint, Åsa", ("asa", "blaklint")),
        ("Åsa Blåklint på Strandgården", ("asa", "blaklint")),
        ("vår fantastiska Åsa", ("asa",)),
        ("Åsa (Ossan) Blåklint", ("asa", "blaklint")),
        ("ÅB Blåklint", ("a", "b", "blaklint")),
        ("Åsa Blåklint, undersköterska", ("asa", "blaklint")),
        ("Åsa-Lotta Blåklint", ("asa", "lotta", "blaklint")),
        ("åsa blåklint", ("asa", "blaklint")),
    ],
)
def test_a_name_is_taken_out_of_what_stands_around_it(written: str, words: tuple[str, ...]) -> None:
    assert name_of(written).words == words


@pytest.mark.parametrize(
    ("other", "kind"),
    [
        ("Vinterhav Cecilia", Kind.NAME_ORDER),
        ("C. Vinterhav", Kind.INITIAL),
        ("Cecilja Vinterhav", Kind.TYPING),
        ("Sessi Cecilia Vinterhav", Kind.EXTRA_NAME),
        ("Cecilia Vinterhav-Moe", Kind.EXTRA_NAME),
        ("CECILIA WINTERHAV", Kind.SPELLING),
    ],
)
def test_a_name_written_otherwise_is_suggested_and_says_how(other: str, kind: Kind) -> None:
    pair = _person("Cecilia Vinterhav"), _person(other, 2)
    assert _points(*pair) >= ENOUGH
    assert kind in _kinds(*pair)


def test_a_short_name_is_known() -> None:
    pair = _person("Lasse Vinterhav"), _person("Lars Vinterhav", 2)
    assert _points(*pair) >= ENOUGH
    assert Kind.NICKNAME in _kinds(*pair)


def test_a_married_name_needs_the_same_unit_and_the_same_work() -> None:
    def pair(place: Place, title: str) -> int:
        one = _person("Cecilia Vinterhav", title="lärare")
        return _points(one, _person("Cecilia Moe", 2, title=title, places=(place,)))

    assert [
        pair(*way) >= ENOUGH for way in ((HOME, "lärare"), (SCHOOL, "lärare"), (HOME, "kock"))
    ] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cecilia Vinterhav", "Petter Vinterhav"),  # sister and brother
        ("Britt-Marie Vinterhav", "Britt-Inger Vinterhav"),
        ("Karl Vinterhav", "Karla Vinterhav"),
        ("Cecilia Vinterhav", "Tuva Sommarsol"),
    ],
)
def test_other_people_in_the_same_unit_are_not_suggested(one: str, other: str) -> None:
    text = "Samma text som alla skickar in om sina kollegor i år, ord för ord."
    pair = _person(one, title="kock", text=text), _person(other, 2, title="kock", text=text)
    assert _points(*pair) < ENOUGH


def test_a_common_name_in_another_unit_is_not_suggested() -> None:
    pair = _person("Anna Andersson"), _person("Anna Andersson", 2, places=(SCHOOL,))
    assert _points(*pair) < ENOUGH
    assert {Kind.COMMON_NAME, Kind.OTHER_UNIT} <= _kinds(*pair)


def test_a_unit_and_what_it_belongs_to_are_near() -> None:
    pair = _person("Cecilia Vinterhav"), _person("Cecilia Vinterhav", 2, places=(CARE,))
    assert Kind.NEAR_UNIT in _kinds(*pair)


def test_the_same_text_with_a_first_name_only_is_suggested() -> None:
    text = "Hon byggde ett växthus bakom köket och lärde alla barn att så, skörda och laga mat."
    one = _person("Cecilia Vinterhav", text=text, places=())
    other = _person("vår Cecilia", 2, text=text, places=())
    assert _points(one, other) >= ENOUGH
    assert {Kind.SAME_TEXT, Kind.ONE_NAME} == _kinds(one, other)


def test_a_group_is_known_by_its_members_whatever_it_is_called() -> None:
    names = ("Cecilia Vinterhav", "Petter Sol", "Tuva Storm", "Agda Moe")
    pair = _group("Växthusgänget", 1, names), _group("Köket", 2, (*names[:3], "Nils Alm"))
    assert _points(*pair) >= ENOUGH
    assert _kinds(*pair) == {Kind.MEMBERS, Kind.SAME_UNIT}


def test_teams_with_other_numbers_are_two() -> None:
    assert weigh(_group("Avdelning 3"), _group("Avdelning 4", 2), Surroundings()) == []


def test_the_same_address_is_enough() -> None:
    pair = _person("Sessan", email="c@lund.se"), _person("Cecilia Vinterhav", 2, email="C@lund.se")
    assert Kind.SAME_EMAIL in _kinds(*pair)
    assert _points(*pair) >= ENOUGH


# — whatever is written —

_NAMES = st.sampled_from(
    [
        *("Cecilia Vinterhav", "Vinterhav, Cecilia", "C Vinterhav", "Cecilia Moe", "Anna Moe"),
        *(
            "A-L Moe",
            "Moe",
            "Lasse",
            "Lars Sol",
            "Köksteamet",
            "Team Sol",
            "åå",
            "-",
            "Þóra Ðal",
            "X",
        ),
    ]
)
_ENTRIES = st.lists(
    st.builds(
        lambda name, is_person, members, place, text: (name, is_person, members, place, text),
        st.one_of(_NAMES, st.text(max_size=20)),
        st.booleans(),
        st.lists(_NAMES, max_size=4),
        st.sampled_from([(), (HOME,), (SCHOOL, CARE)]),
        st.sampled_from(["", "ett två tre fyra fem sex", "ett två tre fyra sju åtta"]),
    ),
    max_size=12,
)


def _entries(drawn: list[tuple[str, bool, list[str], tuple[Place, ...], str]]) -> list[Entry]:
    return [
        Entry(f"{n:02}", "award", is_person, name, members=tuple(m), places=place, text=text)
        for n, (name, is_person, m, place, text) in enumerate(drawn)
    ]


@given(_ENTRIES, st.randoms(use_true_random=False))
def test_the_order_they_come_in_does_not_matter(
    drawn: list[tuple[str, bool, list[str], tuple[Place, ...], str]], dice: random.Random
) -> None:
    entries = _entries(drawn)
    shuffled = list(entries)
    dice.shuffle(shuffled)
    assert suggestions(shuffled) == suggestions(entries)


@given(_ENTRIES)
def test_it_is_the_same_both_ways_round(
    drawn: list[tuple[str, bool, list[str], tuple[Place, ...], str]],
) -> None:
    entries = _entries(drawn)
    for one in entries:
        for other in entries:
            swapped = (
                Entry(**{**_values(one), "id": other.id}),
                Entry(**{**_values(other), "id": one.id}),
            )
            there = weigh(one, other, Surroundings())
            assert weigh(other, one, Surroundings()) == there
            if one is not other:
                assert points_of(weigh(*swapped, Surroundings())) == points_of(there)


def _values(entry: Entry) -> dict[str, Any]:
    names = ("id", "award_id", "is_person", "nominee", "members", "places", "text")
    return {name: getattr(entry, name) for name in names}


def test_what_hangs_together_is_one_cluster() -> None:
    assert clusters([("b", "a"), ("c", "b"), ("x", "y")]) == [["a", "b", "c"], ["x", "y"]]


def test_passages_that_another_has_are_marked() -> None:
    marked = with_shared(
        [["Hon byggde ett växthus bakom köket."], ["Ja: hon byggde ett växthus bakom"]]
    )
    assert marked == [
        [[Bit("Hon byggde ett växthus bakom", shared=True), Bit(" köket.", shared=False)]],
        [[Bit("Ja: ", shared=False), Bit("hon byggde ett växthus bakom", shared=True)]],
    ]


# — verdicts and phases —


@pytest.mark.parametrize(
    ("given", "whole"),
    [
        ([None, None], (None, None)),
        ([YES, None], (YES, None)),
        ([YES, YES], (YES, None)),
        ([YES, NO], (None, None)),
        ([NO, None], (None, None)),
        ([NO, NO], (NO, THIN)),
    ],
)
def test_verdict_of_the_whole(
    given: list[Verdict | None], whole: tuple[Verdict | None, IneligibleReason | None]
) -> None:
    parts = [Part("c", ("n",), one, THIN if one is NO else None) for one in given]
    assert rules.merged_verdict(parts) == whole


def _answer(question: Callable[[], object]) -> type[Exception] | None:
    try:
        question()
    except Exception as error:  # noqa: BLE001 - which one is what is asked
        return type(error)
    return None


@pytest.mark.parametrize(
    ("phase", "scored", "reason", "answer"),
    [
        (Phase.NOMINATING, [], "", None),
        (Phase.TRIAGE, [], "", None),
        (Phase.SCORING, [], "", rules.ReasonMissing),
        (Phase.SCORING, [], "The same person.", None),
        (Phase.SCORING, ["KX4"], "The same person.", rules.Scored),
        (Phase.DELIBERATION, [], "The same person.", rules.ScoringOver),
    ],
)
def test_when_candidates_may_be_merged(
    phase: Phase, scored: list[str], reason: str, answer: type[Exception] | None
) -> None:
    assert _answer(lambda: rules.require_open(phase, scored, reason)) == answer


def test_a_late_one_does_not_slip_in_without_a_reason() -> None:
    parts = [Part("c", ("a",), YES), Part(None, ("b",), late=True)]
    assert _answer(lambda: rules.require_reason_for_late(parts, "")) is rules.LateNeedsReason
    assert _answer(lambda: rules.require_reason_for_late(parts, "Came by post.")) is None


def test_the_candidate_with_most_texts_keeps_its_name() -> None:
    parts = [Part("a", ("1",)), Part("b", ("2", "3")), Part(None, ("4", "5", "6"))]
    assert rules.keeper(parts) == parts[1]
