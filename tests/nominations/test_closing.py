"""Closing nominations early: what it does to how many is said first."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from awards.nominations import queries
from awards.nominations.models import NominationState
from awards.nominations.rules import late_at
from awards.programmes.models import Award, Edition, Phase
from awards.programmes.rules import phase_of_edition
from tests.factories import DAY, Make
from tests.page import Browser

Browse = Callable[..., Browser]
REASON = "The jury's chair is leaving."


@pytest.fixture
def award(make: Make) -> Award:
    """An open award with two received nominations, an unconfirmed and a withdrawn one."""
    found = make.award(make.edition(Phase.NOMINATING))
    for _ in range(2):
        make.nomination(found)
    make.nomination(found, state=NominationState.UNCONFIRMED, confirmed_at=None)
    make.nomination(found, state=NominationState.WITHDRAWN)
    make.nomination(make.award(make.edition(Phase.NOMINATING, slug="2025")))
    return found


def _url(edition: Edition) -> str:
    return f"/set-up/editions/{edition.id}/close-nominations"


def test_it_says_what_happens_to_how_many_and_then_closes(
    browse: Browse, make: Make, award: Award, session: Session
) -> None:
    browser = browse(make.person(roles=["coordinator"]))
    page = browser.get(_url(award.edition))
    assert "2 nominations that are received take part, as before." in page.text
    assert "1 text waits to be confirmed by mail." in page.text
    answer = browser.post(_url(award.edition), {**page.form(), "reason": REASON})
    assert "Nominations are closed." in browser.follow(answer).text
    session.refresh(award.edition)
    at = datetime.now(UTC)
    assert phase_of_edition(award.edition, at) is Phase.TRIAGE
    assert late_at(award, at) is True
    session.commit()
    public = browse().get("/awards/lund/2026/nominate/innovation")
    assert "Nominations were closed early, on" in public.text
    assert REASON in public.text


def test_the_unconfirmed_are_counted_as_the_page_says(session: Session, award: Award) -> None:
    assert queries.states_in(session, award.edition) == queries.States(2, 1)


def test_without_a_reason_nothing_closes(
    browse: Browse, make: Make, award: Award, session: Session
) -> None:
    browser = browse(make.person(roles=["coordinator"]))
    page = browser.get(_url(award.edition))
    answer = browser.post(_url(award.edition), {**page.form(), "reason": " "}, 422)
    assert "Write why" in answer.text
    session.refresh(award.edition)
    assert award.edition.closes_at > datetime.now(UTC)


def test_dates_that_somebody_moved_meanwhile_are_looked_at_again(
    browse: Browse, make: Make, award: Award, session: Session
) -> None:
    browser = browse(make.person(roles=["coordinator"]))
    page = browser.get(_url(award.edition))
    award.edition.closes_at += DAY
    award.edition.version += 1
    session.commit()
    answer = browser.post(_url(award.edition), {**page.form(), "reason": REASON}, 409)
    assert answer.form()["reason"] == REASON
    browser.post(_url(award.edition), answer.form())


def test_what_is_closed_cannot_be_closed(browse: Browse, make: Make) -> None:
    edition = make.edition(Phase.TRIAGE)
    browse(make.person(roles=["coordinator"])).get(_url(edition), 409)
