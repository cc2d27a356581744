"""The demo's guide, its clock and its mailbox: in demo mode, on this very machine, nowhere else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards import create_app, serve
from awards.audit.models import AuditLine
from awards.audit.queries import check_chain
from awards.config import Settings
from awards.core.db import Database
from awards.mail.actions import queue_mail
from awards.programmes.models import Edition, Phase
from awards.programmes.rules import phase_of_edition
from awards.tables import metadata
from tests.factories import Make
from tests.page import Browser, Page, text_of

Browse = Callable[..., Browser]

BY_PROXY = {
    "CF-Connecting-IP": "10.1.2.3",
    "Forwarded": "for=10.1.2.3",
    "True-Client-IP": "10.1.2.3",
    "Via": "1.1 proxy",
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Host": "localhost",
    "X-Forwarded-Proto": "https",
    "X-Real-IP": "127.0.0.1",
}
AWAY: list[dict[str, Any]] = [
    {"environ_base": {"REMOTE_ADDR": "10.1.2.3"}},
    {"headers": {"Host": "awards.lund.example"}},
    {"headers": {"Host": "127.0.0.1.evil.example"}},
    {"headers": {"X-Forwarded-For": "10.1.2.3"}},
    *({"headers": {name: value}} for name, value in BY_PROXY.items()),
]
"""Requests of another machine, or that came by a proxy, whatever the proxy calls them."""
STEPS = ["nominating", "triage", "scoring", "deliberation"]
STRIP = ["/demo", "/demo/mailbox"]


@pytest.fixture
def demo(app: Flask, settings: Settings, database: Database) -> Flask:
    """The application in demo mode."""
    serve(app, replace(settings, demo=True), database)
    database.writing.configure(info={})  # no queue is opened
    return app


@pytest.fixture
def visitor(demo: Flask) -> Browser:
    """Somebody who looks at the demo in English, not signed in."""
    client = demo.test_client()
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    return Browser(client)


def a_mail(make: Make, name: str, at: datetime) -> None:
    """Queue a mail with a sign-in link."""
    url, to = "http://localhost/sign-in/abc", f"{name.lower()}@example.org"
    mail = "accounts/sign_in_link"
    queue_mail(make.session, mail, to=to, language="en", at=at, name=name, url=url, code="123456")
    make.session.commit()


def strip(page: Page) -> list[str]:
    """Return where the demo's strip on top of a page leads; nothing when there is no strip."""
    found = [e for e in page.root.iter() if e.get("class") == "l-demo"]
    return [a.get("href", "") for one in found for a in one.iter("a")]


def test_without_demo_mode_there_is_no_guide_clock_or_mailbox(browse: Browse, make: Make) -> None:
    make.award()
    browser = browse()
    browser.get("/demo", 404)
    browser.get("/demo/mailbox", 404)
    browser.post("/demo/phase", {"phase": "scoring"}, 404)


@pytest.mark.parametrize("away", AWAY)
def test_the_demo_is_closed_to_other_machines(
    visitor: Browser, make: Make, session: Session, away: dict[str, Any]
) -> None:
    edition = make.award().edition
    before = dates(edition)
    session.commit()
    visitor.get("/demo")
    visitor.get("/demo", 404, **away)
    visitor.get("/demo/mailbox", 404, **away)
    visitor.get("/sign-in", **away)  # for a token that is good there
    visitor.post("/demo/phase", {"phase": "scoring"}, 404, **away)
    session.expire_all()
    assert dates(edition) == before


def test_the_strip_is_on_every_page_of_the_demo(visitor: Browser, make: Make) -> None:
    make.award()
    pages = [visitor.get(url) for url in ("/", "/sign-in", "/demo", "/demo/mailbox")]
    pages.append(visitor.get("/no-such-page", 404))
    assert [strip(page) for page in pages] == [STRIP] * 5


@pytest.mark.parametrize("public", [{"proxies": 1}, {"base_url": "https://awards.lund.example"}])
def test_a_demo_that_is_set_up_for_others_has_no_doors(
    settings: Settings, database: Database, make: Make, public: dict[str, Any]
) -> None:
    """A proxy that adds no header must not make everybody look like this machine."""
    make.award()
    app = create_app(replace(settings, demo=True, **public), database)
    browser = Browser(app.test_client())
    assert strip(browser.get("/")) == []
    browser.get("/demo", 404)
    browser.get("/demo/mailbox", 404)


@pytest.mark.parametrize("away", AWAY)
def test_other_machines_see_no_strip(visitor: Browser, make: Make, away: dict[str, Any]) -> None:
    make.award()
    assert strip(visitor.get("/", **away)) == []


def test_without_demo_mode_there_is_no_strip(browse: Browse, make: Make) -> None:
    make.award()
    assert strip(browse().get("/")) == []
    assert strip(browse(make.person(roles=["coordinator"])).get("/home")) == []


def test_the_guide_shows_where_the_year_stands_and_who_to_be(visitor: Browser, make: Make) -> None:
    make.award(make.edition(Phase.TRIAGE))
    people = [make.person(f"Demo {role}", roles=[role]) for role in ("juror", "chair")]
    nobody = make.person("Without Role")
    page = visitor.get("/demo")
    assert "give the jury its seats" in page.text
    buttons = page.all("button", name="phase")
    assert [b.get("value") for b in buttons] == STEPS
    assert [b.get("value") for b in buttons if b.get("aria-current")] == ["triage"]
    doors = [f.get("action", "") for f in page.all("form")]
    assert [d for d in doors if d.startswith("/sign-in/demo/")] == [
        f"/sign-in/demo/{person.id}" for person in people
    ]
    assert nobody.name not in page.text


def test_stepping_in_as_somebody_from_the_guide(visitor: Browser, make: Make) -> None:
    make.award()
    juror = make.person("Demo Juror", roles=["juror"])
    visitor.get("/demo")
    page = visitor.follow(visitor.post(f"/sign-in/demo/{juror.id}"))
    assert (page.h1, strip(page)) == ("Hello, Demo", STRIP)


def test_a_demo_without_an_edition_has_no_guide(visitor: Browser) -> None:
    visitor.get("/demo", 404)
    visitor.post("/demo/phase", {"phase": "scoring"}, 404)


def dates(edition: Edition) -> tuple[datetime, ...]:
    return (
        edition.opens_at,
        edition.closes_at,
        edition.scoring_opens_at,
        edition.scoring_closes_at,
    )


@pytest.mark.parametrize("start", [Phase.UPCOMING, Phase.NOMINATING, Phase.DELIBERATION])
@pytest.mark.parametrize("step", STEPS)
def test_moving_takes_the_edition_to_the_phase(
    visitor: Browser, make: Make, session: Session, start: Phase, step: str
) -> None:
    edition = make.award(make.edition(start)).edition
    session.commit()
    page = visitor.post("/demo/phase", {"phase": step})
    assert page.location == "/demo"
    session.expire_all()
    assert phase_of_edition(edition, datetime.now(UTC)) == Phase(step)
    session.commit()
    seen = visitor.follow(page)
    here = [b.get("value") for b in seen.all("button", name="phase") if b.get("aria-current")]
    assert here == [step]
    assert "Done. The edition stands in another phase now." in seen.text


def cells(session: Session) -> dict[tuple[str, ...], object]:
    """Return everything in the database but the audit trail: (table, key…, column) → value."""
    found: dict[tuple[str, ...], object] = {}
    for table in metadata.sorted_tables:
        keys = [column.name for column in table.primary_key]
        for row in session.execute(table.select()).mappings():
            key = (table.name, *(str(row[name]) for name in keys))
            found |= {(*key, column): value for column, value in row.items()}
    session.commit()
    return {where: value for where, value in found.items() if where[0] != "audit_line"}


def test_moving_changes_the_newest_editions_dates_and_nothing_else(
    visitor: Browser, make: Make, session: Session
) -> None:
    make.award(make.edition(Phase.ANNOUNCED, slug="2025", year=2025))
    newest = make.edition(Phase.NOMINATING, slug="2026", year=2026)
    a_juror_at_work(make, newest)
    before = cells(session)
    visitor.post("/demo/phase", {"phase": "scoring"})
    after = cells(session)
    assert before.keys() == after.keys()
    assert {where for where in before if before[where] != after[where]} == {
        ("edition", newest.id, date)
        for date in ("opens_at", "closes_at", "scoring_opens_at", "scoring_closes_at")
    }


def a_juror_at_work(make: Make, edition: Edition) -> None:
    award = make.award(edition)
    juror = make.person(roles=["juror"])
    make.seat(juror, award)
    candidate = make.candidate(award)
    make.statement(juror, candidate)
    make.sheet(juror, candidate, [3] * 6, criteria=edition.criteria)


def test_a_move_is_in_the_audit_trail(visitor: Browser, make: Make, session: Session) -> None:
    edition = make.award().edition
    session.commit()
    visitor.post("/demo/phase", {"phase": "triage"})
    line = session.scalars(select(AuditLine).where(AuditLine.event == "demo.moved")).one()
    assert (line.subject, line.programme_id, line.details) == (
        f"edition:{edition.id}",
        edition.programme_id,
        {"phase": "triage"},
    )
    assert check_chain(session).whole


@pytest.mark.parametrize("phase", ["", "upcoming", "decided", "announced", "SCORING", "x"])
def test_an_unknown_phase_is_refused_and_moves_nothing(
    visitor: Browser, make: Make, session: Session, phase: str
) -> None:
    edition = make.award().edition
    before = dates(edition)
    session.commit()
    visitor.post("/demo/phase", {"phase": phase}, 400)
    session.expire_all()
    assert dates(edition) == before
    assert session.scalars(select(AuditLine)).all() == []


def test_a_move_needs_the_pages_own_token(visitor: Browser, make: Make, session: Session) -> None:
    make.award()
    session.commit()
    visitor.post("/demo/phase", {"phase": "scoring", "csrf_token": "forged"}, 400)
    assert session.scalars(select(AuditLine)).all() == []


def test_the_mailbox_shows_the_mails_newest_first(visitor: Browser, make: Make) -> None:
    at = datetime.now(UTC)
    a_mail(make, "Alva", at - timedelta(minutes=5))
    a_mail(make, "Bo", at)
    page = visitor.get("/demo/mailbox")
    assert [text_of(h) for h in page.all("h2")] == ["Your link to sign in"] * 2
    newer, older = (text_of(mail) for mail in page.all("article"))
    assert ("To bo@example.org" in newer, "Hello Bo," in newer) == (True, True)
    assert ("To alva@example.org" in older, "Hello Alva," in older) == (True, True)
    assert "/sign-in/abc" in newer


def test_an_empty_mailbox_says_how_to_fill_it(visitor: Browser) -> None:
    page = visitor.get("/demo/mailbox")
    assert page.all("article") == []
    assert "No mail yet" in page.text
