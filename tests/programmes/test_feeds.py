"""Calendars to subscribe to, fetched and parsed as a calendar does."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from icalendar import Calendar
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.permissions import Role
from awards.programmes.models import Edition, Phase
from tests.factories import DAY, Make
from tests.page import Browser

Browse = Callable[..., Browser]
PUBLIC = "/awards/lund/2026/calendar.ics"


@pytest.fixture
def edition(make: Make) -> Edition:
    """An edition with an award that is decided, and public in a while."""
    found = make.edition(Phase.DELIBERATION)
    award = make.award(found)
    now = datetime.now(UTC).replace(microsecond=0)
    award.decided_at, award.announce_at = now - DAY, now + DAY
    make.session.commit()
    return found


def _fetch(browser: Browser, url: str) -> Calendar:
    answer = browser.client.get(url)
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    found = Calendar.from_ical(answer.data)
    assert isinstance(found, Calendar)
    return found


def _entries(calendar: Calendar) -> dict[str, tuple[str, datetime]]:
    return {str(e["uid"]): (str(e["summary"]), e.start) for e in calendar.events}  # type: ignore[misc]


def _to_the_second(at: datetime) -> datetime:
    return at.replace(microsecond=0)


def _own_address(browser: Browser) -> str:
    page = browser.get("/calendar")
    address = page.first("input", id="address").get("value", "")
    assert address.startswith("http://localhost/calendar/")
    return address.removeprefix("http://localhost")


def test_everybody_subscribes_to_when_one_can_nominate(browse: Browse, edition: Edition) -> None:
    assert _entries(_fetch(browse(), f"{PUBLIC}?language=en")) == {
        f"opens-{edition.id}@localhost": (
            "Nominations open: name",
            _to_the_second(edition.opens_at),
        ),
        f"closes-{edition.id}@localhost": (
            "Last moment to nominate: name",
            _to_the_second(edition.closes_at),
        ),
    }


def test_winners_are_in_it_from_their_minute_on_and_not_before(
    browse: Browse, edition: Edition, session: Session
) -> None:
    award = edition.awards[0]
    key = f"announced-{award.id}@localhost"
    assert key not in _entries(_fetch(browse(), PUBLIC))
    award.announce_at = datetime.now(UTC).replace(microsecond=0) - DAY
    session.commit()
    entries = _entries(_fetch(browse(), f"{PUBLIC}?language=en"))
    assert entries[key] == ("Winners announced: Innovation", award.announce_at)


def test_a_moved_deadline_keeps_its_uid_and_counts_up(
    browse: Browse, edition: Edition, session: Session
) -> None:
    key = f"closes-{edition.id}@localhost"
    before = {str(e["uid"]): e for e in _fetch(browse(), PUBLIC).events}[key]
    edition.closes_at += DAY / 2
    edition.version += 1
    session.commit()
    after = {str(e["uid"]): e for e in _fetch(browse(), PUBLIC).events}[key]
    assert after.start > before.start
    assert (before.sequence, after.sequence) == (1, 2)


@pytest.mark.parametrize(
    ("address", "words"),
    [(PUBLIC, "Nomineringen öppnar"), (f"{PUBLIC}?language=nb", "Nomineringen åpner")],
)
def test_the_address_says_the_language_else_the_programme_does(
    browse: Browse, edition: Edition, address: str, words: str
) -> None:
    titles = [title for title, _ in _entries(_fetch(browse(), address)).values()]
    assert titles[0].startswith(words)


def test_with_rolling_intake_one_can_nominate_until_scoring_closes(
    browse: Browse, edition: Edition, session: Session
) -> None:
    edition.rules = {"rolling_intake": True}
    session.commit()
    entries = _entries(_fetch(browse(), PUBLIC))
    assert entries[f"closes-{edition.id}@localhost"][1] == _to_the_second(edition.scoring_closes_at)


def test_a_draft_has_no_calendar(browse: Browse, edition: Edition, session: Session) -> None:
    edition.opened_at = None
    session.commit()
    browse().get(PUBLIC, 404)


def test_a_juror_s_own_calendar_has_the_dates_of_scoring(
    browse: Browse, make: Make, edition: Edition
) -> None:
    address = _own_address(browse(make.person(roles=["juror"])))
    entries = _entries(_fetch(browse(), address))
    assert {key.partition("-" + edition.id)[0] for key in entries} == {
        "opens",
        "closes",
        "scoring-opens",
        "scoring-closes",
    }
    scoring = entries[f"scoring-closes-{edition.id}@localhost"]
    assert scoring == ("Scoring closes: name", _to_the_second(edition.scoring_closes_at))


@pytest.mark.parametrize(("role", "sees"), [("coordinator", True), ("chair", False)])
def test_the_embargo_s_minute_is_for_those_who_announce(
    browse: Browse, make: Make, edition: Edition, role: str, sees: bool
) -> None:
    address = _own_address(browse(make.person(roles=[role])))
    key = f"announced-{edition.awards[0].id}@localhost"
    assert (key in _entries(_fetch(browse(), address))) is sees


def test_another_programme_is_not_in_it(browse: Browse, make: Make, edition: Edition) -> None:
    other = make.programme("sandnes")
    stranger = make.person(roles=["coordinator"], programme=other)
    assert _entries(_fetch(browse(), _own_address(browse(stranger)))) == {}


@pytest.mark.parametrize("how", ["left", "signed out everywhere", "lost the role"])
def test_an_old_address_is_worth_nothing(
    browse: Browse, make: Make, session: Session, edition: Edition, how: str
) -> None:
    juror: Person = make.person(roles=["juror"])
    address = _own_address(browse(juror))
    if how == "left":
        juror.active = False
    elif how == "signed out everywhere":
        juror.session_epoch += 1
    else:
        juror.grants[0].role = Role.COMMUNICATIONS
    session.commit()
    if how == "lost the role":
        assert _entries(_fetch(browse(), address)) == {}
    else:
        browse().get(address, 404)


def test_an_address_that_is_not_ours_is_not_found(browse: Browse, edition: Edition) -> None:
    for token in ("x", "WyJ4Il0.abc", "WzEsMl0"):
        browse().get(f"/calendar/{token}.ics", 404)


def test_the_public_page_leads_to_the_calendar(browse: Browse, edition: Edition) -> None:
    assert f"{PUBLIC}?language=en" in browse().get("/").links
