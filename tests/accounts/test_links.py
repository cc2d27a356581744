"""Signing in by mail: the link, the code in the browser that asked, and what strangers learn."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from awards import create_app
from awards.accounts.models import SignInLink
from awards.accounts.rules import MOST_ATTEMPTS, MOST_LINKS, code_of, is_code, shown
from awards.audit.models import AuditLine
from awards.config import Settings
from awards.core.clock import now
from awards.core.db import Database
from awards.mail.models import OutboxMail
from tests.accounts.conftest import Mailbox
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]
KIM = "kim@example.org"


def _trail(session: Session) -> list[tuple[str, dict[str, Any]]]:
    lines = session.scalars(select(AuditLine).order_by(AuditLine.number)).all()
    session.commit()
    return [(line.event, line.details) for line in lines]


# — the link —


def test_a_mailed_link_signs_in(browse: Browse, make: Make, mailbox: Mailbox) -> None:
    make.person("Kim Ek", email=KIM, roles=["auditor"])
    browser = browse()
    assert mailbox.ask(browser, "  KIM@example.org ").location == "/sign-in/sent"
    link = mailbox.newest().link
    browser.get(link)
    assert browser.post(link).location == "/home"
    assert "Kim Ek" in browser.get("/home").text


def test_a_link_leads_to_the_page_that_was_wanted(
    browse: Browse, make: Make, mailbox: Mailbox
) -> None:
    make.person(email=KIM, roles=["auditor"])
    mailbox.ask(browse(), KIM, next="/audit?event=sign-in.done")
    assert browse().post(mailbox.newest().link).location == "/audit?event=sign-in.done"


def test_a_mail_scanner_that_opens_the_link_does_not_use_it_up(
    browse: Browse, make: Make, mailbox: Mailbox
) -> None:
    make.person(email=KIM)
    browser = browse()
    mailbox.ask(browser, KIM)
    link = mailbox.newest().link
    for _ in range(3):
        browse().get(link)
    assert browser.post(link).location == "/home"


def test_a_link_works_once(browse: Browse, make: Make, mailbox: Mailbox, session: Session) -> None:
    make.person(email=KIM)
    browser = browse()
    mailbox.ask(browser, KIM)
    link = mailbox.newest().link
    browser.post(link)
    assert "already been used" in browse().post(link, status=409).text
    assert _trail(session) == [
        ("sign-in.asked", {}),
        ("sign-in.done", {"way": "link"}),
        ("sign-in.refused", {"why": "link"}),
    ]


def test_a_link_does_not_let_in_who_has_left(
    browse: Browse, make: Make, mailbox: Mailbox, session: Session
) -> None:
    person = make.person(email=KIM, roles=["auditor"])
    browser = browse()
    mailbox.ask(browser, KIM)
    session.refresh(person)
    person.active = False
    session.commit()
    assert "This link cannot be used." in browser.post(mailbox.newest().link, status=409).text
    browser.get("/home", 302)


def test_a_link_is_good_for_a_quarter_of_an_hour(
    browse: Browse, make: Make, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.person(email=KIM)
    browser = browse()
    mailbox.ask(browser, KIM)
    late = now() + timedelta(minutes=15)
    monkeypatch.setattr("awards.accounts.views.entering.now", lambda: late)
    assert "older than 15 minutes" in browser.post(mailbox.newest().link, status=409).text


def test_a_forged_link_is_refused(browse: Browse) -> None:
    assert "Ask for a new one" in browse().post("/sign-in/abc.def", status=409).text


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
    browse: Browse, make: Make, mailbox: Mailbox, wanted: str
) -> None:
    make.person(email=KIM)
    browser = browse()
    mailbox.ask(browser, KIM, next=wanted)
    assert browser.post(mailbox.newest().link, {"next": wanted}).location == "/home"


# — the code —


def test_the_mails_code_signs_in_where_the_link_was_asked_for(
    browse: Browse, make: Make, mailbox: Mailbox, session: Session
) -> None:
    make.person("Kim Ek", email=KIM, roles=["auditor"])
    desk = browse()
    desk.follow(mailbox.ask(desk, KIM, next="/audit"))
    code = mailbox.newest().code
    assert desk.post("/sign-in/code", {"code": code}).location == "/audit"
    assert "Kim Ek" in desk.get("/home").text
    assert _trail(session)[-1] == ("sign-in.done", {"way": "code"})


def test_a_code_is_worth_nothing_in_another_browser(
    browse: Browse, make: Make, mailbox: Mailbox
) -> None:
    make.person(email=KIM)
    mailbox.ask(browse(), KIM)
    thief = browse()
    mailbox.ask(thief, "thief@example.org")
    thief.post("/sign-in/code", {"code": mailbox.newest().code}, status=422)
    thief.get("/home", 302)
    browse().post("/sign-in/code", {"code": mailbox.newest().code}, status=409)


def test_link_and_code_are_used_up_together(browse: Browse, make: Make, mailbox: Mailbox) -> None:
    make.person(email=KIM)
    desk, phone = browse(), browse()
    mailbox.ask(desk, KIM)
    mail = mailbox.newest()
    phone.post(mail.link)
    page = desk.post("/sign-in/code", {"code": mail.code}, status=409)
    assert "already been used" in page.text
    mailbox.ask(desk, KIM)
    mail = mailbox.newest()
    desk.follow(desk.post("/sign-in/code", {"code": mail.code}))
    phone.get("/sessions")
    phone.post(mail.link, status=409)


def test_a_wrong_code_is_kept_and_the_right_one_still_works(
    browse: Browse, make: Make, mailbox: Mailbox
) -> None:
    make.person(email=KIM)
    desk = browse()
    mailbox.ask(desk, KIM)
    page = desk.post("/sign-in/code", {"code": "AAAA BBBB"}, status=422)
    assert page.form("/sign-in/code")["code"] == "AAAA BBBB"
    assert "not the code in the newest mail" in page.text
    assert desk.post("/sign-in/code", {"code": mailbox.newest().code}).location == "/home"


def test_after_a_few_wrong_codes_the_right_one_is_refused_too(
    browse: Browse, make: Make, mailbox: Mailbox, session: Session
) -> None:
    make.person(email=KIM)
    desk = browse()
    mailbox.ask(desk, KIM)
    for _ in range(MOST_ATTEMPTS):
        desk.post("/sign-in/code", {"code": "AAAA BBBB"}, status=422)
    page = desk.post("/sign-in/code", {"code": mailbox.newest().code}, status=409)
    assert "tried too often" in page.text
    desk.get("/home", 302)
    refused = [details["why"] for name, details in _trail(session) if name == "sign-in.refused"]
    assert refused == ["code"] * MOST_ATTEMPTS + ["codes-spent"]
    assert browse().post(mailbox.newest().link).location == "/home"  # the link itself still works


def test_a_code_is_read_however_it_is_written() -> None:
    code = code_of("a link", secret="s" * 32)
    assert (len(code), code_of("another", secret="s" * 32) == code) == (8, False)
    for typed in (shown(code), code, code.upper(), f" {code[:4]}-{code[4:]} ", f"{shown(code)}\n"):
        assert is_code(typed, code)
    for typed in ("", code[:-1], f"{code}a", "åäö"):
        assert not is_code(typed, code)


def test_letters_that_look_like_digits_are_taken_as_such() -> None:
    assert is_code("IO1L aB-vU", "1011abvv")


# — what strangers learn —


def _asked(app: Flask, database: Database, browser: Browser, address: str) -> dict[str, object]:
    """Return all that differs, could it differ: the answer, the statements, the jobs."""
    browser.get("/sign-in")
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: object) -> None:
        del connection, cursor, rest
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        answer = browser.post("/sign-in", {"email": address})
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    shown = browser.follow(answer)
    return {
        "to": answer.location,
        "headers": sorted(answer.headers.keys()),
        "page": shown.text,
        "cookie": len(browser.client.get_cookie("utmarkt").value) // 40,  # type: ignore[union-attr]
        "statements": statements,
    }


def test_an_unknown_address_gets_the_same_answer_for_the_same_work(
    app: Flask, browse: Browse, make: Make, database: Database, jobs: list[tuple[str, ...]]
) -> None:
    make.person(email=KIM)
    known = _asked(app, database, browse(), KIM)
    jobs_of_known = list(jobs)
    jobs.clear()
    assert _asked(app, database, browse(), "nobody@example.org") == known
    assert jobs == jobs_of_known == [("accounts.write-links",)]
    assert known["to"] == "/sign-in/sent"


def test_an_unknown_address_gets_no_mail_and_no_code_that_works(
    browse: Browse, mailbox: Mailbox, settings: Settings, session: Session
) -> None:
    browser = browse()
    mailbox.ask(browser, "nobody@example.org")
    assert session.scalars(select(OutboxMail)).all() == []
    link = session.scalars(select(SignInLink)).one()
    session.commit()
    assert (link.address, link.person_id) == ("", None)
    code = code_of(link.id, secret=settings.secret_key)
    browser.post("/sign-in/code", {"code": code}, status=422)
    browser.get("/home", 302)


@pytest.mark.parametrize("address", [KIM, "nobody@example.org"])
def test_an_address_is_not_flooded(
    browse: Browse, make: Make, mailbox: Mailbox, address: str
) -> None:
    make.person(email=KIM)
    for _ in range(MOST_LINKS):
        mailbox.ask(browse(), address)
    browser = browse()
    browser.get("/sign-in")
    page = browser.post("/sign-in", {"email": address.upper()}, status=429)
    assert "Use one of them, or wait a quarter of an hour." in page.text
    assert page.form("/sign-in")["email"] == address.upper()
    assert len(mailbox.bodies()) == (MOST_LINKS if address == KIM else 0)


def test_whoever_is_flooded_can_still_sign_in(browse: Browse, make: Make, mailbox: Mailbox) -> None:
    make.person(email=KIM)
    for _ in range(MOST_LINKS):
        mailbox.ask(browse(), KIM)
    assert browse().post(mailbox.newest().link).location == "/home"


def test_codes_cannot_be_tried_fast(settings: Settings, database: Database) -> None:
    app = create_app(replace(settings, rate_limits=True), database)
    app.testing = True
    browser = Browser(app.test_client())
    browser.get("/sign-in")
    for _ in range(10):
        browser.post("/sign-in/code", {"code": "AAAA BBBB"}, status=409)
    browser.post("/sign-in/code", {"code": "AAAA BBBB"}, status=429)


def test_a_worker_that_was_down_sends_no_stale_link(
    browse: Browse, make: Make, mailbox: Mailbox, session: Session
) -> None:
    make.person(email=KIM)
    browser = browse()
    browser.get("/sign-in")
    browser.post("/sign-in", {"email": KIM})
    link = session.scalars(select(SignInLink)).one()
    link.expires_at = now()
    session.commit()
    mailbox.write()
    assert mailbox.bodies() == []


def test_a_mail_is_written_once(browse: Browse, make: Make, mailbox: Mailbox) -> None:
    make.person(email=KIM)
    mailbox.ask(browse(), KIM)
    mailbox.write()
    assert len(mailbox.bodies()) == 1


@pytest.mark.parametrize("by_code", [False, True])
def test_signed_out_everywhere_voids_what_was_mailed(
    browse: Browse, make: Make, mailbox: Mailbox, session: Session, *, by_code: bool
) -> None:
    person = make.person(email=KIM, roles=["auditor"])
    browser = browse()
    mailbox.ask(browser, KIM)
    mail = mailbox.newest()
    session.refresh(person)
    person.session_epoch += 1
    session.commit()
    if by_code:
        browser.post("/sign-in/code", {"code": mail.code}, 409)
    else:
        browser.post(mail.link, status=409)
    mailbox.ask(browser, KIM)
    assert browser.post(mailbox.newest().link).location == "/home"


def test_an_address_that_is_none_leads_nowhere_and_breaks_nothing(
    browse: Browse, make: Make, app: Flask
) -> None:
    make.programme()
    browser = browse()
    for wanted in ("//[", "https://["):
        browser.get(f"/sign-in?next={wanted}")
        assert browser.get(f"/language/sv?next={wanted}", 302).location == "/"
    answer = app.test_client().post("/sign-in", data={"email": KIM}, headers={"Origin": "http://["})
    assert answer.status_code == 400
