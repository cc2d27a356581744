"""What rules change after the decision: the prize, the suggested minute, letters to nominees."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.certificates.rules import recipients
from awards.certificates.wording import certificate_text
from awards.core.clock import to_zone
from awards.core.permissions import SYSTEM
from awards.decisions.actions import announce, record_decision
from awards.decisions.models import Outcome
from awards.decisions.queries import AwardOutcome, decision_of
from awards.decisions.rules import DecisionDraft, OutcomeDraft
from awards.mail.models import MailState, OutboxMail
from awards.nominations.models import NomineeKind
from awards.programmes.models import Award, Phase
from awards.triage.actions import judge
from awards.triage.models import Candidate, IneligibleReason, Verdict
from awards.triage.originals import draft_sections, texts_of
from awards.triage.rules import Judgement
from tests.decided import TEAM, decide, given, lund
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]
AT = datetime.now(UTC)
PAGE = "https://awards.example.org/awards/lund/2026/"


# The prize.


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({}, "Prize: 10 000 kronor"),
        (
            {"prize_rule": "fixed", "prize_amount": 10_000, "prize_currency": "EUR"},
            "Prize: 10,000 € (5,000 € for each of 2 people)",
        ),
        (
            {"prize_rule": "split", "prize_amount": 50_000, "prize_cap": 8_000},
            "Prize: 16,000 SEK (8,000 SEK for each of 2 people)",
        ),
        (
            {"prize_rule": "per-head", "prize_amount": 1_500, "prize_currency": "DKK"},
            "Prize: 3,000 DKK (1,500 DKK for each of 2 people)",
        ),
        (
            {"prize_rule": "per-head", "prize_amount": 1_500, "prize_currency": "NOK"},
            "Prize: 3,000 NOK (1,500 NOK for each of 2 people)",
        ),
    ],
)
def test_the_prize_is_worked_out_where_it_is_decided_and_where_it_is_told(
    browse: Browse, make: Make, rules: dict[str, Any], said: str
) -> None:
    edition = lund(make, rules=rules)
    award = make.award(edition)
    decide(make, award, given(make, award, "Larmgruppen", members=TEAM), announced=timedelta(1))
    public = browse().get("/awards/lund/2026/winners")
    assert said in public.text.replace("\u00a0", " ")
    coordinator = make.person(roles=["coordinator"])
    desk = browse(coordinator).get(f"/decisions/{award.id}/decision")
    assert said.removeprefix("Prize: ").split(" (")[0] in desk.text.replace("\u00a0", " ")


def test_a_split_looks_at_all_winners(browse: Browse, make: Make) -> None:
    edition = lund(make, rules={"prize_rule": "split", "prize_amount": 30_000})
    award = make.award(edition)
    alone = given(make, award, "Alva Norrsken", outcome=Outcome.SHARED)
    team = given(make, award, "Larmgruppen", outcome=Outcome.SHARED, members=TEAM)
    decide(make, award, alone, team, announced=timedelta(1))
    page = browse(language="sv").get("/awards/lund/2026/winners")
    words = page.text.replace("\u00a0", " ")
    assert "10 000 kr" in words
    assert "20 000 kr (10 000 kr" in words


# The suggested minute.


@pytest.mark.parametrize(("days", "suggested"), [(0, False), (10, True)])
def test_the_announcement_s_form_suggests_the_edition_s_time(
    browse: Browse, make: Make, days: int, suggested: bool
) -> None:
    edition = lund(make, rules={"embargo_days": days, "embargo_hour": 13})
    award = make.award(edition)
    today = to_zone(AT, edition.programme.time_zone).date()
    decide(make, award, given(make, award), decided_on=today)
    page = browse(make.person(roles=["coordinator"])).get("/decisions/announcement")
    value = page.form()["announce_at"]
    wanted = f"{today + timedelta(days=days)}T13:00" if suggested else ""
    assert value == wanted


# Letters to nominees.


def letters(session: Session) -> list[tuple[str, str, MailState]]:
    session.expire_all()
    found = session.scalars(select(OutboxMail).order_by(OutboxMail.recipient)).all()
    session.commit()
    return [(mail.template, mail.recipient, mail.state) for mail in found]


def nominated(make: Make, award: Award, *addresses: str) -> list[Candidate]:
    """Make a candidate for each address; "" has none."""
    return [
        make.candidate(award, nomination=make.nomination(award, nominee_email=address))
        for address in addresses
    ]


def decision_on(session: Session, award: Award, candidate: Candidate) -> None:
    winner = OutcomeDraft(candidate.id, Outcome.WINNER, "Alva Norrsken", citation="She dared.")
    draft = DecisionDraft("KS", AT.date() - timedelta(days=1), "§ 1", (winner,))
    record_decision(session, award, draft, page=PAGE, by=SYSTEM, at=AT)
    session.commit()


TIMES = ["never", "after-triage", "after-decision", "at-announcement"]


@pytest.mark.parametrize("told", TIMES)
def test_nominees_are_told_when_the_rules_say_and_the_letter_waits(
    make: Make, session: Session, told: str
) -> None:
    edition = make.edition(Phase.TRIAGE, rules={"nominee_told": told})
    award = make.award(edition)
    nomination = make.nomination(award, nominee_email="siv@example.org")
    verdict = Judgement(Verdict.ELIGIBLE)
    judge(session, nomination, verdict, seen="", page=PAGE, by=SYSTEM, at=AT)
    after_triage = letters(session)
    [candidate] = nominated(make, award, "bo@example.org")
    edition.closes_at = edition.opens_at + timedelta(hours=1)
    edition.scoring_opens_at = edition.opens_at + timedelta(hours=2)
    edition.scoring_closes_at = edition.opens_at + timedelta(hours=3)
    session.commit()
    decision_on(session, award, candidate)
    after_decision = letters(session)
    announce(session, [award], announce_at=AT + timedelta(1), page=PAGE, by=SYSTEM, at=AT)
    session.commit()
    takes_part = ("nominations/nominee_takes_part", "siv@example.org", MailState.HELD)
    decided = ("nominations/nominee_decided", "bo@example.org", MailState.HELD)
    assert [after_triage, after_decision, letters(session)] == {
        "never": [[], [], []],
        "after-triage": [[takes_part]] * 3,
        "after-decision": [[], [decided], [decided]],
        "at-announcement": [[], [], [decided]],
    }[told]


def test_a_letter_names_the_award_and_nobody_s_outcome(make: Make, session: Session) -> None:
    award = make.award(make.edition(Phase.DELIBERATION, rules={"nominee_told": "after-decision"}))
    winner, other = nominated(make, award, "alva@example.org", "bo@example.org")
    decision_on(session, award, winner)
    bodies = {mail.body for mail in session.scalars(select(OutboxMail))}
    assert len(bodies) == 1
    [body] = bodies
    assert PAGE in body
    assert "Innovation sv" in body
    assert [word for word in ("She dared", "Bo Nominator") if word in body] == []
    assert other.id


def test_one_letter_for_each_address_however_often_it_is_decided(
    make: Make, session: Session
) -> None:
    award = make.award(make.edition(Phase.DELIBERATION, rules={"nominee_told": "after-decision"}))
    first, _second, _third = nominated(make, award, "a@example.org", "a@example.org", "")
    decision_on(session, award, first)
    again = DecisionDraft(
        "KS", AT.date(), "§ 2", not_awarded=True, not_awarded_reason="—", version=1
    )
    record_decision(session, award, again, page=PAGE, by=SYSTEM, at=AT)
    session.commit()
    assert [recipient for _, recipient, _ in letters(session)] == ["a@example.org"]


def test_whoever_does_not_take_part_is_not_told(make: Make, session: Session) -> None:
    award = make.award(make.edition(Phase.TRIAGE, rules={"nominee_told": "after-triage"}))
    nomination = make.nomination(award, nominee_email="siv@example.org")
    no = Judgement(Verdict.INELIGIBLE, IneligibleReason.TOO_THIN)
    judge(session, nomination, no, seen="", page=PAGE, by=SYSTEM, at=AT)
    session.commit()
    told = [(kind, address) for kind, address, _ in letters(session)]
    assert told == [("triage/not_taking_part", nomination.nominator_email)]


def test_the_letter_of_a_verdict_leads_to_the_edition(
    browse: Browse, make: Make, session: Session
) -> None:
    award = make.award(make.edition(Phase.TRIAGE, rules={"nominee_told": "after-triage"}))
    nomination = make.nomination(award, nominee_email="siv@example.org")
    browser = browse(make.person(roles=["coordinator"]))
    address = f"/triage/nominations/{nomination.id}"
    browser.post(address, {**browser.get(address).form(address), "verdict": "eligible"})
    mail = session.scalars(select(OutboxMail)).one()
    assert "http://localhost/awards/lund/2026/" in mail.body


# Projects: Sandnes' award nominates them.


def test_a_project_goes_from_nomination_to_winner_page_and_certificate(
    browse: Browse, make: Make, session: Session
) -> None:
    edition = make.edition(Phase.DELIBERATION, rules={"nominee_kinds": ["project"]})
    award = make.award(edition)
    nomination = make.nomination(
        award,
        nominee_kind=NomineeKind.PROJECT,
        nominee_name="Solstien",
        nominee_title="",
        members=TEAM,
        units=[make.unit("Park og friluft")],
        text="Solstien lyser for alle. Ingrid Sandell og Park og friluft fikk det til.",
    )
    coordinator = make.person(roles=["coordinator"])
    candidate = make.candidate(award, nomination=nomination)
    masked = " ".join(texts_of(draft_sections([nomination], blind=True)))
    assert [n for n in ("Solstien", "Ingrid", "Park og friluft") if n in masked] == []
    session.commit()
    browser = browse(coordinator)
    assert "Project" in browser.get(f"/triage/nominations/{nomination.id}").text
    address = f"/decisions/{award.id}/decision"
    chosen = {**browser.get(address).form(address), "add_candidate": candidate.id}
    page = browser.post(address, {**chosen, "add_row": "candidate"}, 200)
    fields = page.form(address)
    prefilled = [
        fields[f"outcomes-0-{name}"]
        for name in ("public_name", "public_units", "members-0-name", "members-1-name")
    ]
    assert prefilled == ["Solstien", "Park og friluft", "Ingrid Sandell", "Jonas Ekdahl"]
    typed = {
        "decided_on": "2026-01-15",
        "paragraph": "§ 12",
        "outcomes-0-citation": "The light is for all.",
    }
    confirm = browser.post(address, {**fields, **typed}, 200)
    browser.post(address, {**confirm.form(address), "confirmed": "1"})
    announce(session, [session.get_one(Award, award.id)], announce_at=AT, by=SYSTEM, at=AT)
    session.commit()
    public = browse().get("/awards/lund/2026/winners").text
    told = ("Solstien", "Park og friluft", "Ingrid Sandell", "Jonas Ekdahl", "enhetschef")
    assert [word for word in told if word not in public] == []
    decision = decision_of(session, award)
    assert decision is not None
    printed = [
        certificate_text(AwardOutcome(award, decision), recipient, "nb")
        for recipient in recipients(decision)
    ]
    assert [(text.recipient, text.team_name) for text in printed] == [
        ("Solstien", None),
        ("Ingrid Sandell", "sammen med de andre i Solstien"),
        ("Jonas Ekdahl", "sammen med de andre i Solstien"),
    ]
    assert printed[0].members == TEAM
