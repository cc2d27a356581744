"""The outbox in the browser: what is shown, what is hidden, what is kept."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.emails import send_link
from awards.accounts.models import Person
from awards.audit.models import AuditLine
from awards.core.db import Database
from awards.mail.kinds import KEYS
from awards.mail.models import MailState, MailText, OutboxMail
from awards.nominations.emails import ask_to_confirm
from awards.nominations.links import Links
from tests.counting import queries_of
from tests.factories import Make
from tests.page import Browser, Page, text_of

Browse = Callable[..., Browser]
AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
JURY = "/outbox/waiting/lund/jury-invitation"
TEXT = "/outbox/texts/lund/jury-invitation/en"


@pytest.fixture
def coordinator(make: Make) -> Person:
    return make.person("Ko Coordinator", roles=["coordinator"])


@pytest.fixture
def desk(browse: Browse, coordinator: Person) -> Browser:
    return browse(coordinator)


def _rows(page: Page) -> list[list[str]]:
    return [[text_of(cell) for cell in row][:4] for row in page.all("tr")[1:]]


def _states(session: Session) -> list[MailState]:
    states = list(session.scalars(select(OutboxMail.state).order_by(OutboxMail.recipient)))
    session.commit()
    return states


def _filters(page: Page) -> list[str]:
    return [text_of(a) for a in page.first("nav", aria_label="State").iter("a")]


def test_what_waits_comes_first_and_everything_else_by_state(
    make: Make, desk: Browser, session: Session
) -> None:
    older, newer, sent = (make.held_mail(to=f"{n}@example.org") for n in "abc")
    older.queued_at, newer.queued_at = AT, AT + timedelta(minutes=1)
    sent.state = MailState.SENT
    session.commit()
    page = desk.get("/outbox")
    subject, kind = "You are invited to the jury of Staff awards", "Invitation to the jury"
    assert _rows(page) == [
        [subject, "Åsa Öbergb@example.org", "Waits for you", kind],
        [subject, "Åsa Öberga@example.org", "Waits for you", kind],
    ]
    assert _filters(page) == [
        "Waits for you 2",
        "On its way 0",
        "Sent 1",
        "Not delivered 0",
        "Not to be sent 0",
        "All mails 3",
    ]
    assert [row[2] for row in _rows(desk.get("/outbox?state=sent"))] == ["Sent"]
    assert len(_rows(desk.get("/outbox?state=all"))) == 3


def test_an_empty_outbox_says_what_will_be_here(desk: Browser) -> None:
    assert "No mail waits for you" in desk.get("/outbox").text
    assert "There is no mail in this state." in desk.get("/outbox?state=failed").text


def test_a_long_list_has_pages(make: Make, desk: Browser) -> None:
    for n in range(31):
        make.held_mail(to=f"{n}@example.org")
    assert len(_rows(desk.get("/outbox"))) == 30
    assert len(_rows(desk.get("/outbox?page=2"))) == 1


def test_the_list_asks_the_same_for_few_and_for_many(
    make: Make, desk: Browser, database: Database
) -> None:
    make.held_mail()
    few = queries_of(database, lambda: desk.get("/outbox?state=all"))
    for n in range(12):
        make.held_mail(to=f"{n}@example.org")
    assert queries_of(database, lambda: desk.get("/outbox?state=all")) == few
    assert few <= 6


def test_a_mail_is_read_as_it_will_look(make: Make, desk: Browser) -> None:
    mail = make.held_mail(language="nb")
    page = desk.get(f"/outbox/{mail.id}")
    assert "Velkommen til juryen for Staff awards" in page.text
    assert [e.get("lang") for e in page.all("div", class_="p-letter__body")] == ["nb"]


def test_an_address_that_lets_its_reader_in_is_never_shown(
    make: Make, desk: Browser, coordinator: Person, session: Session
) -> None:
    """Sign-in and edit links: that there was a mail, and how it went; nothing of what it says."""
    secret = "http://localhost/sign-in/SECRETTOKEN"
    send_link(session, coordinator, url=secret, code="K7QM 2XPD", at=AT)
    nomination = make.nomination(make.award())
    links = Links(*[lambda _: "http://localhost/SECRETCONFIRM"] * 3)
    ask_to_confirm(session, nomination, links=links, at=AT)
    session.commit()
    signing, confirming = session.scalars(select(OutboxMail).order_by(OutboxMail.template)).all()
    session.commit()
    listed = desk.get("/outbox?state=all")
    assert sorted(row[0] for row in _rows(listed)) == [
        "Link to confirm a nomination",
        "Sign-in link",
    ]
    for mail in (signing, confirming):
        mail.state, mail.error = MailState.FAILED, f"550 refused: {mail.body}"
        session.commit()
        page = desk.get(f"/outbox/{mail.id}")
        assert "What it says is for its reader alone" in page.text
        token = mail.body.split("http://localhost/")[1].split()[0]
        hidden = (mail.subject, token, "Alva Norrsken")
        assert [word for word in hidden if word in page.html or word in listed.html] == []
        desk.get(f"/outbox/{mail.id}/edit", 302)
        for verb in ("edit", "rewrite", "send", "drop", "restore"):
            desk.post(f"/outbox/{mail.id}/{verb}", {"subject": "x", "body": "x", "version": 1}, 409)
        desk.post(f"/outbox/{mail.id}/retry")
        session.refresh(mail)
        assert mail.state is MailState.QUEUED
        session.commit()


def test_another_programmes_mail_is_not_there(
    make: Make, browse: Browse, session: Session, coordinator: Person
) -> None:
    mail = make.held_mail()
    send_link(session, coordinator, url="http://localhost/x", code="K7QM 2XPD", at=AT)
    session.commit()
    elsewhere = make.programme("sandnes")
    stranger = browse(make.person("St Ranger", roles=["coordinator"], programme=elsewhere))
    assert _rows(stranger.get("/outbox?state=all")) == []
    stranger.get(f"/outbox/{mail.id}", 404)
    stranger.post(f"/outbox/{mail.id}/send", {"version": 1}, 404)
    stranger.get(JURY, 404)
    stranger.get(TEXT, 404)
    stranger.get("/outbox/texts?programme=lund", 404)
    assert sorted(_states(session)) == [MailState.HELD, MailState.QUEUED]


@pytest.mark.parametrize("role", ["juror", "chair", "communications", "auditor"])
def test_others_cannot_open_it(make: Make, browse: Browse, role: str) -> None:
    mail = make.held_mail()
    browser = browse(make.person(roles=[role]))
    browser.get("/outbox", 403)
    browser.get(f"/outbox/{mail.id}", 403)
    browser.get(TEXT, 403)


def test_a_mail_is_edited_and_sent(make: Make, desk: Browser, session: Session) -> None:
    mail = make.held_mail()
    form = desk.get(f"/outbox/{mail.id}/edit").form(f"/outbox/{mail.id}/edit")
    form |= {"subject": "Come along", "body": "Dear Åsa,\n\nplease come."}
    page = desk.follow(desk.post(f"/outbox/{mail.id}/edit", form))
    assert "Come along" in page.text
    assert "Edited by hand" in page.text
    sending = page.form(f"/outbox/{mail.id}/send")
    page = desk.follow(desk.post(f"/outbox/{mail.id}/send", sending))
    assert "The mail to asa@example.org is on its way." in page.text
    session.refresh(mail)
    assert (mail.state, mail.subject) == (MailState.QUEUED, "Come along")
    events = [line.event for line in session.scalars(select(AuditLine))]
    assert sorted(events) == ["mail.edited", "mail.released"]


def test_what_was_typed_is_kept_when_it_cannot_go_out(make: Make, desk: Browser) -> None:
    mail = make.held_mail()
    url = f"/outbox/{mail.id}/edit"
    typed = {"subject": "", "body": "Dear Åsa\nsee {{url}}", "version": "1"}
    desk.get(url)
    page = desk.post(url, typed, 422)
    assert "Write a subject." in page.text
    assert "Line 2: this mail goes to one person." in page.text
    assert page.form(url)["body"] == "Dear Åsa\nsee {{url}}"


def test_a_version_of_a_million_digits_is_simply_another_one(make: Make, desk: Browser) -> None:
    mail = make.held_mail()
    url = f"/outbox/{mail.id}/edit"
    desk.get(url)
    page = desk.post(url, {"subject": "Hi", "body": "Hello", "version": "9" * 100_000}, 409)
    assert page.form(url)["body"] == "Hello"


def test_of_two_who_edit_the_second_loses_nothing(
    make: Make, desk: Browser, browse: Browse, session: Session
) -> None:
    mail = make.held_mail()
    url = f"/outbox/{mail.id}/edit"
    other = browse(make.person("Other", roles=["coordinator"]))
    mine, theirs = desk.get(url).form(url), other.get(url).form(url)
    other.post(url, theirs | {"subject": "Theirs"})
    page = desk.post(url, mine | {"subject": "Mine"}, 409)
    assert "Somebody has been here meanwhile" in page.text
    assert "Theirs" in page.text
    again = page.form(url)
    assert again["subject"] == "Mine"
    desk.post(url, again)
    session.refresh(mail)
    assert (mail.subject, mail.version) == ("Mine", 3)


def test_a_mail_is_left_out_and_taken_back(make: Make, desk: Browser, session: Session) -> None:
    mail = make.held_mail()
    url = f"/outbox/{mail.id}"
    page = desk.follow(desk.post(f"{url}/drop", desk.get(url).form(f"{url}/drop")))
    assert "This mail is not going to be sent" in page.text
    assert _states(session) == [MailState.DROPPED]
    page = desk.follow(desk.post(f"{url}/restore"))
    assert "The mail waits again." in page.text
    assert _states(session) == [MailState.HELD]


def test_the_words_of_the_text_come_back(make: Make, desk: Browser, session: Session) -> None:
    mail = make.held_mail()
    url = f"/outbox/{mail.id}"
    desk.get(url)
    desk.post(f"{url}/edit", {"subject": "Mine", "body": "x", "version": 1})
    desk.post(f"{url}/rewrite", desk.get(url).form(f"{url}/rewrite"))
    session.refresh(mail)
    assert (mail.subject, mail.edited) == ("You are invited to the jury of Staff awards", False)


def test_all_of_a_kind_are_sent_as_they_were_shown(
    make: Make, desk: Browser, session: Session
) -> None:
    for n in range(9):
        make.held_mail(to=f"{n}@example.org", name=f"Juror {n}")
    page = desk.get(JURY)
    assert [text_of(s).startswith(f"Juror {n}") for n, s in enumerate(page.all("summary"))] == (
        [True] * 9
    )
    buttons = [text_of(b) for b in page.first("main").iter("button")]
    assert buttons == ["Send 9 invitations to the jury"]
    late = make.held_mail(to="late@example.org")
    page = desk.follow(desk.post(JURY, page.form(JURY)))
    assert "9 mails are on their way." in page.text
    assert _states(session) == [MailState.QUEUED] * 9 + [MailState.HELD]
    assert late.state is MailState.HELD


def test_none_is_sent_when_one_has_changed_since(
    make: Make, desk: Browser, session: Session
) -> None:
    mail, _ = make.held_mail(to="a@example.org"), make.held_mail(to="b@example.org")
    seen = desk.get(JURY).form(JURY)
    desk.post(f"/outbox/{mail.id}/edit", {"subject": "Other", "body": "x", "version": 1})
    desk.post(JURY, seen, 409)
    assert _states(session) == [MailState.HELD, MailState.HELD]
    desk.post(JURY, {"seen": "nonsense 1:x a:b:c a:" + "9" * 5000}, 409)
    desk.post(JURY, {"seen": f"{mail.id}:" + "9" * 5000}, 409)
    assert _states(session) == [MailState.HELD, MailState.HELD]


def test_a_list_with_nothing_left_says_so(make: Make, desk: Browser) -> None:
    assert make.session
    assert "Nothing of this kind waits" in desk.get(JURY).text
    desk.get("/outbox/waiting/lund/nonsense", 404)


# — texts —


def test_a_text_is_changed_in_one_language(make: Make, desk: Browser, session: Session) -> None:
    mail = make.held_mail()
    form = desk.get(TEXT).form(TEXT)
    assert form["subject"] == "You are invited to the jury of {{programme}}"
    form |= {"subject": "Join us, {{name}}"}
    page = desk.follow(desk.post(TEXT, form))
    assert "The text is saved. 1 mail that waits has been written anew." in page.text
    session.refresh(mail)
    assert mail.subject == "Join us, Åsa Öberg"
    session.commit()
    listed = desk.get("/outbox/texts?programme=lund")
    assert listed.text.count("your own") == 1
    page = desk.follow(desk.post(f"{TEXT}/reset", page.form(f"{TEXT}/reset")))
    assert page.form(TEXT)["subject"] == "You are invited to the jury of {{programme}}"
    assert session.scalars(select(MailText.template)).all() == []


def test_a_broken_text_is_answered_with_its_line_and_kept(make: Make, desk: Browser) -> None:
    assert make.session
    desk.get(TEXT)
    typed = {"subject": "Hi", "body": "Hello {{nme}}\n{% if x %}\n{{url", "version": "0"}
    page = desk.post(TEXT, typed, 422)
    assert "Line 1: there is no merge field called “nme”." in page.text
    assert "Line 2: only merge fields such as {{name}} work here" in page.text
    assert "Line 3: a merge field begins with {{ but does not end with }}." in page.text
    assert page.form(TEXT)["body"] == typed["body"]


def test_a_text_is_seen_as_somebody_real_would_get_it(
    make: Make, desk: Browser, session: Session
) -> None:
    juror = make.person("Jo Juror", roles=["juror"], email="jo@example.org")
    form = desk.get(TEXT).form(TEXT)
    form |= {"body": "{{name}} is {{role}}: {{url}}", "reader": juror.id, "preview": "1"}
    page = desk.post(TEXT, form, 200)
    letter = text_of(page.first("article"))
    assert "jo@example.org" in letter
    assert "Jo Juror is juror: http://localhost/sign-in" in letter
    assert session.scalars(select(MailText.template)).all() == []


def test_an_invitation_is_shown_to_those_who_could_get_it(make: Make, desk: Browser) -> None:
    def readers(kind: str) -> list[str]:
        select = desk.get(f"/outbox/texts/lund/{kind}/sv").first("select", id="reader")
        return [text_of(one) for one in select.iter("option")]

    make.person("Ad Viser", roles=["adviser"])
    everybody = readers("guest-invitation")
    assert readers("jury-invitation") == everybody  # nobody is on the jury yet
    make.person("Jo Juror", roles=["juror", "adviser"])
    assert readers("jury-invitation") == ["Jo Juror"]
    assert "Jo Juror" in readers("role-given")


def test_of_two_who_write_a_text_the_second_loses_nothing(
    make: Make, desk: Browser, session: Session
) -> None:
    assert make.session
    mine = desk.get(TEXT).form(TEXT)
    desk.post(TEXT, mine | {"subject": "Theirs"})
    page = desk.post(TEXT, mine | {"subject": "Mine"}, 409)
    assert "Theirs" in page.text
    assert page.form(TEXT)["subject"] == "Mine"
    desk.post(TEXT, page.form(TEXT))
    assert session.scalars(select(MailText.subject)).all() == ["Mine"]


@pytest.mark.parametrize("key", KEYS)
def test_every_text_opens_and_is_shown_filled_in(make: Make, desk: Browser, key: str) -> None:
    url = f"/outbox/texts/lund/{key}/nb"
    page = desk.get(url)
    if "role" not in KEYS[key].fields:
        assert "Nobody has been written to with this text yet." in page.text
        make.any_held_mail(KEYS[key], name="Alva Norrsken")
        page = desk.get(url)
    letter = text_of(page.first("article"))
    assert ("Hei" in letter, "{{" in letter) == (True, False)


@pytest.mark.parametrize("part", ["lund/jury-invitation/fi", "lund/sign-in-link/en", "x/y/sv"])
def test_there_is_no_such_text(desk: Browser, part: str) -> None:
    desk.get(f"/outbox/texts/{part}", 404)
