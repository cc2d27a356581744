"""The matrix of weights: what may be typed, when it may change, and what it comes to."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.programmes import actions
from awards.programmes.models import Award, Edition, Phase, RuleChange
from awards.programmes.rules import ReasonMissing, RulesLocked
from awards.programmes.weighing import NothingCounts, in_code, shares, weights_of
from tests.factories import WORDS, Make, actor_of
from tests.page import Browser, text_of

Browse = Callable[..., Browser]


# What weights come to.


def test_shares_are_rounded_to_whole_percent() -> None:
    assert shares({"a": 1, "b": 1, "c": 1}) == {"a": 33, "b": 33, "c": 33}
    assert shares({"a": 3, "b": 1, "c": 0}) == {"a": 75, "b": 25, "c": 0}
    assert shares({"a": 0, "b": 0}) == {"a": 0, "b": 0}


def test_a_row_in_code_names_keys() -> None:
    assert in_code({"1": 2, "2": 0}, {"1": "listen", "2": "lead"}) == "listen:2,lead:0"


# The action.


@pytest.fixture
def edition(make: Make) -> Edition:
    """An edition that has not opened, with two awards."""
    found = make.edition(Phase.UPCOMING)
    for slug in ("innovation", "courage"):
        make.award(found, slug=slug)
    return found


def _set(
    session: Session, make: Make, edition: Edition, award: Award, *values: int, **more: Any
) -> list[str]:
    wanted = weights_of(edition)
    ids = [criterion.id for criterion in edition.criteria]
    wanted[award.id] = dict(zip(ids, values, strict=True))
    changed = actions.set_weights(
        session,
        edition,
        wanted,
        **{"reason": "", "version": edition.version, **more},
        by=actor_of(make.person(roles=["coordinator"])),
        at=datetime.now(UTC),
    )
    session.commit()
    return changed


def test_only_the_changed_award_is_written_down(
    session: Session, make: Make, edition: Edition
) -> None:
    first, second = edition.awards
    assert _set(session, make, edition, second, 3, 1, 0, 0, 0, 2) == [second.id]
    assert list(weights_of(edition)[second.id].values()) == [3, 1, 0, 0, 0, 2]
    assert set(weights_of(edition)[first.id].values()) == {1}
    code = ",".join(f"{word}:{n}" for word, n in zip(WORDS, (3, 1, 0, 0, 0, 2), strict=True))
    change = session.scalars(select(RuleChange)).one()
    assert (change.key, change.award_id, change.after) == ("weights", second.id, code)
    line = session.scalars(select(AuditLine)).one()
    assert (line.event, line.details) == (
        "weights.changed",
        {"awards": [f"{second.id}:{code}"], "reason": False},
    )
    assert _set(session, make, edition, second, 3, 1, 0, 0, 0, 2) == []


def test_nothing_that_counts_is_refused(session: Session, make: Make, edition: Edition) -> None:
    with pytest.raises(NothingCounts):
        _set(session, make, edition, edition.awards[0], 0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize("phase", [Phase.SCORING, Phase.DELIBERATION])
def test_weights_stand_still_from_scoring_on(session: Session, make: Make, phase: Phase) -> None:
    running = make.edition(phase)
    award = make.award(running)
    with pytest.raises(RulesLocked):
        _set(session, make, running, award, 2, 1, 1, 1, 1, 1, reason="Because.")


def test_during_review_weights_need_a_reason(session: Session, make: Make) -> None:
    running = make.edition(Phase.TRIAGE)
    award = make.award(running)
    with pytest.raises(ReasonMissing):
        _set(session, make, running, award, 2, 1, 1, 1, 1, 1)
    session.rollback()
    assert _set(session, make, running, award, 2, 1, 1, 1, 1, 1, reason="Asked for.") == [award.id]


# The page.


def _url(edition: Edition) -> str:
    return f"/set-up/editions/{edition.id}/weights"


def _cell(award: Award, number: int) -> str:
    return f"w-{award.id}-{award.edition.criteria[number].id}"


@pytest.fixture
def browser(browse: Browse, make: Make, edition: Edition) -> Browser:
    return browse(make.person(roles=["coordinator"], programme=edition.programme))


def test_the_matrix_shows_weights_percent_and_sums(
    browser: Browser, make: Make, session: Session, edition: Edition
) -> None:
    _set(session, make, edition, edition.awards[0], 2, 1, 1, 0, 0, 0)
    page = browser.get(_url(edition))
    assert [page.form()[_cell(edition.awards[0], n)] for n in range(3)] == ["2", "1", "1"]
    for words in ("50 %", "25 %", "0 %"):
        assert words in page.text
    rows = page.first("tbody").findall("tr")
    assert [row.findall("td")[-1].text for row in rows] == ["4", "6"]


def test_weights_are_saved(browser: Browser, session: Session, edition: Edition) -> None:
    page = browser.get(_url(edition))
    award = edition.awards[1]
    answer = browser.post(_url(edition), {**page.form(), _cell(award, 0): "5"})
    assert "The weights are saved." in browser.follow(answer).text
    session.expire_all()
    assert list(weights_of(edition)[award.id].values()) == [5, 1, 1, 1, 1, 1]


@pytest.mark.parametrize("typed", ["many", "-1", "1.5", "101", "", "99999999999"])
def test_a_wrong_weight_is_explained_and_kept(
    browser: Browser, session: Session, edition: Edition, typed: str
) -> None:
    page = browser.get(_url(edition))
    name = _cell(edition.awards[0], 2)
    answer = browser.post(_url(edition), {**page.form(), name: typed}, 422)
    summary = answer.first("div", role="alert")
    assert [text_of(one) for one in summary.iter("li")] == ["Write a whole number from 0 to 100."]
    assert answer.form()[name] == typed
    session.expire_all()
    assert set(weights_of(edition)[edition.awards[0].id].values()) == {1}


def test_all_zero_is_refused_and_the_numbers_are_kept(browser: Browser, edition: Edition) -> None:
    page = browser.get(_url(edition))
    first, second = edition.awards
    zeros = {_cell(first, n): "0" for n in range(6)}
    answer = browser.post(_url(edition), {**page.form(), **zeros, _cell(second, 0): "7"}, 422)
    assert "Give at least one criterion of “Innovation” a weight above 0." in answer.text
    assert answer.form()[_cell(first, 0)] == "0"
    assert answer.form()[_cell(second, 0)] == "7"


def test_two_who_weigh_at_once_notice(browser: Browser, edition: Edition) -> None:
    sent = browser.get(_url(edition)).form()
    name = _cell(edition.awards[0], 0)
    browser.post(_url(edition), {**sent, name: "5"})
    answer = browser.post(_url(edition), {**sent, name: "6"}, 409)
    assert answer.form()[name] == "6"
    assert "Innovation: Knowledge5" in answer.text
    browser.post(_url(edition), answer.form())


def test_once_scoring_has_begun_the_page_only_shows(browse: Browse, make: Make) -> None:
    running = make.edition(Phase.SCORING, slug="2027")
    make.award(running)
    browser = browse(make.person(roles=["coordinator"], programme=running.programme))
    page = browser.get(_url(running))
    assert "Scoring has begun, so the weights stand still." in page.text
    assert not page.all("input", inputmode="numeric")


def test_an_edition_without_awards_says_what_comes_first(browse: Browse, make: Make) -> None:
    empty = make.edition(Phase.UPCOMING)
    browser = browse(make.person(roles=["coordinator"], programme=empty.programme))
    assert "Nothing to weigh yet" in browser.get(_url(empty)).text


def test_another_programmes_weights_are_not_found(
    browse: Browse, make: Make, edition: Edition
) -> None:
    other = make.programme("sandnes")
    browse(make.person(roles=["coordinator"], programme=other)).get(_url(edition), 404)
