"""Moving an edition's dates: asked first, with a reason, and never by accident."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.audit.models import AuditLine
from awards.core.clock import to_zone
from awards.programmes import actions
from awards.programmes.models import Edition, Phase
from awards.programmes.rules import ChangedMeanwhile, phase_of_edition
from awards.programmes.schedule import (
    DatesDecided,
    LeadsElsewhere,
    NothingToClose,
    Turn,
    WrongOrder,
    schedule_of,
)
from tests.factories import DAY, Make, actor_of
from tests.page import Browser

Browse = Callable[..., Browser]
REASON = "The notices came out late."
ZONE = "Europe/Stockholm"


def _wall(at: datetime) -> str:
    return to_zone(at, ZONE).strftime("%Y-%m-%dT%H:%M")


@pytest.fixture
def edition(make: Make) -> Edition:
    """An edition that takes nominations, with an award."""
    found = make.edition(Phase.NOMINATING)
    make.award(found)
    return found


@pytest.fixture
def coordinator(make: Make, edition: Edition) -> Person:
    return make.person(roles=["coordinator"], programme=edition.programme)


@pytest.fixture
def browser(browse: Browse, coordinator: Person) -> Browser:
    return browse(coordinator)


def _url(edition: Edition, more: str = "") -> str:
    return f"/set-up/editions/{edition.id}/dates{more}"


def _read_again(session: Session, edition: Edition) -> None:
    """Read what a page has written, and let go of the one connection."""
    session.refresh(edition)
    session.commit()


def _trail(session: Session) -> list[tuple[str, dict[str, Any]]]:
    session.expire_all()
    lines = session.scalars(select(AuditLine).order_by(AuditLine.number))
    return [(line.event, dict(line.details)) for line in lines]


def _move(
    session: Session, edition: Edition, person: Person, turn: Turn, to: datetime, **more: Any
) -> None:
    given: dict[str, Any] = {"reason": REASON, "agreed": None, "version": edition.version}
    actions.move_dates(
        session,
        edition,
        schedule_of(edition).with_turn(turn, to),
        **{**given, **more},
        by=actor_of(person),
        at=datetime.now(UTC),
    )
    session.commit()


# The action.


def test_an_extended_deadline_is_kept_with_its_reason_and_in_the_trail(
    session: Session, edition: Edition, coordinator: Person
) -> None:
    was, becomes = edition.closes_at, edition.closes_at + DAY
    _move(session, edition, coordinator, Turn.CLOSES, becomes)
    (change,) = edition.date_changes
    assert {name: change[name] for name in ("turn", "kind", "was", "becomes", "reason")} == {
        "turn": "closes_at",
        "kind": "later",
        "was": was.isoformat(),
        "becomes": becomes.isoformat(),
        "reason": REASON,
    }
    assert (edition.closes_at, edition.version) == (becomes, 2)
    assert _trail(session) == [
        (
            "edition.dates-moved",
            {
                "moves": [f"closes_at:{was.isoformat()}>{becomes.isoformat()}"],
                "phase": "nominating",
                "reason": True,
            },
        )
    ]


def test_the_same_dates_again_are_no_change(
    session: Session, edition: Edition, coordinator: Person
) -> None:
    _move(session, edition, coordinator, Turn.CLOSES, edition.closes_at)
    assert (edition.version, edition.date_changes, _trail(session)) == (1, [], [])


def test_a_phase_does_not_flip_unless_somebody_agreed_to_that_phase(
    session: Session, edition: Edition, coordinator: Person
) -> None:
    past = datetime.now(UTC) - DAY
    for agreed in (None, Phase.UPCOMING, Phase.SCORING):
        with pytest.raises(LeadsElsewhere):
            _move(session, edition, coordinator, Turn.CLOSES, past, agreed=agreed)
        session.rollback()
    _move(session, edition, coordinator, Turn.CLOSES, past, agreed=Phase.TRIAGE)
    assert phase_of_edition(edition, datetime.now(UTC)) is Phase.TRIAGE


def test_dates_out_of_order_are_refused(
    session: Session, edition: Edition, coordinator: Person
) -> None:
    with pytest.raises(WrongOrder):
        _move(session, edition, coordinator, Turn.CLOSES, edition.scoring_opens_at + DAY)


def test_people_who_were_told_a_date_are_told_why_it_moves(
    session: Session, edition: Edition, coordinator: Person
) -> None:
    with pytest.raises(actions.ReasonNeeded):
        _move(session, edition, coordinator, Turn.CLOSES, edition.closes_at + DAY, reason=" ")


def test_before_nominations_open_dates_move_without_a_reason(
    session: Session, make: Make, coordinator: Person
) -> None:
    coming = make.edition(Phase.UPCOMING, slug="2027")
    _move(session, coming, coordinator, Turn.CLOSES, coming.closes_at + DAY, reason="")
    assert (coming.date_changes, coming.version) == ([], 2)


def test_a_decided_edition_keeps_its_dates(
    session: Session, make: Make, coordinator: Person
) -> None:
    old = make.edition(Phase.DELIBERATION, slug="2025")
    make.award(old, decided_at=old.scoring_closes_at)
    later = datetime.now(UTC) + DAY
    with pytest.raises(DatesDecided):
        _move(session, old, coordinator, Turn.SCORING_CLOSES, later, agreed=Phase.SCORING)


def test_two_who_move_dates_at_once_notice(
    session: Session, edition: Edition, coordinator: Person
) -> None:
    with pytest.raises(ChangedMeanwhile):
        _move(session, edition, coordinator, Turn.CLOSES, edition.closes_at + DAY, version=7)


def _close(session: Session, edition: Edition, person: Person, turn: Turn) -> datetime:
    at = datetime.now(UTC)
    actions.close_early(
        session,
        edition,
        turn,
        reason=REASON,
        version=edition.version,
        by=actor_of(person),
        at=at,
    )
    session.commit()
    return at


def test_closing_early_makes_the_deadline_now(
    session: Session, edition: Edition, coordinator: Person
) -> None:
    at = _close(session, edition, coordinator, Turn.CLOSES)
    assert (edition.closes_at, phase_of_edition(edition, at)) == (at, Phase.TRIAGE)
    assert [change["kind"] for change in edition.date_changes] == ["closed"]
    assert [event for event, _ in _trail(session)] == ["edition.closed-early"]


def test_scoring_can_be_closed_early_although_a_juror_never_finished(
    session: Session, make: Make, coordinator: Person
) -> None:
    scored = make.edition(Phase.SCORING, slug="2025")
    make.award(scored)
    at = _close(session, scored, coordinator, Turn.SCORING_CLOSES)
    assert phase_of_edition(scored, at) is Phase.DELIBERATION


@pytest.mark.parametrize("turn", [Turn.SCORING_CLOSES, Turn.OPENS])
def test_only_what_is_open_can_be_closed(
    session: Session, edition: Edition, coordinator: Person, turn: Turn
) -> None:
    with pytest.raises(NothingToClose):
        _close(session, edition, coordinator, turn)


def test_with_rolling_intake_nominations_end_with_scoring(
    session: Session, edition: Edition, coordinator: Person
) -> None:
    edition.rules = {"rolling_intake": True}
    session.commit()
    with pytest.raises(NothingToClose):
        _close(session, edition, coordinator, Turn.CLOSES)


# The pages.


def test_the_page_shows_the_phases_and_the_dates(browser: Browser, edition: Edition) -> None:
    page = browser.get(_url(edition))
    assert page.html.count('<svg xmlns="http://www.w3.org/2000/svg" class="pt"') == 1
    names = [
        text for text in ("Nominating", "Review", "Scoring", "Deliberation") if text in page.text
    ]
    assert len(names) == 4
    assert [page.form()[turn.value] for turn in Turn] == [
        _wall(getattr(edition, turn.value)) for turn in Turn
    ]


def test_saving_what_is_there_changes_nothing(
    browser: Browser, edition: Edition, session: Session
) -> None:
    page = browser.get(_url(edition))
    browser.post(_url(edition), page.form())
    _read_again(session, edition)
    assert (edition.version, edition.date_changes) == (1, [])


def test_a_move_across_now_is_asked_first_and_names_the_phase(
    browser: Browser, edition: Edition, session: Session
) -> None:
    past = _wall(datetime.now(UTC) - DAY)
    page = browser.get(_url(edition))
    asked = browser.post(_url(edition), {**page.form(), "closes_at": past, "reason": REASON}, 200)
    assert asked.h1 == "The edition goes from Nominating to Review at once."
    assert "Nominations close is set to a time that has passed." in asked.text
    _read_again(session, edition)
    assert edition.version == 1
    done = browser.post(_url(edition), {**asked.form(), "confirmed": "triage"})
    _read_again(session, edition)
    assert (_wall(edition.closes_at), edition.date_changes[0]["kind"]) == (past, "earlier")
    assert "The dates are saved." in browser.follow(done).text


def test_a_yes_to_another_phase_is_asked_again(
    browser: Browser, edition: Edition, session: Session
) -> None:
    page = browser.get(_url(edition))
    sent = {**page.form(), "closes_at": _wall(datetime.now(UTC) - DAY), "reason": REASON}
    asked = browser.post(_url(edition), {**sent, "confirmed": "scoring"}, 200)
    assert asked.h1.startswith("The edition goes from")
    _read_again(session, edition)
    assert edition.version == 1


def test_changing_ones_mind_brings_back_what_was_typed(browser: Browser, edition: Edition) -> None:
    past = _wall(datetime.now(UTC) - DAY)
    page = browser.get(_url(edition))
    sent = {**page.form(), "closes_at": past, "reason": REASON}
    asked = browser.post(_url(edition), sent, 200)
    back = browser.post(_url(edition), {**asked.form(), "change": "1"}, 200)
    assert (back.form()["closes_at"], back.form()["reason"]) == (past, REASON)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("closes_at", "2027-03-28T02:30", "That time does not exist"),
        ("closes_at", "2027-10-31T02:30", "comes twice"),
        ("closes_at", "tomorrow", "Write day and time like"),
        ("closes_at", "", "Write day and time like"),
        ("scoring_closes_at", "2020-01-01T08:00", "Scoring must close after it opens"),
    ],
)
def test_a_wrong_time_is_explained_and_kept(
    browser: Browser, edition: Edition, session: Session, field: str, typed: str, words: str
) -> None:
    page = browser.get(_url(edition))
    sent = {**page.form(), field: typed, "reason": REASON}
    answer = browser.post(_url(edition), sent, 422)
    assert words in answer.text
    assert (answer.form()[field], answer.form()["reason"]) == (typed, REASON)
    _read_again(session, edition)
    assert edition.version == 1


def test_a_reason_is_asked_for_at_its_field(browser: Browser, edition: Edition) -> None:
    page = browser.get(_url(edition))
    later = _wall(edition.closes_at + DAY)
    answer = browser.post(_url(edition), {**page.form(), "closes_at": later}, 422)
    assert "Write why the dates change" in answer.text
    assert answer.form()["closes_at"] == later


def test_what_somebody_else_saved_meanwhile_stands_beside_what_was_typed(
    browser: Browser, edition: Edition, session: Session, coordinator: Person
) -> None:
    page = browser.get(_url(edition))
    sent = {**page.form(), "closes_at": _wall(edition.closes_at + DAY), "reason": REASON}
    _move(session, edition, coordinator, Turn.CLOSES, edition.closes_at + 2 * DAY)
    answer = browser.post(_url(edition), sent, 409)
    assert "Somebody else saved this while you were writing" in answer.text
    assert answer.form()["closes_at"] == sent["closes_at"]
    browser.post(_url(edition), answer.form())


# Extending.


def test_extending_a_deadline_is_told_to_everybody(
    browser: Browser, browse: Browse, make: Make, edition: Edition
) -> None:
    make.award(edition, "courage")
    url = _url(edition, "/extend/closes_at")
    page = browser.get(url)
    until = _wall(edition.closes_at + DAY)
    browser.post(url, {**page.form(), "until": until, "reason": REASON})
    for public in ("/", "/awards/lund/2026/nominate", "/awards/lund/2026/nominate/innovation"):
        shown = browse().get(public)
        assert "Extended: you can nominate until" in shown.text
        assert REASON in shown.text
    assert REASON in browser.get(_url(edition)).text


def test_the_dates_after_it_can_move_along(
    browser: Browser, edition: Edition, session: Session
) -> None:
    url, before = _url(edition, "/extend/closes_at"), schedule_of(edition)
    page = browser.get(url)
    until = _wall(before.closes_at + timedelta(days=14))
    refused = browser.post(url, {**page.form(), "until": until, "reason": REASON}, 422)
    assert "move the dates after it, too" in refused.text
    browser.post(url, {**refused.form(), "until": until, "reason": REASON, "along": "y"})
    _read_again(session, edition)
    days = [
        (to_zone(getattr(edition, t.value), ZONE).date() - to_zone(before.of(t), ZONE).date()).days
        for t in Turn
    ]
    assert days == [0, 14, 14, 14]
    assert len(edition.date_changes) == 3


@pytest.mark.parametrize(
    ("days", "reason", "words"),
    [
        (-1, REASON, "Choose a time after the deadline there is."),
        (0, REASON, "Choose a time after the deadline there is."),
        (1, "", "Write why"),
    ],
)
def test_a_wrong_extension_is_explained(
    browser: Browser, edition: Edition, days: int, reason: str, words: str
) -> None:
    url = _url(edition, "/extend/closes_at")
    page = browser.get(url)
    until = _wall(edition.closes_at + DAY * days)
    answer = browser.post(url, {**page.form(), "until": until, "reason": reason}, 422)
    assert words in answer.text
    assert (answer.form()["until"], answer.form()["reason"]) == (until, reason)


def test_reopening_what_has_closed_is_asked_first(
    browser: Browser, make: Make, session: Session
) -> None:
    closed = make.edition(Phase.TRIAGE, slug="2025")
    make.award(closed)
    url = _url(closed, "/extend/closes_at")
    page = browser.get(url)
    until = _wall(datetime.now(UTC) + DAY)
    asked = browser.post(url, {**page.form(), "until": until, "reason": REASON}, 200)
    assert asked.h1 == "The edition goes from Review to Nominating at once."
    browser.post(url, {**asked.form(), "confirmed": "nominating"})
    _read_again(session, closed)
    assert phase_of_edition(closed, datetime.now(UTC)) is Phase.NOMINATING


def test_only_deadlines_are_extended(browser: Browser, edition: Edition) -> None:
    for word in ("opens_at", "nonsense"):
        browser.get(_url(edition, f"/extend/{word}"), 404)


def test_another_programmes_dates_are_not_found(
    browse: Browse, make: Make, edition: Edition
) -> None:
    other = make.programme("sandnes")
    stranger = browse(make.person(roles=["coordinator"], programme=other))
    for more in ("", "/extend/closes_at"):
        stranger.get(_url(edition, more), 404)
