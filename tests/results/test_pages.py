"""Pages of results: who sees which figures when."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.db import Database
from awards.juries.models import Answer, ConflictStatement, Ground, PanelSeat, SeatRole
from awards.programmes.models import Award, Phase
from awards.results.models import ResultRun
from awards.scoring.models import SheetState
from awards.triage.models import Candidate, CopyState, Verdict
from tests.factories import Make
from tests.page import Browser, Page, text_of

Browse = Callable[..., Browser]


@dataclass
class Round:
    """An award with a chair, two members, and three candidates scored 5, 3 and 2."""

    award: Award
    chair: Person
    members: list[Person]
    coordinator: Person
    candidates: list[Candidate]


def _round(make: Make, phase: Phase = Phase.DELIBERATION) -> Round:
    edition = make.edition(phase)
    award = make.award(edition)
    chair = make.person("Cia Chair", roles=["juror", "chair"])
    members = [make.person(f"Juror {n}", roles=["juror"]) for n in range(2)]
    make.seat(chair, award, SeatRole.CHAIR)
    for member in members:
        make.seat(member, award)
    candidates = [make.candidate(award) for _ in range(3)]
    for candidate, value in zip(candidates, (5, 3, 2), strict=True):
        make.statement(chair, candidate)
        for juror in (chair, *members):
            make.sheet(juror, candidate, [value] * 6, criteria=edition.criteria)
    coordinator = make.person("Ko Ordinator", roles=["coordinator"])
    return Round(award, chair, members, coordinator, candidates)


@pytest.fixture
def round_(make: Make) -> Round:
    return _round(make)


def _table(page: Page) -> list[list[str]]:
    rows = page.first("tbody").findall("tr")
    return [[text_of(cell) for cell in row] for row in rows]


def test_table_ranks_candidates_with_figures_of_the_language(browse: Browse, round_: Round) -> None:
    page = browse(round_.chair, "sv").get(f"/results/{round_.award.id}")
    first, second, third = (c.code_name for c in round_.candidates)
    assert _table(page) == [
        ["1", first, "5,00", "0,00", "3", *["5,00"] * 6],
        ["2", second, "3,00", "0,00", "3", *["3,00"] * 6],
        ["3", third, "2,00", "0,00", "3", *["2,00"] * 6],
    ]


def test_weights_decide_and_are_said_in_words(
    browse: Browse, make: Make, round_: Round, session: Session
) -> None:
    award = session.get_one(Award, round_.award.id)
    award.weights[0].value = 3
    session.commit()
    page = browse(round_.coordinator).get(f"/results/{award.id}")
    heavy = next(c for c in award.edition.criteria if c.id == award.weights[0].criterion_id)
    assert f"Counted 3 times: {heavy.name['en']}." in page.text


def test_no_name_of_anybody_is_on_the_page(browse: Browse, round_: Round) -> None:
    page = browse(round_.chair).get(f"/results/{round_.award.id}")
    assert [n for n in ("Norrsken", "Nominator", "Juror 0", "Juror 1") if n in page.html] == []


def test_open_and_sealed_sheets_are_left_out_and_missing_ones_are_said(
    browse: Browse, make: Make
) -> None:
    edition = make.edition(Phase.DELIBERATION)
    award = make.award(edition)
    jurors = [make.person(f"Juror {n}", roles=["juror"]) for n in range(3)]
    candidate = make.candidate(award)
    states = (SheetState.HANDED_IN, SheetState.OPEN, SheetState.SEALED)
    for juror, state, value in zip(jurors, states, (4, 1, 1), strict=True):
        make.seat(juror, award)
        make.sheet(juror, candidate, [value] * 6, criteria=edition.criteria, state=state)
    make.statement(jurors[2], candidate, Answer.CONFLICTED, ground=Ground.MANAGER)
    coordinator = make.person(roles=["coordinator"])
    page = browse(coordinator).get(f"/results/{award.id}")
    assert _table(page) == [["1", candidate.code_name, "4.00", "–", "1", *["4.00"] * 6]]
    assert "1 of 2 sheets are in." in page.text
    assert "1 sheet is missing and does not count." in page.text


def test_only_candidates_that_take_part_are_in_the_table(
    browse: Browse, make: Make, round_: Round
) -> None:
    make.candidate(round_.award, verdict=Verdict.INELIGIBLE)
    make.candidate(round_.award, copy=CopyState.DRAFT)
    page = browse(round_.coordinator).get(f"/results/{round_.award.id}")
    codes = {row[1] for row in _table(page)}
    assert codes == {c.code_name for c in round_.candidates}


@pytest.mark.parametrize("phase", [Phase.TRIAGE, Phase.SCORING])
def test_nobody_sees_scores_before_scoring_closes(
    browse: Browse, make: Make, session: Session, phase: Phase
) -> None:
    early = _round(make, phase)
    for person in (early.chair, early.coordinator):
        browser = browse(person)
        page = browser.get(f"/results/{early.award.id}")
        assert "The results appear when scoring closes on" in page.text
        assert page.all("table") == []
        assert [c.code_name for c in early.candidates if c.code_name in page.html] == []
        assert browser.post(f"/results/{early.award.id}.xlsx", status=409).status == 409
    session.expire_all()
    assert session.scalars(select(ResultRun)).all() == []


def _say(session: Session, person: Person, candidate: Candidate, answer: Answer | None) -> None:
    """Change what somebody has stated, or take the statement away."""
    said = session.scalars(
        select(ConflictStatement).where(
            ConflictStatement.person_id == person.id, ConflictStatement.candidate_id == candidate.id
        )
    ).one()
    if answer is None:
        session.delete(said)
    else:
        said.answer, said.ground = answer, Ground.SAME_UNIT
    session.commit()


ASKED = "Answer about conflicts first"


@pytest.mark.parametrize("role", [SeatRole.CHAIR, SeatRole.MEMBER])
def test_who_votes_and_has_not_answered_finds_no_trace_of_the_candidate(
    browse: Browse, make: Make, round_: Round, session: Session, role: SeatRole
) -> None:
    seat = session.scalars(select(PanelSeat).where(PanelSeat.person_id == round_.chair.id)).one()
    seat.role = role
    hidden, second, third = round_.candidates
    _say(session, round_.chair, hidden, None)
    browser, url = browse(round_.chair), f"/results/{round_.award.id}"
    page = browser.get(url)
    assert hidden.code_name not in page.html
    assert [row[:2] for row in _table(page)] == [["1", second.code_name], ["2", third.code_name]]
    assert ASKED in page.text
    assert f"/juries/statements?edition={round_.award.edition_id}" in page.links
    assert [row[2:4] for row in _table(browser.get("/results"))] == [["2", "6 of 6"]]
    book = browser.client.post(f"{url}.xlsx", data={"csrf_token": browser.token})
    assert hidden.code_name not in _cells(book.data)
    make.statement(round_.chair, hidden)
    page = browser.get(url)
    assert (hidden.code_name in page.html, ASKED in page.text) == (True, False)


def test_nobody_else_is_asked_to_answer_first(
    browse: Browse, round_: Round, session: Session
) -> None:
    url = f"/results/{round_.award.id}"
    page = browse(round_.coordinator).get(url)
    assert (len(_table(page)), ASKED in page.text) == (3, False)
    _say(session, round_.chair, round_.candidates[0], Answer.UNSURE)
    assert ASKED not in browse(round_.chair).get(url).text


def test_seat_without_a_vote_is_not_asked(browse: Browse, round_: Round, session: Session) -> None:
    seat = session.scalars(select(PanelSeat).where(PanelSeat.person_id == round_.chair.id)).one()
    seat.role = SeatRole.SECRETARY
    _say(session, round_.chair, round_.candidates[0], None)
    page = browse(round_.chair).get(f"/results/{round_.award.id}")
    assert (len(_table(page)), ASKED in page.text) == (3, False)


def test_conflicted_chair_finds_no_trace_of_the_candidate(
    browse: Browse, session: Session, round_: Round
) -> None:
    hidden, second, third = round_.candidates
    _say(session, round_.chair, hidden, Answer.UNSURE)
    browser = browse(round_.chair)
    page = browser.get(f"/results/{round_.award.id}")
    assert hidden.code_name not in page.html
    assert [row[:2] for row in _table(page)] == [["1", second.code_name], ["2", third.code_name]]
    assert "6 of 6 sheets are in." in page.text
    overview = browser.get("/results")
    assert [row[2:4] for row in _table(overview)] == [["2", "6 of 6"]]
    book = browser.client.post(
        f"/results/{round_.award.id}.xlsx", data={"csrf_token": browser.token}
    )
    assert hidden.code_name not in _cells(book.data)
    assert {second.code_name, third.code_name} < _cells(book.data)


def _cells(data: bytes) -> set[object]:
    book = load_workbook(BytesIO(data))
    return {cell for sheet in book for row in sheet.values for cell in row}


def test_export_stores_the_run_and_numbers_jurors_for_a_chair(
    browse: Browse, round_: Round, session: Session
) -> None:
    browser = browse(round_.chair)
    browser.get(f"/results/{round_.award.id}")
    answer = browser.client.post(
        f"/results/{round_.award.id}.xlsx", data={"csrf_token": browser.token}
    )
    session.expire_all()
    run = session.scalars(select(ResultRun)).one()
    assert (run.method, run.award_id, run.computed_by_id) == (
        "weighted-means",
        round_.award.id,
        round_.chair.id,
    )
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["Result", "Scores", "Method"]
    result = [row[:5] for row in book["Result"].iter_rows(min_row=2, values_only=True)]
    assert result == [
        (place, candidate.code_name, mean, 0, 3)
        for place, candidate, mean in zip((1, 2, 3), round_.candidates, (5, 3, 2), strict=True)
    ]
    jurors = {row[1] for row in book["Scores"].iter_rows(min_row=2, values_only=True)}
    assert jurors == {"Juror 1", "Juror 2", "Juror 3"}
    assert run.id in _cells(answer.data)


def test_export_names_jurors_for_the_coordinator(browse: Browse, round_: Round) -> None:
    browser = browse(round_.coordinator)
    browser.get(f"/results/{round_.award.id}")
    answer = browser.client.post(
        f"/results/{round_.award.id}.xlsx", data={"csrf_token": browser.token}
    )
    names = {"Cia Chair", "Juror 0", "Juror 1"}
    assert names < _cells(answer.data)


def test_text_in_an_export_is_never_a_formula(
    browse: Browse, make: Make, session: Session, round_: Round
) -> None:
    person = session.get_one(Person, round_.members[0].id)
    person.name = '=HYPERLINK("https://example.org","x")'
    session.commit()
    browser = browse(round_.coordinator)
    browser.get(f"/results/{round_.award.id}")
    answer = browser.client.post(
        f"/results/{round_.award.id}.xlsx", data={"csrf_token": browser.token}
    )
    sheet = load_workbook(BytesIO(answer.data))["Scores"]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert kinds == {"s", "n"}


def test_others_find_nothing(browse: Browse, make: Make, round_: Round) -> None:
    url = f"/results/{round_.award.id}"
    other = make.programme("sandnes")
    browse(make.person(roles=["coordinator"], programme=other)).get(url, 404)
    browse(make.person(roles=["juror", "chair"])).get(url, 404)
    browse(round_.members[0]).get(url, 403)
    browse(make.person(roles=["communications"])).get(url, 403)
    browse().get(url, 302)


def test_chair_without_a_panel_is_told_so(browse: Browse, make: Make, round_: Round) -> None:
    page = browse(make.person(roles=["chair"])).get("/results")
    assert "No results for you here" in page.text
    assert round_.award.name["en"] not in page.text


def _count(database: Database, open_page: Callable[[], object]) -> int:
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement != "BEGIN":
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    open_page()
    event.remove(database.engine, "before_cursor_execute", note)
    return len(statements)


def test_as_many_queries_for_many_candidates_as_for_few(
    browse: Browse, make: Make, round_: Round, database: Database
) -> None:
    browser, url = browse(round_.chair), f"/results/{round_.award.id}"
    few = _count(database, lambda: (browser.get(url), browser.get("/results")))
    for _ in range(60):
        candidate = make.candidate(round_.award)
        make.statement(round_.chair, candidate)
        make.sheet(round_.chair, candidate, (), criteria=())
    many = _count(database, lambda: (browser.get(url), browser.get("/results")))
    assert (many, few <= 23) == (few, True)
