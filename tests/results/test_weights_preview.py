"""How last year would have looked with other weights, for those who see results."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.clock import now
from awards.core.db import Database
from awards.juries.models import Answer, Ground, SeatRole
from awards.programmes.models import Award, Edition, Phase
from awards.triage.models import Candidate
from tests.counting import queries_of
from tests.factories import DAY, Make
from tests.page import Browser, Page, text_of

Browse = Callable[..., Browser]


@dataclass
class Years:
    """Last year's scored award, and this year's in set-up."""

    last: Award
    this: Award
    first: Candidate
    second: Candidate
    coordinator: Person
    chair: Person


@pytest.fixture
def years(make: Make, session: Session) -> Years:
    """Last year one was best in knowledge, the other in leading; only knowledge counted."""
    before = make.edition(Phase.DELIBERATION, slug="2025", year=2025)
    last = make.award(before)
    for weight in last.weights:
        weight.value = int(weight.criterion_id == before.criteria[0].id)
    edition = make.edition(Phase.UPCOMING, slug="2026")
    this = make.award(edition)
    first, second = make.candidate(last), make.candidate(last)
    juror = make.person("Juror", roles=["juror"])
    chair = make.person("Cia Chair", roles=["juror", "chair"])
    for award in (last, this):
        make.seat(chair, award, SeatRole.CHAIR)
    for candidate, values in ((first, [5, 3, 3, 3, 3, 1]), (second, [2, 3, 3, 3, 3, 5])):
        make.statement(chair, candidate)
        make.sheet(juror, candidate, values, criteria=before.criteria)
    session.commit()
    return Years(last, this, first, second, make.person(roles=["coordinator"]), chair)


def _url(edition: Edition) -> str:
    return f"/results/editions/{edition.id}/weights"


def _typed(browser: Browser, award: Award, *values: int) -> dict[str, str]:
    """Return the matrix of set-up with one award's row typed over."""
    sent = browser.get(f"/set-up/editions/{award.edition.id}/weights").form()
    for criterion, value in zip(award.edition.criteria, values, strict=True):
        sent[f"w-{award.id}-{criterion.id}"] = str(value)
    return sent


def _rows(page: Page) -> list[list[str]]:
    return [[text_of(cell) for cell in row] for row in page.first("tbody").findall("tr")]


def test_places_before_and_after_under_code_names(browse: Browse, years: Years) -> None:
    browser = browse(years.coordinator)
    sent = _typed(browser, years.this, 0, 0, 0, 0, 0, 1)
    page = browser.post(_url(years.this.edition), sent, 200)
    assert _rows(page) == [
        [years.second.code_name, "2", "1", "up 1", "2.00", "5.00"],
        [years.first.code_name, "1", "2", "down 1", "5.00", "1.00"],
    ]
    assert "2 candidates would have had another place." in page.text
    assert "Another candidate would have come first." in page.text
    assert "Counted then and not now: Knowledge." in page.text
    assert "Norrsken" not in page.html


def test_the_stored_weights_are_shown_without_typing(
    browse: Browse, years: Years, session: Session
) -> None:
    for weight in years.this.weights:
        weight.value = 4 * int(weight.criterion_id == years.this.edition.criteria[0].id)
    session.commit()
    page = browse(years.chair).get(_url(years.this.edition))
    assert [row[:3] for row in _rows(page)] == [
        [years.first.code_name, "1", "1"],
        [years.second.code_name, "2", "2"],
    ]
    assert "Everybody would have had the same place." in page.text


def test_nothing_is_saved_by_looking_and_it_can_be_saved_from_there(
    browse: Browse, years: Years, session: Session
) -> None:
    browser = browse(years.coordinator)
    sent = _typed(browser, years.this, 0, 0, 0, 0, 0, 1)
    page = browser.post(_url(years.this.edition), sent, 200)
    session.expire_all()
    assert {weight.value for weight in years.this.weights} == {1}
    action = f"/set-up/editions/{years.this.edition.id}/weights"
    session.commit()
    back = browser.post(action, {**page.form(action), "change": "1"}, 200)
    assert back.form()[f"w-{years.this.id}-{years.this.edition.criteria[5].id}"] == "1"
    session.commit()
    browser.post(action, page.form(action))
    session.expire_all()
    assert sorted(weight.value for weight in years.this.weights) == [0, 0, 0, 0, 0, 1]


def test_wrong_weights_are_explained_and_can_be_mended(browse: Browse, years: Years) -> None:
    browser = browse(years.coordinator)
    sent = _typed(browser, years.this, 0, 0, 0, 0, 0, 0)
    page = browser.post(_url(years.this.edition), sent, 422)
    assert "Give at least one criterion" in page.text
    assert not page.all("tbody")


def test_a_conflicted_chair_finds_no_trace_of_the_candidate(
    browse: Browse, make: Make, years: Years
) -> None:
    hidden = make.candidate(years.last)
    make.statement(years.chair, hidden, Answer.UNSURE, ground=Ground.OTHER)
    make.sheet(years.coordinator, hidden, [5] * 6, criteria=years.last.edition.criteria)
    page = browse(years.chair).get(_url(years.this.edition))
    assert hidden.code_name not in page.html
    assert len(_rows(page)) == 2


def test_scores_that_are_not_open_yet_stay_hidden(
    browse: Browse, years: Years, session: Session
) -> None:
    edition = years.last.edition
    edition.scoring_closes_at += DAY * 30
    session.commit()
    page = browse(years.coordinator).get(_url(years.this.edition))
    assert "There are no results of this award that you can see." in page.text
    assert years.first.code_name not in page.html


def test_the_first_round_has_nothing_before_it(browse: Browse, years: Years) -> None:
    page = browse(years.coordinator).get(_url(years.last.edition))
    assert "There is no round before this one" in page.text


def test_others_find_nothing(browse: Browse, make: Make, years: Years) -> None:
    url = _url(years.this.edition)
    other = make.programme("sandnes")
    browse(make.person(roles=["coordinator"], programme=other)).get(url, 404)
    browse(make.person(roles=["admin"])).get(url, 403)
    browse(make.person(roles=["juror"])).get(url, 403)
    browse().get(url, 302)


def test_a_chair_of_this_year_only_sees_nothing_of_last_year(
    browse: Browse, years: Years, session: Session
) -> None:
    for grant in years.chair.grants:
        grant.edition_id = years.this.edition_id
    session.commit()
    page = browse(years.chair).get(_url(years.this.edition))
    assert "There is no round before this one" in page.text
    assert years.first.code_name not in page.html


def test_a_chair_sees_no_draft(browse: Browse, years: Years, session: Session) -> None:
    years.this.edition.opened_at = None
    session.commit()
    url = _url(years.this.edition)
    browse(years.chair).get(url, 404)
    assert len(_rows(browse(years.coordinator).get(url))) == 2


def test_as_many_queries_for_many_candidates_as_for_few(
    browse: Browse, make: Make, years: Years, database: Database
) -> None:
    browser, url = browse(years.coordinator), _url(years.this.edition)
    few = queries_of(database, lambda: browser.get(url))
    for _ in range(20):
        make.candidate(years.last)
    assert queries_of(database, lambda: browser.get(url)) == few
    assert few <= 14


def test_weights_that_stand_still_lead_to_the_preview_too(
    browse: Browse, make: Make, years: Years, session: Session
) -> None:
    edition = years.this.edition
    edition.scoring_opens_at, edition.scoring_closes_at = now() - DAY, now() + DAY
    edition.opens_at, edition.closes_at = now() - 3 * DAY, now() - 2 * DAY
    session.commit()
    browser = browse(years.coordinator)
    page = browser.get(f"/set-up/editions/{edition.id}/weights")
    assert "Scoring has begun, so the weights stand still." in page.text
    assert _url(edition) in page.links
    codes = {years.first.code_name, years.second.code_name}
    session.commit()
    assert {row[0] for row in _rows(browser.get(_url(edition)))} == codes
