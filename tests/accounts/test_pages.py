"""Signing in and out by link and in the demo, and the audit trail."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.core.clock import now
from awards.mail.models import OutboxMail
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]


def _ask(browser: Browser, address: str, **more: str) -> str:
    browser.get("/sign-in")
    return browser.post("/sign-in", {"email": address, **more}).location


def _link(session: Session) -> str:
    body = session.scalars(select(OutboxMail.body)).one()
    session.rollback()
    found = re.search(r"http://localhost(/sign-in/\S+)", body)
    assert found
    return found.group(1)


def test_home_asks_a_stranger_to_sign_in(browse: Browse) -> None:
    assert browse().get("/home", 302).location == "/sign-in?next=/home"


def test_signed_in_person_reaches_home(browse: Browse, make: Make) -> None:
    assert browse(make.person(roles=["coordinator"])).get("/home").status == 200


def test_a_mailed_link_signs_in(browse: Browse, make: Make, session: Session) -> None:
    make.person("Kim Ek", email="kim@example.org", roles=["auditor"])
    browser = browse()
    assert _ask(browser, "  KIM@example.org ") == "/sign-in/sent"
    link = _link(session)
    browser.get(link)
    assert browser.post(link).location == "/home"
    assert "Kim Ek" in browser.get("/home").text


def test_opening_a_link_does_not_use_it_up(browse: Browse, make: Make, session: Session) -> None:
    make.person(email="kim@example.org")
    browser = browse()
    _ask(browser, "kim@example.org")
    link = _link(session)
    for _ in range(3):
        browser.get(link)
    assert browser.post(link).location == "/home"


def test_a_link_works_once(browse: Browse, make: Make, session: Session) -> None:
    make.person(email="kim@example.org")
    browser = browse()
    _ask(browser, "kim@example.org")
    link = _link(session)
    browser.post(link)
    again = browse().post(link, status=409)
    assert "already been used" in again.text


def test_a_link_does_not_let_in_who_has_left(browse: Browse, make: Make, session: Session) -> None:
    person = make.person(email="kim@example.org", roles=["auditor"])
    browser = browse()
    _ask(browser, "kim@example.org")
    link = _link(session)
    session.refresh(person)
    person.active = False
    session.commit()
    assert "This link cannot be used." in browser.post(link, status=409).text
    browser.get("/home", 302)


def test_a_link_is_good_for_a_quarter_of_an_hour(
    browse: Browse, make: Make, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.person(email="kim@example.org")
    browser = browse()
    _ask(browser, "kim@example.org")
    link = _link(session)
    late = now() + timedelta(minutes=15)
    monkeypatch.setattr("awards.accounts.views.now", lambda: late)
    assert "older than 15 minutes" in browser.post(link, status=409).text


def test_a_forged_link_is_refused(browse: Browse) -> None:
    assert "Ask for a new one" in browse().post("/sign-in/abc.def", status=409).text


def test_an_unknown_address_gets_the_same_answer_and_no_mail(
    browse: Browse, session: Session
) -> None:
    assert _ask(browse(), "nobody@example.org") == "/sign-in/sent"
    assert session.scalars(select(OutboxMail)).all() == []


def test_a_mistyped_address_is_kept_and_explained(browse: Browse) -> None:
    browser = browse()
    browser.get("/sign-in")
    page = browser.post("/sign-in", {"email": "kim@"}, status=422)
    assert "name@example.com" in page.text
    assert page.form()["email"] == "kim@"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example"]
)
def test_signing_in_never_leads_to_another_site(
    browse: Browse, make: Make, session: Session, wanted: str
) -> None:
    make.person(email="kim@example.org")
    browser = browse()
    _ask(browser, "kim@example.org", next=wanted)
    link = _link(session).partition("?")[0]
    assert browser.post(link, {"next": wanted}).location == "/home"


def test_signing_out_ends_the_session(browse: Browse, make: Make) -> None:
    browser = browse(make.person())
    browser.get("/home")
    browser.post("/sign-out")
    browser.get("/home", 302)


def test_raising_the_epoch_signs_out_everywhere(
    browse: Browse, make: Make, session: Session
) -> None:
    person = make.person()
    browser = browse(person)
    browser.get("/home")
    person.session_epoch += 1
    session.commit()
    browser.get("/home", 302)


def _demo(app: Flask) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], demo=True)


def test_the_demo_signs_in_with_one_click(app: Flask, browse: Browse, make: Make) -> None:
    person = make.person("Demo Kim", roles=["juror"])
    _demo(app)
    browser = browse()
    assert "Demo Kim" in browser.get("/sign-in").text
    assert browser.post(f"/sign-in/demo/{person.id}").location == "/home"


@pytest.mark.parametrize(
    "away",
    [
        {"environ_base": {"REMOTE_ADDR": "10.1.2.3"}},
        {"headers": {"X-Forwarded-For": "10.1.2.3"}},
        {"headers": {"X-Real-IP": "10.1.2.3"}},
        {"headers": {"X-Forwarded-Proto": "https"}},
        {"headers": {"Host": "awards.lund.example"}},
    ],
)
def test_the_demo_is_closed_to_other_machines(
    app: Flask, browse: Browse, make: Make, away: dict[str, Any]
) -> None:
    person = make.person("Demo Kim", roles=["juror"])
    _demo(app)
    browser = browse()
    assert "Demo Kim" not in browser.get("/sign-in", **away).text
    browser.post(f"/sign-in/demo/{person.id}", status=404, **away)


def test_without_demo_mode_there_is_no_one_click(browse: Browse, make: Make) -> None:
    person = make.person("Demo Kim", roles=["juror"])
    browser = browse()
    assert "Demo Kim" not in browser.get("/sign-in").text
    browser.post(f"/sign-in/demo/{person.id}", status=404)


def test_the_auditor_sees_who_signed_in(browse: Browse, make: Make, session: Session) -> None:
    make.person("Åsa Öberg", email="asa@example.org", roles=["juror"])
    browser = browse()
    _ask(browser, "asa@example.org")
    browser.post(_link(session))
    page = browse(make.person(roles=["auditor"])).get("/audit")
    assert "Åsa Öberg" in page.text
    assert "sign-in.done" in page.text
    assert "The chain is whole" in page.text


def test_the_audit_trail_is_not_for_jurors(browse: Browse, make: Make) -> None:
    browse(make.person(roles=["juror"])).get("/audit", 403)


def test_a_copy_of_the_cookie_is_worth_nothing_after_signing_out(
    browse: Browse, make: Make
) -> None:
    person = make.person(roles=["juror"])
    here, copied = browse(person), browse(person)
    copied.get("/home")
    here.get("/home")
    here.post("/sign-out")
    copied.get("/home", 302)


def test_a_session_ends_after_twelve_hours(app: Flask, browse: Browse, make: Make) -> None:
    browser = browse(make.person(roles=["juror"]))
    browser.get("/home")
    with browser.client.session_transaction() as cookie:
        cookie["since"] -= 12 * 3600 + 5
    browser.get("/home", 302)


def test_an_auditor_sees_nobody_of_another_programme(
    browse: Browse, make: Make, session: Session
) -> None:
    make.person("Own Auditor", roles=["auditor"])
    stranger = make.person("Far Away", email="far@example.org")
    elsewhere = make.programme("sandnes")
    auditor = make.person("Sandnes Auditor", roles=["auditor"], programme=elsewhere)
    browser, watcher = browse(), browse(auditor)
    _ask(browser, stranger.email)
    browser.post(_link(session))
    assert "Far Away" not in watcher.get("/audit").text
