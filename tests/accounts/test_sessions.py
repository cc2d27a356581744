"""Sessions: one for each browser, listed, ended one by one or all at once, and by themselves."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.actions import forget_old
from awards.accounts.devices import device_of
from awards.accounts.models import Person, SignInLink, SignInSession
from awards.accounts.rules import is_over
from awards.audit.models import AuditLine
from awards.core.clock import now
from awards.core.db import Database
from awards.core.permissions import Role
from awards.core.sign_in import IDLE_AFTER, LONGEST_SESSION, idle_after
from tests.accounts.conftest import Mailbox
from tests.counting import queries_of
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]
HOUR = timedelta(hours=1)
AT = datetime.fromisoformat("2026-11-21T08:00:00+00:00")


def _all(session: Session) -> list[SignInSession]:
    found = session.scalars(select(SignInSession).order_by(SignInSession.started_at)).all()
    session.commit()
    return list(found)


def _age(session: Session, by: timedelta, *, started: timedelta | None = None) -> None:
    """Let time pass since every session was last used (and since it began)."""
    for one in _all(session):
        one.seen_at -= by
        one.started_at -= by if started is None else started
    session.commit()


def _last_line(session: Session) -> tuple[str, str, dict[str, Any]]:
    line = session.scalars(select(AuditLine).order_by(AuditLine.number.desc())).first()
    session.commit()
    assert line
    return line.event, line.actor_id or "", line.details


# — signing out —


def test_signing_out_ends_this_session_only(browse: Browse, make: Make, session: Session) -> None:
    person = make.person(roles=["juror"])
    here, there = browse(person), browse(person)
    here.get("/home")
    assert here.post("/sign-out").location == "/sign-in"
    here.get("/home", 302)
    there.get("/home")
    assert _last_line(session) == ("sign-out.done", person.id, {})


def test_a_copy_of_the_cookie_is_worth_nothing_after_signing_out(
    app: Flask, browse: Browse, make: Make
) -> None:
    here, copied = browse(make.person(roles=["juror"])), browse()
    cookie = here.client.get_cookie("utmarkt")
    assert cookie
    copied.client.set_cookie("utmarkt", cookie.value)
    copied.get("/home")
    here.get("/home")
    here.post("/sign-out")
    copied.get("/home", 302)


def test_signing_out_everywhere_ends_them_all(browse: Browse, make: Make, session: Session) -> None:
    person, other = make.person(roles=["juror"]), make.person("Ola Nordmann")
    here, there, elsewhere = browse(person), browse(person), browse(other)
    here.get("/sessions")
    here.post("/sessions/end-all")
    here.get("/home", 302)
    there.get("/home", 302)
    elsewhere.get("/home")
    assert _last_line(session) == ("sign-out.everywhere", person.id, {"sessions": 2})


def test_raising_the_epoch_signs_out_everywhere(
    browse: Browse, make: Make, session: Session
) -> None:
    person = make.person()
    browser = browse(person)
    browser.get("/home")
    person.session_epoch += 1
    session.commit()
    browser.get("/home", 302)


@pytest.mark.parametrize("language", ["sv", "nb"])
def test_signing_out_keeps_the_chosen_language(browse: Browse, make: Make, language: str) -> None:
    browser = browse(make.person(), language)
    browser.get("/home")
    page = browser.follow(browser.post("/sign-out"))
    assert page.first("html").get("lang") == language


# — the list —


def test_the_list_shows_each_browser_and_which_is_this_one(
    browse: Browse, make: Make, session: Session
) -> None:
    person = make.person(roles=["coordinator"])
    make.sign_in(make.person("Ola Nordmann"))
    here = browse(person)
    phone = browse(person)
    _all(session)[-1].device = "Safari, iPhone"
    session.commit()
    page = here.get("/sessions")
    rows = [row for row in page.all("tr") if row.findall("td")]
    assert len(rows) == 2
    assert "after 1 hour without a page" in page.text
    assert page.text.count("This browser") == 1
    assert "Safari, iPhone" in page.text
    phone.get("/home")


def test_another_browser_is_signed_out_from_the_list(
    browse: Browse, make: Make, session: Session
) -> None:
    person = make.person(roles=["juror"])
    here, there = browse(person), browse(person)
    mine, other = _all(session)
    here.get("/sessions")
    page = here.follow(here.post(f"/sessions/{other.id}/end"))
    assert "That browser is signed out." in page.text
    there.get("/home", 302)
    assert _last_line(session) == ("session.ended", person.id, {"why": "signed-out"})
    here.post(f"/sessions/{mine.id}/end")
    here.get("/home", 302)


def test_somebody_elses_session_is_not_found(browse: Browse, make: Make) -> None:
    theirs = make.sign_in(make.person("Ola Nordmann"))
    here = browse(make.person())
    here.get("/sessions")
    here.post(f"/sessions/{theirs.id}/end", status=404)


def test_more_sessions_cost_no_more_queries(database: Database, browse: Browse, make: Make) -> None:
    person = make.person(roles=["juror"])
    here = browse(person)
    here.get("/sessions")
    few = queries_of(database, lambda: here.get("/sessions"))
    for _ in range(5):
        make.sign_in(person)
    assert queries_of(database, lambda: here.get("/sessions")) == few


def test_a_page_asks_once_who_is_signed_in(database: Database, browse: Browse, make: Make) -> None:
    browser, stranger = browse(make.person()), browse()
    assert queries_of(database, lambda: browser.get("/accessibility")) == 1
    assert queries_of(database, lambda: stranger.get("/accessibility")) == 0


# — beginning —


def test_signing_in_begins_a_session_that_the_cookie_before_does_not_know(
    browse: Browse, make: Make, mailbox: Mailbox
) -> None:
    """Session fixation: what a browser had before signing in is worth nothing afterwards."""
    make.person(email="kim@example.org")
    browser = browse()
    mailbox.ask(browser, "kim@example.org")
    with browser.client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        before = cookie["csrf_token"]
    browser.post(mailbox.newest().link)
    with browser.client.session_transaction() as cookie:
        assert sorted(cookie) == ["_fresh", "_id", "_permanent", "_user_id", "language", "nonce"]
    browser.get("/sessions")
    with browser.client.session_transaction() as cookie:
        assert cookie["csrf_token"] != before


def test_signing_in_again_ends_the_session_before(
    browse: Browse, make: Make, mailbox: Mailbox, session: Session
) -> None:
    make.person(email="kim@example.org")
    browser = browse(make.person("Ola Nordmann"))
    mailbox.ask(browser, "kim@example.org")
    browser.post(mailbox.newest().link)
    assert _last_line(session)[::2] == ("session.ended", {"why": "replaced"})
    assert [one.ended_at is None for one in _all(session)] == [False, True]


def test_reading_the_table_gives_nobody_a_session(
    browse: Browse, make: Make, session: Session
) -> None:
    browser = browse(make.person())
    stored = _all(session)[0]
    for guess in (stored.id, stored.key_digest):
        with browser.client.session_transaction() as cookie:
            cookie["_user_id"] = guess
        browser.get("/home", 302)


# — ending by themselves —


@pytest.mark.parametrize("role", list(Role))
def test_a_session_idles_out_by_role(
    browse: Browse, make: Make, session: Session, role: Role
) -> None:
    person = make.person(roles=[role])
    browser = browse(person)
    allowed = idle_after([role])
    _age(session, allowed - timedelta(minutes=6), started=timedelta(0))
    browser.get("/sessions")
    _age(session, allowed, started=timedelta(0))
    browser.get("/sessions", 302)
    assert _last_line(session) == ("session.ended", person.id, {"why": "idle"})
    assert _all(session)[0].ended_at is not None


def test_acting_in_one_role_makes_no_session_longer(browse: Browse, make: Make) -> None:
    browser = browse(make.person(roles=["juror", "coordinator"]))
    browser.get("/sessions")
    browser.post("/acting-as", {"role": "juror"})
    assert "signed out after 1 hour without a page" in browser.get("/sessions").text


def test_the_strictest_role_counts() -> None:
    assert idle_after([Role.JUROR]) == 8 * HOUR
    assert idle_after([Role.JUROR, Role.COORDINATOR]) == HOUR
    assert idle_after([]) == 8 * HOUR
    assert all(timedelta(0) < idle < LONGEST_SESSION for idle in IDLE_AFTER.values())


def test_a_session_ends_after_twelve_hours(browse: Browse, make: Make, session: Session) -> None:
    browser = browse(make.person(roles=["juror"]))
    browser.get("/home")
    _age(session, timedelta(0), started=12 * HOUR)
    browser.get("/home", 302)
    assert _last_line(session)[::2] == ("session.ended", {"why": "age"})


@pytest.mark.parametrize(
    ("started", "seen", "why"),
    [
        (0, 0, ""),
        (59, 59, ""),
        (60, 60, "idle"),
        (719, 0, ""),
        (720, 0, "age"),
        (720, 720, "age"),
    ],
)
def test_why_a_session_is_over(started: int, seen: int, why: str) -> None:
    started_at, seen_at = AT - timedelta(minutes=started), AT - timedelta(minutes=seen)
    assert is_over(started_at, seen_at, [Role.COORDINATOR], AT) == why


def test_use_is_noted_at_most_every_few_minutes(
    browse: Browse, make: Make, session: Session
) -> None:
    browser = browse(make.person(roles=["juror"]))
    first = _all(session)[0].seen_at
    browser.get("/home")
    session.expire_all()
    assert _all(session)[0].seen_at == first
    _age(session, timedelta(minutes=6))
    browser.get("/home")
    session.expire_all()
    assert _all(session)[0].seen_at >= first


def test_the_page_is_right_although_its_use_cannot_be_noted(
    browse: Browse, make: Make, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError

    def busy(*_: object, **__: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    browser = browse(make.person(roles=["juror"]))
    _age(session, timedelta(minutes=6))
    monkeypatch.setattr("awards.accounts.actions.sessions.note_seen", busy)
    browser.get("/home")


def test_what_is_long_over_is_forgotten(session: Session, make: Make) -> None:
    person = make.person()
    old, new = make.sign_in(person), make.sign_in(person)
    old.started_at = now() - timedelta(days=31)
    for age, name in ((timedelta(days=2), "old"), (timedelta(0), "new")):
        at = now() - age
        session.add(SignInLink(id=name, address="", created_at=at, expires_at=at))
    forget_old(session, at=now())
    session.commit()
    assert [one.id for one in _all(session)] == [new.id]
    assert session.scalars(select(SignInLink.id)).all() == ["new"]
    assert session.get(Person, person.id)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
         "Firefox, Windows"),
        (("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"), "Edge, Windows"),
        (("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
         "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"), "Safari, iPhone"),
        (("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/140.0.0.0 Mobile Safari/537.36"), "Chrome, Android"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_called_by_words_people_know(user_agent: str, words: str) -> None:
    assert device_of(user_agent) == words
