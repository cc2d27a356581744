"""The page that asks where to and why."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.nominations.models import Nomination
from awards.programmes.models import Award, Phase
from awards.triage.moving.models import Move
from tests.factories import DAY, Make
from tests.page import Browser

Browse = Callable[..., Browser]


@pytest.fixture
def coordinator(make: Make) -> Person:
    """Coordinates the programme, whose edition stands in triage."""
    make.edition(Phase.TRIAGE)
    person: Person = make.person("Karin Samordnare", roles=["coordinator"])
    return person


@pytest.fixture
def awards(make: Make, coordinator: Person) -> tuple[Award, Award]:
    """Two awards of the round."""
    del coordinator
    return make.award(), make.award(slug="openness")


@pytest.fixture
def nomination(make: Make, awards: tuple[Award, Award]) -> Nomination:
    """A nomination for the first award."""
    found: Nomination = make.nomination(awards[0])
    return found


def _url(nomination: Nomination) -> str:
    return f"/triage/nominations/{nomination.id}/move"


def test_moving_tells_where_it_stands_now(
    browse: Browse,
    coordinator: Person,
    awards: tuple[Award, Award],
    nomination: Nomination,
    session: Session,
) -> None:
    browser = browse(coordinator)
    url = _url(nomination)
    assert url in browser.get(f"/triage/nominations/{nomination.id}").links
    page = browser.get(url)
    form = {**page.form(url), "target": awards[1].id, "reason": "About openness."}
    there = browser.follow(browser.post(url, form))
    assert "It stands in Openness now, and waits for your verdict there." in there.text
    history = browser.get(url).text
    assert "From Innovation to Openness" in history
    assert "Karin Samordnare: About openness." in history
    assert len(session.scalars(select(Move)).all()) == 1


def test_what_is_missing_is_said_and_what_was_typed_kept(
    browse: Browse, coordinator: Person, nomination: Nomination
) -> None:
    browser = browse(coordinator)
    url = _url(nomination)
    form = browser.get(url).form(url)
    page = browser.post(url, {**form, "reason": "About openness."}, 422)
    assert "Choose another award of this round." in page.text
    assert page.form(url)["reason"] == "About openness."


def test_once_scoring_has_begun_the_page_says_so(
    browse: Browse,
    coordinator: Person,
    awards: tuple[Award, Award],
    nomination: Nomination,
    session: Session,
) -> None:
    edition = awards[0].edition
    edition.closes_at -= 5 * DAY
    edition.scoring_opens_at -= 6 * DAY
    session.commit()
    page = browse(coordinator).get(_url(nomination))
    assert "Scoring has begun, so a candidate stays in the award it is in." in page.text
    assert not page.all("form", action=_url(nomination))


def test_another_programmes_nomination_is_not_there(
    browse: Browse, make: Make, nomination: Nomination, session: Session
) -> None:
    other = make.programme("sandnes")
    stranger = make.person(roles=["coordinator"], programme=other)
    session.commit()
    browse(stranger).get(_url(nomination), 404)
