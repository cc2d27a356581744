"""The doors of the demo, the need to sign in, and the page of the audit trail."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from awards.audit.actions import record
from awards.core.permissions import SYSTEM
from awards.programmes.models import Phase
from tests.accounts.conftest import Mailbox
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]


def test_home_asks_a_stranger_to_sign_in(browse: Browse) -> None:
    assert browse().get("/home", 302).location == "/sign-in?next=/home"


def test_signed_in_person_reaches_home(browse: Browse, make: Make) -> None:
    assert browse(make.person(roles=["coordinator"])).get("/home").status == 200


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


def test_the_auditor_sees_who_signed_in(browse: Browse, make: Make, mailbox: Mailbox) -> None:
    make.person("Åsa Öberg", email="asa@example.org", roles=["juror"])
    browser = browse()
    mailbox.ask(browser, "asa@example.org")
    browser.post(mailbox.newest().link)
    page = browse(make.person(roles=["auditor"])).get("/audit")
    assert "Åsa Öberg" in page.text
    assert "Somebody signed in sign-in.done" in page.text
    assert ("Somebody signed in", "sign-in.done") in [
        (option.text, option.get("value")) for option in page.all("option")
    ]
    assert "The chain is whole" in page.text


def test_the_trail_says_actors_and_moments_in_words(browse: Browse, make: Make) -> None:
    at = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    minute = "2026-12-01T08:30:00+00:00"
    subject, award = make.programme().id, make.award(make.edition(Phase.DECIDED))
    record(
        make.session,
        "award.announced",
        subject=f"award:{award.id}",
        by=SYSTEM,
        at=at,
        programme_id=subject,
        announce_at=minute,
    )
    make.session.commit()
    page = browse(make.person(roles=["auditor"])).get("/audit")
    assert "Utmärkt itself" in page.text
    assert "announced at: 1 December 2026 09:30" in page.text


def test_the_audit_trail_is_not_for_jurors(browse: Browse, make: Make) -> None:
    page = browse(make.person(roles=["juror"])).get("/audit", 403)
    ways_on = [(a.text, a.get("href")) for a in page.all("a") if "c-button" in a.get("class", "")]
    assert ways_on == [("Go to what waits for you", "/home")]


def test_an_auditor_sees_nobody_of_another_programme(
    browse: Browse, make: Make, mailbox: Mailbox
) -> None:
    make.person("Own Auditor", roles=["auditor"])
    stranger = make.person("Far Away", email="far@example.org")
    elsewhere = make.programme("sandnes")
    auditor = make.person("Sandnes Auditor", roles=["auditor"], programme=elsewhere)
    browser, watcher = browse(), browse(auditor)
    mailbox.ask(browser, stranger.email)
    browser.post(mailbox.newest().link)
    assert "Far Away" not in watcher.get("/audit").text
