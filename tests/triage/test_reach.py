"""Who is never nominated: organisations against their people, small numbers hidden."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from awards.accounts.models import OrgKind, OrgUnit, Person
from awards.nominations.models import NominationState
from awards.programmes.models import Award, Phase
from awards.triage.reach.lines import Line, Reach, reach_of
from awards.triage.reach.picture import picture
from tests.factories import Make
from tests.nominations.test_pages import queries_counted
from tests.page import Browser, text_of

Browse = Callable[..., Browser]


def pairs(unit: str, number: int) -> list[tuple[str, str]]:
    return [(unit, f"{unit}{n}") for n in range(number)]


def test_nobody_nominated_comes_first_then_few_then_the_lowest_rate() -> None:
    units = ("small-rate", "high-rate", "few", "none", "none-larger")
    people = {"small-rate": 100, "high-rate": 10, "few": 50, "none": 5, "none-larger": 80}
    found = reach_of(
        [(name.title(), frozenset({name})) for name in units],
        people,
        [*pairs("small-rate", 5), *pairs("high-rate", 6), *pairs("few", 4)],
    )
    assert found == Reach(
        [
            Line("None-Larger", 80, 0),
            Line("None", 5, 0),
            Line("Few", 50, None, few=True),
            Line("Small-Rate", 100, 5),
            Line("High-Rate", 10, 6),
        ],
        0,
    )
    assert [line.rate for line in found.lines] == [0, 0, None, 5, 60]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_one_to_four_look_the_same(number: int) -> None:
    found = reach_of([("A", frozenset({"a"}))], {"a": 40}, pairs("a", number))
    assert found == Reach([Line("A", 40, None, few=True)], 0)


@pytest.mark.parametrize(("people", "shown"), [(1, 0), (4, 0), (5, 1)])
def test_an_organisation_of_one_to_four_people_is_left_out(people: int, shown: int) -> None:
    found = reach_of([("A", frozenset({"a"}))], {"a": people}, pairs("a", 9))
    assert (len(found.lines), found.too_small) == (shown, 1 - shown)


def test_without_people_on_file_only_the_nominations_are_told() -> None:
    (line,) = reach_of([("A", frozenset({"a"}))], {}, pairs("a", 7)).lines
    assert (line, line.rate) == (Line("A", None, 7), None)


def test_a_nomination_of_two_units_counts_once_in_each_organisation() -> None:
    both = [(unit, f"n{n}") for n in range(5) for unit in ("a", "a2", "b")]
    found = reach_of(
        [("A", frozenset({"a", "a2"})), ("B", frozenset({"b"}))], {"a": 5, "a2": 5, "b": 50}, both
    )
    assert found.lines == [Line("B", 50, 5), Line("A", 10, 5)]


def test_the_order_among_few_tells_nothing_but_their_people() -> None:
    organisations = [("A", frozenset({"a"})), ("B", frozenset({"b"}))]
    orders = {
        tuple(
            line.name
            for line in reach_of(
                organisations, {"a": 9, "b": 8}, [*pairs("a", few), *pairs("b", other)]
            ).lines
        )
        for few in range(1, 5)
        for other in range(1, 5)
    }
    assert orders == {("A", "B")}


def test_the_picture_gives_a_hidden_figure_no_bar_and_escapes_names() -> None:
    lines = [Line("<A>", 50, 0), Line("B", 50, None, few=True), Line("C", 10, 5), Line("D", 50, 5)]
    svg = picture(lines, ["none", "1–4", "50", "10"], title="T", description="D")
    assert ("&lt;A&gt;" in svg, svg.count("rp-bar"), svg.count("rp-few")) == (True, 2, 1)
    assert 'width="400" height="10"' in svg
    assert 'width="80" height="10"' in svg
    assert picture([], [], title="T", description="D").count("<text") == 0


# The page.


def _organisation(make: Make, name: str, people: int) -> OrgUnit:
    top = make.session.get(OrgUnit, "top") or make.unit("Lund", kind=OrgKind.EMPLOYER, id="top")
    unit = make.unit(name, top, kind=OrgKind.ADMINISTRATION)
    make.session.add_all(
        Person(name=f"P {n}", email=f"{n}@{unit.id}.example.org", org_unit_id=unit.id)
        for n in range(people)
    )
    make.session.commit()
    return unit


def _nominate(make: Make, award: Award, unit: OrgUnit, number: int, **values: Any) -> None:
    for n in range(number):
        make.nomination(award, units=[unit], nominee_name=f"{unit.name} {n}", **values)


@pytest.fixture
def award(make: Make) -> Award:
    return make.award(make.edition(Phase.NOMINATING))


def test_the_page_shows_each_organisation_and_hides_small_numbers(
    browse: Browse, make: Make, award: Award, session: Session
) -> None:
    care, school, roads = (_organisation(make, n, 20) for n in ("Care", "School", "Roads"))
    _organisation(make, "Archive", 3)
    _nominate(make, award, care, 6)
    _nominate(make, award, school, 3)
    _nominate(make, award, roads, 6, state=NominationState.WITHDRAWN)
    _nominate(make, award, roads, 6, state=NominationState.UNCONFIRMED)
    page = browse(make.person(roles=["coordinator"])).get("/triage/reach")
    rows = [[text_of(cell) for cell in row] for row in page.first("tbody")]
    assert rows == [
        ["Roads", "0", "20", "0"],
        ["School", "1 to 4", "20", "–"],
        ["Care", "6", "20", "30"],
    ]
    assert "Nobody has been nominated in 1 organisation." in page.text
    assert "1 organisation with fewer than 5 people is left out." in page.text
    assert "there is time to remind people" in page.text
    assert page.html.count('class="rp-bar"') == 1


def test_without_organisations_the_page_says_what_will_stand_there(
    browse: Browse, make: Make, award: Award
) -> None:
    page = browse(make.person(roles=["coordinator"])).get("/triage/reach")
    assert "No organisations yet" in page.text


def test_reach_costs_the_same_queries_for_many(
    browse: Browse, make: Make, award: Award, database: Any
) -> None:
    desk = browse(make.person(roles=["coordinator"]))
    counts = []
    for number in (1, 4):
        edition = make.edition(Phase.NOMINATING, slug=f"20{number}1")
        other = make.award(edition)
        for n in range(number):
            _nominate(make, other, _organisation(make, f"Unit {number} {n}", 6), number)
        with queries_counted(database) as seen:
            desk.get(f"/triage/reach?edition={edition.id}")
        counts.append(len(seen))
    assert counts[0] == counts[1]
