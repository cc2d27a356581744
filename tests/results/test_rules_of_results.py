"""What an award's rules change on the pages of results and of the proposal."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.decisions.models import Proposal
from awards.juries.models import SeatRole
from awards.programmes.models import Award, Phase
from awards.results.models import ResultRun
from awards.triage.models import Candidate
from tests.factories import Make
from tests.page import Browser, Page, text_of

Browse = Callable[..., Browser]
FAR_OFF = ((4, 4, 1), (3, 3, 5))
"""Each candidate's sheets by three jurors: the second has the higher mean, not the median."""


class Scene:
    """An award with a chair and two members; candidates scored as given, rules as given."""

    def __init__(self, make: Make, sheets: Sequence[Sequence[int | None]], **rules: Any) -> None:
        """Make it."""
        edition = make.edition(Phase.DELIBERATION)
        self.award: Award = make.award(edition, rules=rules)
        self.chair: Person = make.person("Cia Chair", roles=["juror", "chair"])
        members = [make.person(f"Juror {n}", roles=["juror"]) for n in range(2)]
        make.seat(self.chair, self.award, SeatRole.CHAIR)
        for member in members:
            make.seat(member, self.award)
        self.candidates: list[Candidate] = [make.candidate(self.award) for _ in sheets]
        for candidate, values in zip(self.candidates, sheets, strict=True):
            make.statement(self.chair, candidate)
            for juror, value in zip((self.chair, *members), values, strict=True):
                if value is not None:
                    make.sheet(juror, candidate, [value] * 6, criteria=edition.criteria)

    @property
    def codes(self) -> list[str]:
        """The candidates' code names in the order they were made."""
        return [candidate.code_name for candidate in self.candidates]

    @property
    def address(self) -> str:
        """Where the results are."""
        return f"/results/{self.award.id}"

    @property
    def proposal(self) -> str:
        """Where the proposal is made."""
        return f"/decisions/{self.award.id}/proposal"

    def propose(self, browse: Browse, *which: int) -> Page:
        """Let the chair propose candidates: one wins, several share."""
        outcome = "winner" if len(which) == 1 else "shared"
        chosen = {f"outcome-{self.candidates[n].id}": outcome for n in which}
        return browse(self.chair).post(self.proposal, {**chosen, "reason": "They dared."})


def cells(page: Page, column: int) -> list[str]:
    rows = page.first("tbody").findall("tr")
    return [text_of(list(row)[column]) for row in rows]


def head(page: Page) -> list[str]:
    return [text_of(cell) for cell in page.first("thead").iter() if cell.tag.endswith("th")]


@pytest.mark.parametrize(
    ("rules", "first", "figures"),
    [
        ({}, 1, ["3.67", "3.00"]),
        ({"counting_method": "weighted-median"}, 0, ["4.00", "3.00"]),
        ({"decision_mode": "ranking"}, 0, ["1.33", "1.67"]),
    ],
)
def test_the_declared_method_makes_the_order(
    browse: Browse, make: Make, rules: dict[str, str], first: int, figures: list[str]
) -> None:
    scene = Scene(make, FAR_OFF, **rules)
    page = browse(scene.chair).get(scene.address)
    assert cells(page, 0) == ["1", "2"]
    assert cells(page, 1) == [scene.codes[first], scene.codes[1 - first]]
    assert cells(page, 2) == figures
    assert (
        head(page)[2]
        == {"": "Mean", "weighted-median": "Median", "ranking": "Mean rank"}[
            next(iter(rules.values()), "")
        ]
    )
    offered = browse(scene.chair).get(scene.proposal)
    assert cells(offered, 1) == cells(page, 1)


def test_a_run_keeps_the_method_that_counted(browse: Browse, make: Make, session: Session) -> None:
    scene = Scene(make, FAR_OFF, counting_method="weighted-median", tie_rule="sheets")
    browser = browse(scene.chair)
    browser.get(scene.address)
    answer = browser.client.post(f"{scene.address}.xlsx", data={"csrf_token": browser.token})
    run = session.scalars(select(ResultRun)).one()
    assert (run.method, run.parameters["tie_rule"]) == ("weighted-medians", "sheets")
    assert [s["figure"] for s in run.output["standings"]] == [4.0, 3.0]
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:4] == ["Place", "Candidate", "Median", "Mean"]
    assert rows[1][:4] == [1, scene.codes[0], 4, pytest.approx(3)]


@pytest.mark.parametrize(
    ("rules", "places"),
    [
        ({}, ["1", "1"]),
        ({"tie_rule": "sheets"}, ["1", "2"]),
        ({"tie_rule": "criterion", "tie_criterion": "listen"}, ["1", "1"]),
    ],
)
def test_the_declared_rule_parts_a_tie_and_nothing_else_does(
    browse: Browse, make: Make, rules: dict[str, str], places: list[str]
) -> None:
    scene = Scene(make, ((4, None, None), (4, 4, 4)), **rules)
    page = browse(scene.chair).get(scene.address)
    assert cells(page, 0) == places
    if rules.get("tie_rule") == "sheets":
        assert cells(page, 1) == [scene.codes[1], scene.codes[0]]
        assert "the one read by more jurors goes first" in page.text


BOLD, WISE = [5, 1, 3, 3, 3, 3], [1, 5, 3, 3, 3, 3]
"""Two sheets with the same mean: each is better on one of the first two criteria."""


def _tied(make: Make, **rules: Any) -> Scene:
    """Two candidates whom only a criterion, or its weight, can part."""
    scene = Scene(make, ((None,) * 3, (None,) * 3), **rules)
    for candidate, values in zip(scene.candidates, (BOLD, WISE), strict=True):
        make.sheet(scene.chair, candidate, values, criteria=scene.award.edition.criteria)
    return scene


@pytest.mark.parametrize(("place", "first"), [(0, 0), (1, 1)])
def test_the_criterion_that_is_named_parts_a_tie(
    browse: Browse, make: Make, session: Session, place: int, first: int
) -> None:
    scene = _tied(make)
    assert cells(browse(scene.chair).get(scene.address), 0) == ["1", "1"]
    award = session.get_one(Award, scene.award.id)
    award.rules = {"tie_rule": "criterion", "tie_criterion": award.edition.criteria[place].key}
    session.commit()
    page = browse(scene.chair).get(scene.address)
    assert (cells(page, 0), cells(page, 1)) == (
        ["1", "2"],
        [scene.codes[first], scene.codes[1 - first]],
    )


@pytest.mark.parametrize(("place", "first"), [(0, 0), (1, 1)])
def test_the_weight_of_a_criterion_in_an_award_makes_the_order(
    browse: Browse, make: Make, session: Session, place: int, first: int
) -> None:
    scene = _tied(make)
    weights = session.get_one(Award, scene.award.id).weights
    by_criterion = {one.criterion_id: one for one in weights}
    by_criterion[scene.award.edition.criteria[place].id].value = 3
    session.commit()
    page = browse(scene.chair).get(scene.address)
    assert (cells(page, 0), cells(page, 1), cells(page, 2)) == (
        ["1", "2"],
        [scene.codes[first], scene.codes[1 - first]],
        ["3.50", "2.50"],
    )


@pytest.mark.parametrize(("finalists", "marked"), [(0, 0), (1, 2), (3, 3)])
def test_so_many_finalists_are_marked_and_a_shared_last_place_whole(
    browse: Browse, make: Make, finalists: int, marked: int
) -> None:
    scene = Scene(make, ((5, 5, 5), (5, 5, 5), (4, 4, 4), (1, 1, 1)), finalists=finalists)
    pages = [browse(scene.chair).get(address) for address in (scene.address, scene.proposal)]
    seen = [[cell for cell in cells(page, 1) if "Finalist" in cell] for page in pages]
    assert [len(cells_) for cells_ in seen] == [marked, marked]


def test_with_consensus_nobody_sees_an_order_before_the_chair_has_proposed(
    browse: Browse, make: Make, session: Session
) -> None:
    scene = Scene(make, ((5, 5, 5), (1, 1, 1), (3, 3, 3)), decision_mode="consensus")
    coordinator = make.person(roles=["coordinator"])
    for person in (scene.chair, coordinator):
        page = browse(person).get(scene.address)
        assert cells(page, 0) == sorted(scene.codes)
        assert [n for n in ("5.00", "1.00", "3.00", "dp-dot") if n in page.html] == []
    offered = browse(scene.chair).get(scene.proposal)
    assert cells(offered, 0) == sorted(scene.codes)
    assert "5.00" not in offered.html
    refused = browse(scene.chair).post(f"{scene.address}.xlsx", {}, 409)
    assert "The figures appear when the chair has saved the jury's proposal." in refused.text
    scene.propose(browse, 2)
    assert session.scalars(select(Proposal)).one().award_id == scene.award.id
    session.commit()
    page = browse(scene.chair).get(scene.address)
    assert cells(page, 0) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (
            {"quorum_jurors": 3},
            "The proposal needs at least 3 jurors who have handed in; there are 2.",
        ),
        (
            {"quorum_sheets": 2},
            "{code} has 1 sheets; a proposal needs at least 2.",
        ),
    ],
)
def test_too_few_sheets_or_jurors_stop_a_proposal_and_keep_its_words(
    browse: Browse, make: Make, session: Session, rules: dict[str, int], message: str
) -> None:
    scene = Scene(make, ((5, None, None), (4, 4, None)), **rules)
    chosen = {f"outcome-{scene.candidates[0].id}": "winner", "reason": "They dared."}
    page = browse(scene.chair).post(scene.proposal, chosen, 409)
    assert message.format(code=scene.codes[0]) in page.text
    assert "They dared." in page.text
    assert session.scalars(select(Proposal)).all() == []


def test_a_quorum_that_is_met_lets_the_proposal_through(
    browse: Browse, make: Make, session: Session
) -> None:
    scene = Scene(make, ((5, None, None), (4, 4, None)), quorum_jurors=2, quorum_sheets=2)
    scene.propose(browse, 1)
    assert session.scalars(select(Proposal)).one().reason == "They dared."
