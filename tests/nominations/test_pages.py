"""Nominating without an account: form, mail, receipt, changes; late, hostile and closed."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgKind, OrgUnit
from awards.audit.models import AuditLine
from awards.core.db import Database
from awards.mail.models import OutboxMail
from awards.nominations.models import Nomination, NominationState
from awards.programmes.models import Award, Edition, EligibleOrganisation, Phase
from tests.factories import Make
from tests.page import Browser, Page

Browse = Callable[..., Browser]
FORM = "/awards/lund/2026/nominate/innovation"
LINK = re.compile(r"http://localhost(/nominations/\S+)")
TEXTS = {
    "answer_courage": "Hon vågade säga att mötet kunde vara kortare.",
    "answer_solution": "Nu står alla upp och är klara på tio minuter.",
    "effect": "Barnen får mer tid.",
}


def filled(page: Page, **values: Any) -> dict[str, Any]:
    """Return the form as a nominator fills it in."""
    unit = page.all("input", name="units")[0].get("value", "")
    typed = {
        "nominee_kind": "group",
        "nominee_name": "Morgonlaget",
        "nominee_title": "",
        "members-0-name": "Siv Ahl",
        "members-0-title": "förskollärare",
        "members-1-name": "Åke Öst",
        "members-1-title": "kock",
        "units": [unit],
        "partner": "Föreningen Solrosen",
        "effect_kind": "achieved",
        "nominator_name": "Bo Ek",
        "nominator_email": "Bo.Ek@example.org",
        "relation": "staff",
        **TEXTS,
    }
    return {**page.form(), **typed, **values}


@pytest.fixture
def award(make: Make) -> Award:
    """An award open for nominations, with one unit to pick."""
    found = make.award(make.edition(Phase.NOMINATING))
    make.unit("Solgläntan")
    return found


def mails(session: Session) -> list[OutboxMail]:
    session.expire_all()
    found = list(session.scalars(select(OutboxMail).order_by(OutboxMail.queued_at, OutboxMail.id)))
    session.commit()
    return found


def link_in(mail: OutboxMail) -> str:
    found = LINK.search(mail.body)
    assert found, mail.body
    return found[1]


def nominations(session: Session) -> list[Nomination]:
    session.expire_all()
    return list(session.scalars(select(Nomination).order_by(Nomination.arrived_at)))


def events(session: Session) -> list[str]:
    lines = list(session.scalars(select(AuditLine.event).order_by(AuditLine.number)))
    session.commit()
    return lines


def confirmed(browser: Browser, session: Session, **values: Any) -> str:
    """Send and confirm a nomination; return its receipt's path."""
    browser.post(FORM, filled(browser.get(FORM), **values))
    link = link_in(mails(session)[-1])
    browser.get(link)
    return browser.post(link).location


@contextmanager
def queries_counted(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: Any, _cur: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)


def test_nominating_from_the_form_to_the_receipt(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    subject = f"Confirm your nomination: {award.name['en']}"
    session.commit()
    sent = browser.follow(browser.post(FORM, filled(browser.get(FORM))))
    assert sent.h1 == "Now look in your mail"
    assert "bo.ek@example.org" in sent.text
    (mail,) = mails(session)
    assert (mail.recipient, mail.subject) == (
        "bo.ek@example.org",
        subject,
    )
    question = browser.get(link_in(mail))
    assert question.h1 == "Confirm your nomination"
    assert TEXTS["answer_courage"] in question.text
    receipt = browser.follow(browser.post(link_in(mail)))
    reference = nominations(session)[0].reference
    session.commit()
    assert receipt.h1 == "Your nomination of Morgonlaget"
    for words in (*TEXTS.values(), "Åke Öst", "Solgläntan", reference, "A group"):
        assert words in receipt.text
    last = mails(session)[-1]
    assert last.subject == f"Your nomination is in: {reference}"
    assert browser.get(link_in(last)).h1 == receipt.h1


def test_what_was_typed_is_what_is_stored(browse: Browse, award: Award, session: Session) -> None:
    browser = browse()
    confirmed(browser, session)
    (one,) = nominations(session)
    assert (one.state, one.late, one.version) == (NominationState.RECEIVED, False, 1)
    assert one.reference == "LUND-2026-0001"
    assert [(m.name, m.title) for m in one.members] == [
        ("Siv Ahl", "förskollärare"),
        ("Åke Öst", "kock"),
    ]
    assert [u.name for u in one.units] == ["Solgläntan"]
    assert sorted(a.text for a in one.answers) == sorted(
        [TEXTS["answer_courage"], TEXTS["answer_solution"]]
    )
    assert events(session) == ["nomination.received", "nomination.confirmed"]


def test_unconfirmed_nomination_does_not_count(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    browser.post(FORM, filled(browser.get(FORM)))
    browser.get(link_in(mails(session)[0]))
    assert [n.state for n in nominations(session)] == [NominationState.UNCONFIRMED]


def test_confirming_twice_says_so_and_mails_once(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    confirmed(browser, session)
    link = link_in(mails(session)[0])
    assert browser.get(link).h1 == "Your nomination is confirmed"
    again = browser.follow(browser.post(link))
    assert "confirmed already" in again.text
    assert len(mails(session)) == 2


def test_double_click_is_one_nomination(browse: Browse, award: Award, session: Session) -> None:
    browser = browse()
    data = filled(browser.get(FORM))
    first, second = browser.post(FORM, data), browser.post(FORM, data)
    assert first.location == second.location
    assert len(nominations(session)) == 1
    session.commit()
    assert len(mails(session)) == 1


def test_going_back_and_writing_better_replaces_the_unconfirmed_text(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    data = filled(browser.get(FORM))
    browser.post(FORM, data)
    browser.post(FORM, {**data, "nominee_name": "Kvällslaget"})
    assert [(n.nominee_name, n.version) for n in nominations(session)] == [("Kvällslaget", 2)]


def test_other_words_from_a_confirmed_page_are_kept_and_asked_about(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    data = filled(browser.get(FORM))
    browser.post(FORM, data)
    link = link_in(mails(session)[0])
    browser.get(link)
    browser.post(link)
    page = browser.post(FORM, {**data, "nominee_name": "Kvällslaget"}, 409)
    assert "already sent and confirmed" in page.text
    assert page.form(FORM)["nominee_name"] == "Kvällslaget"
    browser.post(FORM, page.form(FORM))
    assert [n.nominee_name for n in nominations(session)] == ["Morgonlaget", "Kvällslaget"]


WRONG = [
    ({"nominee_name": ""}, "Write who you nominate."),
    ({"nominee_kind": "person"}, "You nominate one person."),
    ({"nominator_email": "bo at example"}, "Write an e-mail address like name@example.com."),
    ({"units": [], "partner": ""}, "Choose at least one workplace"),
    ({"units": ["nowhere"]}, "Choose workplaces from the list."),
    ({"members-2-title": "rektor"}, "Write the name too."),
    ({"relation": ""}, "Choose what fits you best."),
    (dict.fromkeys(TEXTS, "Two words"), "Write at least 5 words"),
    ({"effect": "ord " * 401}, "Shorten the texts to 400 words. You have 419."),
    ({"website": "http://spam.example"}, "A field that people do not see"),
    ({"nominee_name": "x" * 201}, "Use at most 200 characters."),
]


@pytest.mark.parametrize(("wrong", "message"), WRONG, ids=[message for _, message in WRONG])
def test_wrong_input_is_explained_and_everything_typed_is_kept(
    browse: Browse, award: Award, session: Session, wrong: dict[str, Any], message: str
) -> None:
    award.rules = {"min_words": 5}
    session.commit()
    if message.startswith("Write at least"):
        wrong = {**wrong, "answer_solution": "", "effect": ""}
    browser = browse()
    sent = filled(browser.get(FORM), **wrong)
    page = browser.post(FORM, sent, 422)
    assert message in page.text
    expected = {**sent, "website": "", "csrf_token": page.form(FORM)["csrf_token"]}
    if "website" in wrong:
        expected["asked_again"] = "1"
    kept = page.form(FORM)
    for name, value in expected.items():
        text = value.strip() if isinstance(value, str) else value
        if name not in {"units", "relation"}:
            assert kept[name] == text, name
    known = [u for u in sent["units"] if u != "nowhere"]
    assert kept.get("units", []) == (known[0] if known else [])
    assert nominations(session) == []


def test_another_member_row_without_javascript_keeps_everything(
    browse: Browse, award: Award
) -> None:
    browser = browse()
    sent = filled(browser.get(FORM))
    page = browser.post(FORM, {**sent, "add_row": "members"}, 200)
    kept = page.form(FORM)
    assert "members-3-name" in kept
    assert "members-4-name" not in kept
    assert {name: kept[name] for name in TEXTS} == TEXTS
    assert kept["members-1-name"] == "Åke Öst"


def test_twenty_members_are_the_most(browse: Browse, award: Award, session: Session) -> None:
    browser = browse()
    many = {f"members-{n}-name": f"Member {n}" for n in range(20)}
    page = browser.post(FORM, {**filled(browser.get(FORM)), **many, "add_row": "members"}, 200)
    assert "members-19-name" in page.form(FORM)
    assert "members-20-name" not in page.form(FORM)


def test_a_member_too_many_is_kept_and_said(browse: Browse, award: Award, session: Session) -> None:
    browser = browse()
    many = {f"members-{n}-name": f"Member {n}" for n in range(21)}
    page = browser.post(FORM, {**filled(browser.get(FORM)), **many}, 422)
    assert "In this award there are at most 20 members. You have named 21." in page.text
    assert page.form(FORM)["members-20-name"] == "Member 20"
    assert nominations(session) == []


def test_wrong_address_is_corrected_and_the_old_link_dies(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    sent = browser.follow(browser.post(FORM, filled(browser.get(FORM))))
    action = sent.response.request.path
    assert "Write an e-mail address" in browser.post(action, {"email": "bo"}, 422).text
    browser.post(action, {"email": "bo@example.com"})
    first, second = mails(session)
    assert [first.recipient, second.recipient] == ["bo.ek@example.org", "bo@example.com"]
    browser.get(link_in(first), 404)
    browser.get(link_in(second))
    browser.post(link_in(second))
    assert browser.get(action).h1 == "Your nomination is confirmed"
    assert events(session) == [
        "nomination.received",
        "nomination.address-corrected",
        "nomination.confirmed",
    ]


def test_link_sent_again_to_the_same_address_is_written_down(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    sent = browser.follow(browser.post(FORM, filled(browser.get(FORM))))
    browser.post(sent.response.request.path, {"email": "bo.ek@example.org"})
    assert [mail.recipient for mail in mails(session)] == ["bo.ek@example.org"] * 2
    assert events(session) == ["nomination.received", "nomination.link-sent-again"]


def test_change_until_the_deadline(browse: Browse, award: Award, session: Session) -> None:
    browser = browse()
    receipt = confirmed(browser, session)
    form = browser.get(f"{receipt}edit")
    sent = form.form(f"{receipt}edit")
    assert sent["members-1-name"] == "Åke Öst"
    assert sent["answer_courage"] == TEXTS["answer_courage"]
    back = browser.follow(browser.post(f"{receipt}edit", {**sent, "nominee_name": "Dagslaget"}))
    assert back.h1 == "Your nomination of Dagslaget"
    (one,) = nominations(session)
    assert (one.version, one.nominator_email) == (2, "bo.ek@example.org")


def test_changed_address_in_the_edit_form_is_not_taken(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    receipt = confirmed(browser, session)
    sent = browser.get(f"{receipt}edit").form(f"{receipt}edit")
    browser.post(f"{receipt}edit", {**sent, "nominator_email": "eve@example.com"})
    assert [n.nominator_email for n in nominations(session)] == ["bo.ek@example.org"]


def test_two_tabs_do_not_overwrite_each_other_unseen(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    receipt = confirmed(browser, session)
    sent = browser.get(f"{receipt}edit").form(f"{receipt}edit")
    browser.post(f"{receipt}edit", {**sent, "nominee_name": "Tab one"})
    page = browser.post(f"{receipt}edit", {**sent, "nominee_name": "Tab two"}, 409)
    assert "another tab" in page.text
    kept = page.form(f"{receipt}edit")
    assert kept["nominee_name"] == "Tab two"
    browser.post(f"{receipt}edit", kept)
    assert [(n.nominee_name, n.version) for n in nominations(session)] == [("Tab two", 3)]


def test_withdrawing_asks_first_and_is_final(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    receipt = confirmed(browser, session)
    assert "cannot be brought back" in browser.get(f"{receipt}withdraw").text
    assert [n.state for n in nominations(session)] == [NominationState.RECEIVED]
    session.commit()
    gone = browser.follow(browser.post(f"{receipt}withdraw"))
    assert gone.h1 == "Your nomination is withdrawn"
    browser.post(f"{receipt}withdraw")
    assert events(session)[2:] == ["nomination.withdrawn"]
    browser.get(link_in(mails(session)[0]), 409)
    assert browser.get(f"{receipt}edit", 302).location == receipt


def test_links_that_are_not_ours_lead_nowhere(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    receipt = confirmed(browser, session)
    token = receipt.split("/")[2]
    payload, signature = token.split(".")
    forged = f"{payload}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
    for path in (f"{forged}/", f"{forged}/edit", f"confirm/{token}", f"sent/{token}", "confirm/x"):
        browser.get(f"/nominations/{path}", 404)
    browser.post(f"/nominations/{forged}/withdraw", status=404)


def _shift(session: Session, edition: Edition, **days: float) -> None:
    for name, shift in days.items():
        setattr(edition, name, datetime.now(UTC) + timedelta(days=shift))
    session.commit()


def test_form_opened_before_and_sent_after_is_kept_and_flagged_late(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    data = filled(browser.get(FORM))
    _shift(session, award.edition, closes_at=-0.01)
    sent = browser.follow(browser.post(FORM, data))
    assert "It arrived after the deadline." in sent.text
    (mail,) = mails(session)
    assert "after the deadline" in mail.body
    browser.get(link_in(mail))
    receipt = browser.follow(browser.post(link_in(mail)))
    assert "mark it as late" in receipt.text
    told = mails(session)[-1].body
    assert "whoever has it can read your nomination" in told
    assert "can change" not in told
    assert not [link for link in receipt.links if link.endswith("/edit")]
    assert [(n.late, n.state) for n in nominations(session)] == [(True, NominationState.RECEIVED)]


def test_text_in_time_and_confirmed_after_the_deadline_is_not_late(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    browser.post(FORM, filled(browser.get(FORM)))
    _shift(session, award.edition, closes_at=-0.01)
    link = link_in(mails(session)[0])
    browser.get(link)
    browser.post(link)
    assert [(n.late, n.state) for n in nominations(session)] == [(False, NominationState.RECEIVED)]


def test_text_sent_after_the_jury_began_is_shown_to_be_copied(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    data = filled(browser.get(FORM))
    _shift(session, award.edition, closes_at=-0.02, scoring_opens_at=-0.01)
    page = browser.post(FORM, data, 409)
    assert "The jury has started reading" in page.text
    for text in TEXTS.values():
        assert text in page.text
    assert nominations(session) == []


def test_change_sent_after_the_deadline_is_refused_with_the_text_kept(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    receipt = confirmed(browser, session)
    sent = browser.get(f"{receipt}edit").form(f"{receipt}edit")
    _shift(session, award.edition, closes_at=-0.01)
    page = browser.post(f"{receipt}edit", {**sent, "effect": "Ännu mer tid för barnen."}, 409)
    assert "can no longer be changed" in page.text
    assert "Ännu mer tid för barnen." in page.text


@pytest.mark.parametrize(
    ("phase", "heading"),
    [
        (Phase.UPCOMING, "Nominations have not opened yet"),
        (Phase.TRIAGE, "Nominations are closed"),
        (Phase.ANNOUNCED, "Nominations are closed"),
    ],
)
def test_closed_pages_say_when_with_the_time_zone(
    browse: Browse, make: Make, phase: Phase, heading: str
) -> None:
    make.award(make.edition(phase))
    for url in ("/awards/lund/2026/nominate", FORM):
        page = browse().get(url)
        assert page.h1 == heading
        assert "(Central European Time)" in page.text


def test_unknown_award_is_not_found(browse: Browse, award: Award) -> None:
    browse().get("/awards/lund/2026/nominate/nothing", 404)
    browse().get("/awards/lund/1999/nominate", 404)


HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> javascript:alert(1) "
    "\u202eevil\u202c \x07bell مرحبا بالعالم 🎉🏆 {{ 7*7 }} %(name)s &amp; '\" -- "
)


def test_hostile_text_is_shown_as_text(browse: Browse, award: Award, session: Session) -> None:
    browser = browse()
    names = ("nominee_name", "members-0-name", "members-0-title", "partner", "nominator_name")
    texts = {**dict.fromkeys((*TEXTS, *names), HOSTILE), "nominator_name": f"{HOSTILE} Ek"}
    receipt = browser.get(confirmed(browser, session, **texts))
    main = receipt.first("main")
    assert not list(main.iter("script"))
    assert not list(main.iter("img"))
    assert "<script>alert(1)</script>" in receipt.text
    assert "مرحبا بالعالم 🎉🏆 {{ 7*7 }} %(name)s &amp;" in receipt.text
    assert "\x07" not in receipt.html
    assert "\u202e" not in receipt.html
    form = browser.get(f"{receipt.response.request.path}edit")
    assert form.form(f"{receipt.response.request.path}edit")["partner"].startswith("<script>")


def test_a_name_with_a_line_break_cannot_write_mail_headers(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    name = "Siv\r\nBcc: eve@example.com"
    browser.post(FORM, filled(browser.get(FORM), nominee_name=name))
    (mail,) = mails(session)
    assert ("Siv Bcc: … for" in mail.body, "eve" in f"{mail.subject}{mail.body}") == (True, False)


def test_a_megabyte_of_text_is_answered_with_the_limit(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    data = filled(browser.get(FORM), effect="ord " * 250_000)
    page = browser.post(FORM, data, 422)
    assert "Use at most 20000 characters." in page.text
    page = browser.post(FORM, {**data, "effect": "x" * 3_000_000}, 422)
    assert "Use at most 20000 characters." in page.text


def test_form_needs_the_same_queries_for_many_units(
    browse: Browse, award: Award, make: Make, database: Database
) -> None:
    top = make.unit("Lunds kommun", kind=OrgKind.EMPLOYER)
    make.session.add(EligibleOrganisation(edition_id=award.edition.id, org_unit_id=top.id))
    make.session.add_all(
        OrgUnit(name=f"Enhet {n}", parent=top, kind=OrgKind.UNIT) for n in range(400)
    )
    make.session.commit()
    browser = browse()
    with queries_counted(database) as first:
        page = browser.get(FORM)
    with queries_counted(database) as again:
        browser.get(FORM)
    assert len(page.all("input", name="units")) == 401
    assert len([q for q in first if q.startswith("SELECT")]) <= 4
    assert len([q for q in again if q.startswith("SELECT")]) == 1


def test_receipt_needs_the_same_queries_for_many_members(
    browse: Browse, make: Make, session: Session, database: Database, award: Award
) -> None:
    browser = browse()
    counts = []
    for members in (1, 20):
        rows = {f"members-{n}-name": f"Member {n}" for n in range(members)}
        receipt = confirmed(browser, session, nominee_name=f"Lag {members}", **rows)
        with queries_counted(database) as seen:
            browser.get(receipt)
        counts.append(len([q for q in seen if q.startswith("SELECT")]))
    assert counts == [6, 6]


def test_audit_lines_carry_no_names(browse: Browse, award: Award, session: Session) -> None:
    browser = browse()
    confirmed(browser, session)
    lines = session.scalars(select(AuditLine)).all()
    told = " ".join(str((line.actor_id, line.subject, line.details)) for line in lines)
    assert not [name for name in ("Bo", "Morgonlaget", "example.org") if name in told]
    assert session.scalar(select(func.count()).select_from(AuditLine)) == 2


def test_pages_speak_the_language_of_the_switch(browse: Browse, award: Award) -> None:
    page = browse(language="nb").get(FORM)
    assert page.first("html").get("lang") == "nb"
    assert "What about courage? nb" in page.text
