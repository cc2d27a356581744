"""Nominations that came another way than by the form, and those that a juror adds."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.audit.models import AuditLine
from awards.core.clock import to_zone
from awards.core.errors import Closed, WrongInput
from awards.files.models import StoredFile
from awards.juries import actions as juries
from awards.juries.models import Answer, ConflictStatement, Ground
from awards.mail.models import MailState, OutboxMail
from awards.nominations.arrival import Arrival, late_on_arrival, require_arrival
from awards.nominations.attachments.models import Attachment
from awards.nominations.models import Channel, Nomination, NominationState
from awards.programmes.models import Award, Edition, Phase, Programme
from awards.triage.closeness import Asked, Closeness, Fact, closeness_of
from tests import samples
from tests.factories import Make, actor_of
from tests.page import Browser, Page

Browse = Callable[..., Browser]
DAY = timedelta(days=1)
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


def award_at(opens: float, closes: float, scoring: float, ends: float, **rules: Any) -> Award:
    edition = Edition(
        programme=Programme(slug="lund"),
        year=2026,
        rules=rules,
        opened_at=NOW,
        opens_at=NOW + opens * DAY,
        closes_at=NOW + closes * DAY,
        scoring_opens_at=NOW + scoring * DAY,
        scoring_closes_at=NOW + ends * DAY,
    )
    return Award(edition=edition)


TRIAGE = (-9, -1, 1, 9)


@pytest.mark.parametrize(
    ("days", "late"), [(-1.001, False), (-1, True), (-0.5, True), (-20, False)]
)
def test_what_counts_is_when_it_arrived(days: float, late: bool) -> None:
    assert late_on_arrival(award_at(*TRIAGE), NOW + days * DAY, NOW) is late


def test_with_rolling_intake_a_letter_is_not_late_while_the_jury_reads() -> None:
    reading = (-9, -3, -2, 9)
    assert late_on_arrival(award_at(*reading, rolling_intake=True), NOW - DAY, NOW) is False
    assert late_on_arrival(award_at(*reading), NOW - DAY, NOW) is True


def test_nothing_arrives_in_the_future() -> None:
    with pytest.raises(WrongInput):
        late_on_arrival(award_at(*TRIAGE), NOW + timedelta(minutes=1), NOW)


@pytest.mark.parametrize("dates", [(1, 2, 3, 4), (-9, -8, -7, -6)])
def test_nothing_is_registered_before_opening_or_after_scoring(dates: tuple[int, ...]) -> None:
    with pytest.raises(Closed):
        late_on_arrival(award_at(*dates), NOW - 8.5 * DAY, NOW)


def test_a_late_one_needs_a_reason() -> None:
    with pytest.raises(WrongInput):
        require_arrival(award_at(*TRIAGE), Arrival(Channel.POST, NOW, "  "), NOW)
    assert require_arrival(award_at(*TRIAGE), Arrival(Channel.POST, NOW, "Lay in the mail"), NOW)


# The coordinator's page.


@pytest.fixture
def award(make: Make) -> Award:
    found = make.award(make.edition(Phase.TRIAGE))
    make.unit("Solgläntan")
    return found


@pytest.fixture
def desk(browse: Browse, make: Make, award: Award) -> Browser:
    return browse(make.person("Kim Samordnare", roles=["coordinator"]))


def wall(at: datetime) -> str:
    return to_zone(at, "Europe/Stockholm").strftime("%Y-%m-%dT%H:%M")


def letter(page: Page, award: Award, **values: Any) -> dict[str, Any]:
    """Return the form as a coordinator fills it in from a letter that came in time."""
    typed = {
        "channel": "post",
        "arrived": wall(award.edition.closes_at - DAY),
        "nominator_name": "Bo Ek",
        "nominator_email": "",
        "relation": "resident",
        "nominee_kind": "person",
        "nominee_name": "Siv Ahl",
        "answer_courage": "Hon är bra.",
        "effect_kind": "achieved",
    }
    return {**page.form(), **typed, **values}


def stored(session: Session) -> list[Nomination]:
    session.expire_all()
    return list(session.scalars(select(Nomination).order_by(Nomination.reference)))


def trail(session: Session) -> list[tuple[str, dict[str, Any]]]:
    wanted = select(AuditLine).where(AuditLine.event == "nomination.registered")
    return [(line.actor_id or "", line.details) for line in session.scalars(wanted)]


def test_a_letter_is_registered_and_counts_at_once(
    desk: Browser, award: Award, session: Session
) -> None:
    there = f"/nominations/register/{award.id}"
    assert there in desk.get("/nominations/register").links
    sent = letter(desk.get(there), award)
    page = desk.follow(desk.post(there, sent))
    assert "Registered as LUND-2026-0001." in page.text
    assert "Registered by Kim Samordnare" in page.text
    (one,) = stored(session)
    assert (one.state, one.channel, one.late, one.late_reason) == (
        NominationState.RECEIVED,
        Channel.POST,
        False,
        "",
    )
    assert wall(one.arrived_at) == sent["arrived"]
    assert one.registered_by is not None
    assert trail(session) == [
        (one.registered_by_id, {"reference": "LUND-2026-0001", "channel": "post", "late": False})
    ]
    assert session.scalars(select(OutboxMail)).all() == []
    session.commit()


def test_the_nominator_gets_a_receipt_through_the_outbox_where_there_is_an_address(
    desk: Browser, award: Award, session: Session
) -> None:
    there = f"/nominations/register/{award.id}"
    desk.post(
        there, letter(desk.get(there), award, channel="meeting", nominator_email="Bo@example.org")
    )
    (mail,) = session.scalars(select(OutboxMail))
    assert (mail.template, mail.recipient, mail.state) == (
        "nominations/registered_receipt",
        "bo@example.org",
        MailState.HELD,
    )
    assert mail.own_link not in mail.body
    path = mail.own_link.removeprefix("http://localhost")
    session.commit()
    assert "We wrote it down on" in desk.get(path).text


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"channel": ""}, "Choose how it came in."),
        ({"arrived": ""}, "Write day and time like 2026-11-14 13:00."),
        ({"arrived": "2126-01-01T10:00"}, "That moment has not come yet."),
        ({"nominator_name": ""}, "Write who has nominated."),
        ({"nominee_name": ""}, "Write who you nominate."),
        ({"nominee_kind": "horse"}, "Choose one of the answers."),
        ({"members-0-name": "Åke Öst"}, "One person has no members."),
        ({"units": ["nowhere"]}, "Choose workplaces from the list."),
        ({"answer_courage": ""}, "Write down what was said or written."),
        ({"nominator_email": "bo"}, "Write an e-mail address like name@example.com."),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(
    desk: Browser, award: Award, session: Session, wrong: dict[str, Any], message: str
) -> None:
    there = f"/nominations/register/{award.id}"
    page = desk.post(there, letter(desk.get(there), award, answer_solution="", **wrong), 422)
    assert message in page.text
    assert page.form(there)["relation"] == "resident"
    assert stored(session) == []


def test_what_came_late_is_taken_in_only_with_a_reason_that_then_stands_at_the_desk(
    desk: Browser, award: Award, session: Session
) -> None:
    there = f"/nominations/register/{award.id}"
    late = letter(
        desk.get(there),
        award,
        arrived=wall(award.edition.closes_at + timedelta(hours=1)),
        answer_courage="Hon lyssnar på alla och vågar börja på nytt.",
    )
    refused = desk.post(there, late, 422)
    assert "It came after the deadline. Write why it is taken in all the same." in refused.text
    page = desk.follow(desk.post(there, {**late, "late_reason": "It lay in the wrong box."}))
    assert "It lay in the wrong box." in page.text
    (one,) = stored(session)
    assert (one.late, one.late_reason, one.late_without_reason) == (
        True,
        "It lay in the wrong box.",
        False,
    )
    assert [details["late"] for _who, details in trail(session)] == [True]
    session.commit()
    desk.post(page.response.request.path, {**page.form(), "verdict": "eligible"})
    accepted = desk.get(page.response.request.path)
    assert "It takes part as" in accepted.text


def test_a_late_one_from_the_form_still_needs_a_reason_with_the_verdict(
    desk: Browser, award: Award, make: Make
) -> None:
    nomination = make.nomination(award, late=True)
    page = desk.get(f"/triage/nominations/{nomination.id}")
    refused = desk.post(
        f"/triage/nominations/{nomination.id}", {**page.form(), "verdict": "eligible"}, 422
    )
    assert "Write why it is accepted although it came late." in refused.text


def test_a_second_click_registers_nothing_more_and_other_words_are_not_lost(
    desk: Browser, award: Award, session: Session
) -> None:
    there = f"/nominations/register/{award.id}"
    sent = letter(desk.get(there), award)
    first = desk.post(there, sent)
    assert desk.post(there, sent).location == first.location
    desk.post(there, {**sent, "nominee_name": "Åke Öst"}, 409)
    assert [one.reference for one in stored(session)] == ["LUND-2026-0001"]


def test_another_member_row_keeps_everything(desk: Browser, award: Award) -> None:
    there = f"/nominations/register/{award.id}"
    sent = letter(desk.get(there), award, add_row="members")
    kept = desk.post(there, sent, 200).form(there)
    assert ("members-3-name" in kept, kept["arrived"]) == (True, sent["arrived"])


# What the jury adds.


@pytest.fixture
def juror(make: Make) -> Person:
    make.programme()
    return make.person("Jo Juror", email="Jo.Juror@example.org", roles=["juror"])


def _open(make: Make, phase: Phase, **rules: Any) -> Award:
    found = make.award(make.edition(phase, rules=rules))
    make.unit("Solgläntan")
    return found


def _added(page: Page) -> dict[str, Any]:
    unit = page.all("input", name="units")[0].get("value", "")
    typed = {
        "nominee_kind": "person",
        "nominee_name": "Siv Ahl",
        "units": [unit],
        "effect_kind": "achieved",
        "relation": "staff",
        "answer_courage": "Hon vågade säga att mötet kunde vara kortare.",
        "nominator_email": "somebody.else@example.org",
        "nominator_name": "Somebody Else",
    }
    return {**page.form(), **typed}


@pytest.mark.parametrize("phase", [Phase.NOMINATING, Phase.TRIAGE, Phase.SCORING])
def test_a_juror_adds_one_marked_as_the_jurys_and_the_facts_connect_them(
    browse: Browse, make: Make, juror: Person, session: Session, phase: Phase
) -> None:
    award = _open(make, phase, jury_may_add=True)
    browser = browse(juror)
    there = f"/nominations/jury/{award.id}"
    assert there in browser.get("/nominations/jury").links
    receipt = browser.follow(browser.post(there, _added(browser.get(there))))
    assert "You have a conflict of interest there." in receipt.text
    (one,) = stored(session)
    assert (
        one.channel,
        one.late,
        one.nominator_name,
        one.nominator_email,
        one.registered_by_id,
    ) == (
        Channel.JURY,
        False,
        "Jo Juror",
        "jo.juror@example.org",
        juror.id,
    )
    session.commit()
    candidate = make.candidate(nomination=one)
    asked = Asked(juror.id, juror.name, juror.email, None)
    assert closeness_of(session, [award.id], [asked]).facts() == [
        Fact(juror.id, candidate.id, Closeness.NOMINATED_IT)
    ]


def test_a_juror_who_denies_the_conflict_with_their_own_nomination_does_not_read_it(
    make: Make, juror: Person, session: Session
) -> None:
    award = _open(make, Phase.TRIAGE, jury_may_add=True)
    make.seat(juror, award)
    nomination = make.nomination(
        award, nominator_email="jo.juror@example.org", channel=Channel.JURY
    )
    candidate = make.candidate(nomination=nomination)
    said = {candidate.id: juries.Stated(Answer.NONE)}
    juries.state(session, said, by=actor_of(juror), at=datetime.now(UTC))
    (kept,) = session.scalars(select(ConflictStatement))
    assert (kept.answer, kept.ground) == (Answer.UNSURE, Ground.NOMINATED_IT)


@pytest.mark.parametrize(
    ("phase", "rules"),
    [
        (Phase.TRIAGE, {}),
        (Phase.UPCOMING, {"jury_may_add": True}),
        (Phase.DELIBERATION, {"jury_may_add": True}),
    ],
)
def test_a_juror_adds_nothing_where_the_rules_or_the_time_do_not_allow_it(
    browse: Browse, make: Make, juror: Person, session: Session, phase: Phase, rules: dict[str, Any]
) -> None:
    award = _open(make, phase, **rules)
    browser = browse(juror)
    assert "Nothing to add to" in browser.get("/nominations/jury").text
    browser.get(f"/nominations/jury/{award.id}", 403)
    browser.post(f"/nominations/jury/{award.id}", {"nominee_name": "Siv"}, 403)
    assert stored(session) == []


def test_what_is_missing_in_a_jurors_nomination_is_asked_for(
    browse: Browse, make: Make, juror: Person
) -> None:
    award = _open(make, Phase.TRIAGE, jury_may_add=True)
    browser = browse(juror)
    there = f"/nominations/jury/{award.id}"
    page = browser.post(there, {**_added(browser.get(there)), "nominee_name": ""}, 422)
    assert "Write who you nominate." in page.text
    assert "members-3-name" in browser.post(
        there, {**_added(browser.get(there)), "add_row": "members"}, 200
    ).form(there)


# Files that came with the letter.


def _sent_file(name: str, data: bytes) -> Any:
    return (BytesIO(data), name)


def files_of(session: Session) -> list[tuple[str, str | None]]:
    wanted = (
        select(StoredFile.name, Attachment.nomination_id)
        .join(Attachment, Attachment.file_id == StoredFile.id)
        .order_by(Attachment.added_at)
    )
    found = [(name, nomination_id) for name, nomination_id in session.execute(wanted)]
    session.commit()  # the next page writes
    return found


def test_what_lay_in_the_envelope_is_attached_whatever_the_page_answers(
    desk: Browser, award: Award, session: Session
) -> None:
    there = f"/nominations/register/{award.id}"
    page = desk.get(there)
    first = letter(page, award, nominee_name="", attachments=_sent_file("brev.pdf", samples.pdf()))
    page = desk.post(there, first, 422)
    assert "brev.pdf" in page.text
    assert files_of(session) == [("brev.pdf", None)]
    again = letter(page, award, attachments=_sent_file("bild.png", samples.picture("PNG")))
    assert desk.post(there, again).status == 302
    (one,) = stored(session)
    assert files_of(session) == [("brev.pdf", one.id), ("bild.png", one.id)]


def test_a_script_in_the_envelope_is_refused_and_a_file_is_taken_away_again(
    desk: Browser, award: Award, session: Session
) -> None:
    there = f"/nominations/register/{award.id}"
    page = desk.get(there)
    bad = letter(page, award, attachments=_sent_file("brev.pdf", b"#!/bin/sh\necho hello\n"))
    page = desk.post(there, bad, 422)
    assert "“brev.pdf” is not attached." in page.text
    sent = letter(page, award, attachments=_sent_file("a.pdf", samples.pdf()), add_row="m")
    page = desk.post(there, sent, 200)
    (button,) = page.all("button", name="remove_file")
    gone = desk.post(there, {**letter(page, award), "remove_file": button.get("value")}, 200)
    assert "a.pdf" not in gone.text
    assert files_of(session) == []
    assert stored(session) == []


def test_another_programmes_coordinator_attaches_nothing(
    browse: Browse, make: Make, award: Award, session: Session
) -> None:
    stranger = make.person("Eva Annan", roles=["coordinator"], programme=make.programme("other"))
    sent = {"form_key": "k" * 16, "attachments": _sent_file("a.pdf", samples.pdf())}
    browse(stranger).post(f"/nominations/register/{award.id}", sent, 404)
    assert files_of(session) == []


def test_a_juror_attaches_a_file_to_what_they_add(
    browse: Browse, make: Make, juror: Person, session: Session
) -> None:
    award = _open(make, Phase.SCORING, jury_may_add=True)
    browser = browse(juror)
    there = f"/nominations/jury/{award.id}"
    sent = {**_added(browser.get(there)), "attachments": _sent_file("a.pdf", samples.pdf())}
    assert browser.post(there, sent).status == 302
    (one,) = stored(session)
    assert files_of(session) == [("a.pdf", one.id)]
