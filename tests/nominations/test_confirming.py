"""What counts when: links, reminders, signed-in people, and what a nominator is told afterwards."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.config import Settings
from awards.core.db import Database
from awards.core.permissions import PUBLIC
from awards.jobs.registry import HANDLERS, SWEEPS, Workshop
from awards.mail.actions import as_message
from awards.mail.models import MailState, OutboxMail
from awards.mail.release import LinkLost, edit
from awards.nominations import actions
from awards.nominations.emails import as_name
from awards.nominations.links import CONFIRM, EDIT, links_at, token_for
from awards.nominations.models import Nomination, NominationState
from awards.nominations.rules import (
    LONGEST_REMINDER,
    MOST_LINKS,
    MOST_LINKS_TO_ONE,
    reminder_due,
)
from awards.nominations.standing import Standing, standing_of
from awards.programmes.models import Award, Edition, Phase, Programme
from awards.programmes.settings import SETTING
from awards.triage.actions import judge
from awards.triage.models import IneligibleReason, Verdict
from awards.triage.rules import Judgement
from tests.conftest import SECRET
from tests.factories import Make, actor_of
from tests.nominations.test_pages import (
    FORM,
    confirmed,
    events,
    filled,
    link_in,
    mails,
    nominations,
)
from tests.page import Browser, text_of

Browse = Callable[..., Browser]
DAY = timedelta(days=1)
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
LINKS = links_at("http://localhost", secret=SECRET)


@pytest.fixture
def award(make: Make) -> Award:
    found = make.award(make.edition(Phase.NOMINATING))
    make.unit("Solgläntan")
    return found


# Links.


def test_a_job_writes_the_same_addresses_as_a_page(app: Flask, make: Make) -> None:
    nomination = make.nomination()
    tokens = {salt: token_for(nomination, salt, secret=SECRET) for salt in (CONFIRM, EDIT)}
    edition = nomination.award.edition
    with app.test_request_context():
        pages = (
            url_for("nominations.confirmation", token=tokens[CONFIRM]),
            url_for("nominations.receipt", token=tokens[EDIT]),
            url_for("gallery.edition", programme=edition.programme.slug, edition=edition.slug),
        )
    written = (LINKS.confirm(nomination), LINKS.receipt(nomination), LINKS.edition(edition))
    assert written == tuple(f"http://localhost{page}" for page in pages)


def test_the_sixth_link_within_an_hour_is_refused_and_the_form_says_when(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    sent = browser.follow(browser.post(FORM, filled(browser.get(FORM)))).response.request.path
    for number in range(4):
        browser.post(sent, {"email": f"bo{number}@example.org"})
    refused = browser.post(sent, {"email": "victim@example.org"}, 429)
    assert "several links within the hour" in refused.text
    assert refused.form(sent)["email"] == "victim@example.org"
    assert len(mails(session)) == 5
    for mail in session.scalars(select(OutboxMail)):
        mail.queued_at -= timedelta(hours=1)
    session.commit()
    browser.post(sent, {"email": "bo@example.org"})
    assert [m.recipient for m in mails(session)][-1] == "bo@example.org"


def test_correcting_an_address_says_the_same_whether_somebody_is_known_there_or_not(
    browse: Browse, award: Award, make: Make
) -> None:
    make.person(email="known@example.org")
    make.nomination(award, nominator_email="known@example.org")
    seen = []
    for address in ("known@example.org", "nobody@example.org"):
        browser = browse()
        sent = browser.follow(browser.post(FORM, filled(browser.get(FORM)))).response.request.path
        page = browser.follow(browser.post(sent, {"email": address}))
        seen.append(page.text.replace(address, "…"))
    assert seen[0] == seen[1]


# Signed in.


def test_somebody_signed_in_needs_no_link(
    browse: Browse, make: Make, award: Award, session: Session
) -> None:
    kim = make.person("Kim Ek", email="kim.ek@example.org")
    browser = browse(kim)
    page = browser.get(FORM)
    given = page.form(FORM)
    assert (given["nominator_name"], given["nominator_email"], given["relation"]) == (
        "Kim Ek",
        "kim.ek@example.org",
        "staff",
    )
    data = filled(page, nominator_name="Kim Ek", nominator_email="Kim.Ek@example.org")
    receipt = browser.follow(browser.post(FORM, data))
    assert "Your nomination is in." in receipt.text
    assert "LUND-2026-0001" in receipt.text
    assert events(session) == ["nomination.received", "nomination.confirmed"]
    assert [m.template for m in mails(session)] == ["nominations/receipt"]
    again = browser.post(FORM, data)
    assert again.location == receipt.response.request.path
    assert len(nominations(session)) == 1


def test_another_address_than_ones_own_is_confirmed_by_mail(
    browse: Browse, make: Make, award: Award, session: Session
) -> None:
    browser = browse(make.person("Kim Ek", email="kim.ek@example.org"))
    browser.post(FORM, filled(browser.get(FORM), nominator_email="bo@example.org"))
    assert [n.state for n in nominations(session)] == [NominationState.UNCONFIRMED]
    assert [m.template for m in mails(session)] == ["nominations/confirm"]


# Reminders.


def waiting(**values: Any) -> Nomination:
    """A nomination sent yesterday and not confirmed, a day before the deadline."""
    edition = Edition(
        programme=Programme(slug="lund"),
        year=2026,
        opened_at=NOW,
        opens_at=NOW - 10 * DAY,
        closes_at=NOW + DAY,
        scoring_opens_at=NOW + 5 * DAY,
        scoring_closes_at=NOW + 9 * DAY,
        rules=values.pop("rules", {}),
    )
    given = {"state": NominationState.UNCONFIRMED, "arrived_at": NOW - DAY}
    return Nomination(award=Award(edition=edition), **{**given, **values})


@pytest.mark.parametrize(
    ("values", "days", "due"),
    [
        ({}, 0, True),
        ({"arrived_at": NOW - timedelta(hours=5)}, 0, False),
        ({"state": NominationState.RECEIVED}, 0, False),
        ({"reminded_at": NOW}, 0, False),
        ({}, 1, False),
        ({}, -1.01, False),
        ({"rules": {"confirm_reminder_days": 0}}, 0.99, False),
        ({"rules": {"confirm_reminder_days": 5}, "arrived_at": NOW - 4 * DAY}, -3, True),
        ({"rules": {"rolling_intake": True}}, 0, False),
        ({"rules": {"rolling_intake": True}}, 8, True),
    ],
)
def test_who_is_reminded_when(values: dict[str, Any], days: float, due: bool) -> None:
    """`days` from the day before the deadline, which is when the default has begun."""
    assert reminder_due(waiting(**values), NOW + days * DAY) is due


@pytest.fixture
def remind(database: Database, settings: Settings) -> Callable[[], None]:
    assert "nominations.remind" in SWEEPS
    return lambda: HANDLERS["nominations.remind"](Workshop(database, settings))


def _near(make: Make, **values: Any) -> Nomination:
    """A nomination that waits in an edition which closes tomorrow."""
    edition = make.edition(Phase.NOMINATING, closes_at=datetime.now(UTC) + DAY)
    given = {"state": NominationState.UNCONFIRMED, "confirmed_at": None}
    at = datetime.now(UTC) - DAY
    return make.nomination(make.award(edition), arrived_at=at, language="en", **{**given, **values})


def _held(session: Session) -> list[OutboxMail]:
    session.expire_all()
    found = list(session.scalars(select(OutboxMail).order_by(OutboxMail.queued_at)))
    session.commit()
    return found


def test_a_reminder_waits_in_the_outbox_once_and_hides_its_link(
    make: Make, session: Session, remind: Callable[[], None]
) -> None:
    nomination = _near(make)
    remind()
    remind()
    (mail,) = _held(session)
    assert (mail.state, mail.template, mail.recipient) == (
        MailState.HELD,
        "nominations/confirm_reminder",
        "bo.nominator@example.org",
    )
    link = LINKS.confirm(nomination)
    assert link not in mail.body + str(mail.merge_values)
    assert "[the link, which only the recipient sees]" in mail.body
    assert link in as_message(mail, "Utmärkt <noreply@example.org>").get_content()
    assert events(session) == ["nomination.reminder-written"]


def test_a_coordinator_reads_the_reminder_without_its_link_and_cannot_lose_it(
    browse: Browse, make: Make, session: Session, remind: Callable[[], None]
) -> None:
    nomination = _near(make)
    remind()
    (mail,) = _held(session)
    desk = browse(make.person(roles=["coordinator"]))
    mail_id, link = mail.id, LINKS.confirm(nomination)
    session.commit()
    page = desk.get(f"/outbox/{mail_id}")
    assert "Your nomination of Alva Norrsken is not confirmed yet" in page.text
    assert link not in page.html
    typed = {"subject": "Hello", "body": "Please confirm.", "version": 1}
    refused = desk.post(f"/outbox/{mail_id}/edit", typed, 422)
    assert "Leave [the link, which only the recipient sees] where it is" in refused.text
    assert refused.form(f"/outbox/{mail_id}/edit")["body"] == "Please confirm."
    with pytest.raises(LinkLost):
        edit(session, mail, subject="Hello", body="No link", version=1, by=PUBLIC, at=NOW)
    session.rollback()
    desk.post(f"/outbox/{mail_id}/send", {"version": 1})
    assert [m.state for m in _held(session)] == [MailState.QUEUED]


def test_whoever_confirms_meanwhile_is_not_reminded(
    make: Make, session: Session, remind: Callable[[], None]
) -> None:
    nomination = _near(make)
    remind()
    session.refresh(nomination)
    actions.confirm(session, nomination, links=LINKS, by=PUBLIC, at=datetime.now(UTC))
    session.commit()
    assert {m.template: m.state for m in _held(session)} == {
        "nominations/confirm_reminder": MailState.DROPPED,
        "nominations/receipt": MailState.QUEUED,
    }


def test_a_reminder_to_a_mistyped_address_is_not_sent(
    make: Make, session: Session, remind: Callable[[], None]
) -> None:
    nomination = _near(make)
    remind()
    session.refresh(nomination)
    actions.correct_address(
        session, nomination, "bo@example.org", links=LINKS, by=PUBLIC, at=datetime.now(UTC)
    )
    session.commit()
    assert [(m.template, m.recipient, m.state) for m in _held(session)] == [
        ("nominations/confirm_reminder", "bo.nominator@example.org", MailState.DROPPED),
        ("nominations/confirm", "bo@example.org", MailState.QUEUED),
    ]


# Afterwards.


@pytest.mark.parametrize(
    ("phase", "standing"),
    [
        (Phase.NOMINATING, Standing.RECEIVED),
        (Phase.TRIAGE, Standing.IN_REVIEW),
        (Phase.SCORING, Standing.WITH_THE_JURY),
        (Phase.DELIBERATION, Standing.PROPOSED),
    ],
)
def test_the_receipt_says_in_plain_words_where_the_nomination_stands(
    browse: Browse, make: Make, phase: Phase, standing: Standing
) -> None:
    nomination = make.nomination(make.award(make.edition(phase)))
    assert standing_of(nomination, datetime.now(UTC)) is standing
    words = {
        Standing.RECEIVED: "We have received your nomination",
        Standing.IN_REVIEW: "We are reading your nomination",
        Standing.WITH_THE_JURY: "The jury is reading",
        Standing.PROPOSED: "The jury has read",
    }
    page = browse().get(LINKS.receipt(nomination).removeprefix("http://localhost"))
    assert [one for one in words.values() if one in page.text] == [words[standing]]


WAYS = {
    Phase.NOMINATING: ["Your text arrived", "Nominations close", "The jury reads without names"],
    Phase.TRIAGE: ["Your text arrived", "Nominations closed", "The jury reads without names"],
    Phase.SCORING: ["Your text arrived", "Nominations closed", "The jury reads without names"],
    Phase.DELIBERATION: ["Your text arrived", "Nominations closed", "The jury read without names"],
}


@pytest.mark.parametrize("phase", WAYS)
def test_what_lies_behind_is_told_in_the_past(browse: Browse, make: Make, phase: Phase) -> None:
    nomination = make.nomination(make.award(make.edition(phase)))
    page = browse().get(LINKS.receipt(nomination).removeprefix("http://localhost"))
    titles = [text_of(one) for one in page.all("span", class_="c-timeline__title")]
    assert titles == [*WAYS[phase], "The decision is made"]


def test_a_jury_that_reads_names_is_never_said_not_to(browse: Browse, make: Make) -> None:
    for phase in (Phase.NOMINATING, Phase.TRIAGE, Phase.SCORING, Phase.DELIBERATION):
        edition = make.edition(phase, slug=f"in-{phase}", blind=False)
        nomination = make.nomination(make.award(edition))
        page = browse().get(LINKS.receipt(nomination).removeprefix("http://localhost"))
        assert "names" not in page.text


def test_a_verdict_is_never_told_on_the_receipt(browse: Browse, make: Make) -> None:
    award = make.award(make.edition(Phase.SCORING))
    pages = []
    for verdict in (Verdict.ELIGIBLE, Verdict.INELIGIBLE):
        nomination = make.nomination(award, reference=f"LUND-2026-{verdict}")
        make.candidate(nomination=nomination, verdict=verdict)
        page = browse().get(LINKS.receipt(nomination).removeprefix("http://localhost"))
        pages.append(page.text.replace(str(verdict), ""))
    assert pages[0] == pages[1]


def test_before_the_embargo_lifts_the_receipt_says_only_that_it_is_decided(
    browse: Browse, make: Make, session: Session
) -> None:
    award = make.award(make.edition(Phase.DECIDED))
    award.decided_at = datetime.now(UTC) - DAY
    award.announce_at = datetime.now(UTC) + DAY
    session.commit()
    nomination = make.nomination(award)
    path = LINKS.receipt(nomination).removeprefix("http://localhost")
    before = browse().get(path)
    assert "It is decided" in before.text
    assert "/awards/lund/2026/winners" not in before.links
    award.announce_at = datetime.now(UTC) - DAY
    session.commit()
    after = browse().get(path)
    assert "The award has been announced" in after.text
    assert "/awards/lund/2026/winners" in after.links


# The nominee's notice.


@pytest.mark.parametrize(
    ("rule", "told"), [({}, []), ({"nominee_notice": "when-received"}, ["alva@example.org"])]
)
def test_a_nominee_is_told_about_their_data_where_the_rules_say_so(
    make: Make, session: Session, rule: dict[str, Any], told: list[str]
) -> None:
    award = make.award(make.edition(Phase.NOMINATING, rules={**rule, "retention_years": 1}))
    for _twice in range(2):
        nomination = make.nomination(
            award,
            state=NominationState.UNCONFIRMED,
            confirmed_at=None,
            nominee_email="alva@example.org",
        )
        actions.confirm(session, nomination, links=LINKS, by=PUBLIC, at=datetime.now(UTC))
        session.commit()
    notices = [m for m in _held(session) if m.template == "nominations/nominee_notice"]
    assert [(m.recipient, m.state) for m in notices] == [(to, MailState.HELD) for to in told]
    for mail in notices:
        assert mail.merge_values["basis"].startswith("legal_basis")
        assert mail.merge_values["url"] == "http://localhost/awards/lund/2026/"
        assert "Bo Nominator" not in mail.body
    assert events(session).count("nomination.notice-written") == len(told)


def test_a_nominee_is_told_when_found_to_take_part_where_the_rules_say_so(
    make: Make, session: Session
) -> None:
    award = make.award(make.edition(Phase.TRIAGE, rules={"nominee_notice": "after-triage"}))
    by = actor_of(make.person(roles=["coordinator"]))
    at = datetime.now(UTC)
    for verdict, reason in (
        (Verdict.INELIGIBLE, IneligibleReason.TOO_THIN),
        (Verdict.ELIGIBLE, None),
    ):
        address = f"{verdict}@example.org"
        nomination = make.nomination(award, nominee_email=address)
        judge(session, nomination, Judgement(verdict, reason), seen="", page="P", by=by, at=at)
        session.commit()
    notices = [m for m in _held(session) if m.template == "nominations/nominee_notice"]
    assert [(m.recipient, m.state) for m in notices] == [("eligible@example.org", MailState.HELD)]


def test_a_reminder_is_never_asked_for_earlier_than_it_is_looked_for() -> None:
    assert SETTING["confirm_reminder_days"].high == LONGEST_REMINDER.days


def test_the_form_asks_for_the_nominees_address_where_they_get_a_notice(
    browse: Browse, make: Make
) -> None:
    make.award(make.edition(Phase.NOMINATING, rules={"nominee_notice": "when-received"}))
    assert "nominee_email" in browse().get(FORM).form(FORM)


# Where it was sent from.


def test_where_it_was_sent_from_is_a_digest_that_is_forgotten_when_the_jury_reads(
    browse: Browse, award: Award, session: Session, database: Database, settings: Settings
) -> None:
    confirmed(browse(), session)
    (one,) = nominations(session)
    assert len(one.origin) == 16
    assert "127" not in one.origin
    session.commit()
    sweep = HANDLERS["nominations.forget-origins"]
    sweep(Workshop(database, replace(settings)))
    assert [n.origin != "" for n in nominations(session)] == [True]
    session.commit()
    award.edition.closes_at = award.edition.scoring_opens_at = datetime.now(UTC) - DAY
    session.commit()
    sweep(Workshop(database, settings))
    assert [n.origin for n in nominations(session)] == [""]
    assert link_in(mails(session)[0])


# Mails that a stranger makes us send.


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Siv Ahl", "Siv Ahl"),
        ("A.B. Öst, J.Ek", "A.B. Öst, J.Ek"),
        ("You won! http://evil.example/win now", "You won! … now"),
        ("Go to evil.example or WWW.Evil", "Go to … or …"),
        ("EVIL.COM [a](b) <b>x</b> eve@x", "… … … …"),
        ("x" * 200, "x" * 80),
    ],
)
def test_a_name_in_a_mail_leads_nowhere(typed: str, said: str) -> None:
    assert as_name(typed) == said


def test_a_mailbox_is_not_filled_by_forms(browse: Browse, award: Award, session: Session) -> None:
    """Not by many forms, nor by one form that is sent again with another address."""
    for _ in range(MOST_LINKS_TO_ONE):
        browser = browse()
        browser.post(FORM, filled(browser.get(FORM)))
    browser = browse()
    full = browser.post(FORM, filled(browser.get(FORM)), 429)
    assert "We have sent several links within the hour." in full.text
    assert full.form(FORM)["nominee_name"] == "Morgonlaget"
    form = filled(browser.get(FORM), nominator_email="other@example.org")
    browser.post(FORM, form)
    browser.post(FORM, form)  # a double click stays one
    browser.post(FORM, {**form, "nominator_email": "bo.ek@example.org"}, 429)
    sent = [mail.recipient for mail in mails(session)]
    assert sent == ["bo.ek@example.org"] * MOST_LINKS_TO_ONE + ["other@example.org"]


def test_one_form_mails_only_so_many_addresses(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    form = filled(browser.get(FORM))
    for number in range(MOST_LINKS):
        browser.post(FORM, {**form, "nominator_email": f"a{number}@example.org"})
    browser.post(FORM, {**form, "nominator_email": "one-more@example.org"}, 429)
    assert len(mails(session)) == MOST_LINKS
