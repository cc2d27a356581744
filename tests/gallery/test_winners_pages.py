"""The public winners: from the minute of the announcement on, and nothing before."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from awards.core.db import Database
from awards.decisions.models import Outcome
from awards.programmes.models import Award
from tests.decided import TEAM, decide, given, lund
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]
HOUR = timedelta(hours=1)
WINNERS = "/awards/lund/2026/winners"
ARCHIVE = "/awards/lund/"


@pytest.fixture
def award(make: Make) -> Award:
    """Innovation in Lund, with nothing decided."""
    return make.award(lund(make))


def test_winner_is_shown_with_citation_unit_and_team(
    browse: Browse, make: Make, award: Award
) -> None:
    team = given(make, award, "Team E-hemvården", public_title="", members=TEAM)
    decide(make, award, team, announced=HOUR)
    page = browse().get(WINNERS)
    said = [
        "The winners of Staff awards 2026",
        "Ingrid Sandell samordnare",
        "Jonas Ekdahl enhetschef",
        "They made a calm morning out of a loud one.",
        "Decided by Kommunstyrelsen on November 14, 2026, § 12.",
    ]
    assert [text for text in said if text in page.text] == said
    assert "<strong>calm</strong>" in page.html


@pytest.mark.parametrize("announced", [None, -HOUR])
def test_under_embargo_the_page_is_the_same_as_before_the_decision(
    browse: Browse, make: Make, award: Award, announced: timedelta | None
) -> None:
    before = browse().get(WINNERS, 404)
    decide(make, award, given(make, award), announced=announced)
    after = browse().get(WINNERS, 404)
    assert after.html == before.html
    assert "not announced yet" in after.text
    assert "no-store" in after.headers["Cache-Control"]


def test_winner_appears_in_the_very_second(
    browse: Browse,
    make: Make,
    award: Award,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decide(make, award, given(make, award))
    award.announce_at = datetime(2026, 12, 10, 12, 0, tzinfo=UTC)
    session.commit()
    seen = {}
    for second in (-1, 0, 1):
        at = award.announce_at + timedelta(seconds=second)
        monkeypatch.setattr("awards.gallery.views.winners.now", lambda at=at: at)
        seen[second] = (
            browse().client.get(WINNERS).status_code,
            "Alva Norrsken" in browse().get(ARCHIVE).text,
        )
    assert seen == {-1: (404, False), 0: (200, True), 1: (200, True)}


def test_each_award_has_its_own_minute(browse: Browse, make: Make, award: Award) -> None:
    later = make.award(award.edition, slug="openness")
    decide(make, award, given(make, award, "Told Already"), announced=HOUR)
    decide(make, later, given(make, later, "Still Secret"), announced=-HOUR)
    page = browse().get(WINNERS)
    assert [name in page.text for name in ("Told Already", "Still Secret")] == [True, False]
    assert "Still Secret" not in browse().get(ARCHIVE).text


def test_announcement_without_a_recorded_decision_shows_nothing(
    browse: Browse, make: Make, award: Award, session: Session
) -> None:
    decide(make, award, given(make, award), announced=HOUR)
    award.decided_at = None
    session.commit()
    browse().get(WINNERS, 404)


def test_shared_prize_and_mention_are_named_as_such(
    browse: Browse, make: Make, award: Award
) -> None:
    outcomes = [
        given(make, award, "First Half", outcome=Outcome.SHARED),
        given(make, award, "Other Half", outcome=Outcome.SHARED),
        given(make, award, "Close By", outcome=Outcome.HONOURABLE_MENTION),
    ]
    decide(make, award, *outcomes, announced=HOUR)
    page = browse().get(WINNERS)
    words = ("Shared prize", "Honourable mention", "First Half", "Other Half", "Close By")
    assert [page.html.count(word) for word in words] == [2, 1, 1, 1, 1]
    assert page.html.count("c-winner__name") == 2


def test_award_that_was_not_given_says_why(browse: Browse, make: Make, award: Award) -> None:
    decide(make, award, announced=HOUR, not_awarded_reason="Nobody <b>dared</b> this year.")
    page = browse().get(WINNERS)
    assert "Not awarded this year. Nobody <b>dared</b> this year." in page.text


def test_hostile_citation_is_harmless(browse: Browse, make: Make, award: Award) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)> [a](javascript:alert(1)) *b*"
    decide(make, award, given(make, award, "<i>Alva</i>", citation=hostile), announced=HOUR)
    page = browse().get(WINNERS)
    assert "<i>Alva</i>" in page.text
    assert [word in page.html for word in ("onerror", "<script>", "javascript:", "<em>b</em>")] == [
        False,
        False,
        False,
        True,
    ]


def test_archive_lists_the_years_that_are_announced(
    browse: Browse, make: Make, award: Award
) -> None:
    old = make.award(make.edition(slug="2025", year=2025, name={"en": "Staff awards 2025"}))
    decide(make, old, given(make, old, "Old Hand"), announced=HOUR)
    page = browse().get(ARCHIVE)
    links = [link for link in page.links if link.endswith("/winners")]
    assert (links, "Old Hand" in page.text) == (["/awards/lund/2025/winners"], True)


def test_archive_without_winners_says_what_will_be_here(browse: Browse, award: Award) -> None:
    assert "No winners yet" in browse().get(ARCHIVE).text


def test_winners_page_leads_back_to_the_edition(browse: Browse, make: Make, award: Award) -> None:
    decide(make, award, given(make, award), announced=HOUR)
    assert "/awards/lund/2026/" in browse().get(WINNERS).links


@pytest.mark.parametrize(
    "url", ["/awards/nowhere/", "/awards/nowhere/2026/winners", "/awards/lund/1999/winners"]
)
def test_what_is_not_there_is_not_found(browse: Browse, award: Award, url: str) -> None:
    assert "not announced" not in browse().get(url, 404).text


def test_pages_ask_the_database_as_often_for_many_winners(
    browse: Browse, make: Make, award: Award, database: Database
) -> None:
    decide(make, award, given(make, award), announced=HOUR)
    browser, seen = browse(), []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    def count(url: str) -> int:
        seen.clear()
        browser.get(url)
        return len(seen)

    event.listen(database.engine, "before_cursor_execute", note)
    few = [count(url) for url in (WINNERS, ARCHIVE)]
    for place in range(6):
        more = make.award(award.edition, slug=f"more-{place}")
        decide(make, more, given(make, more, members=TEAM), announced=HOUR)
    many = [count(url) for url in (WINNERS, ARCHIVE)]
    event.remove(database.engine, "before_cursor_execute", note)
    assert many == few
    assert max(few) <= 12
