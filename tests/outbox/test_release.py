"""What happens to mail that waits: edited, let go, dropped and back, tried again."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.config import Settings
from awards.core.db import Database
from awards.core.errors import Conflict, WrongInput
from awards.core.permissions import Actor
from awards.jobs.registry import Workshop
from awards.mail import release, texts
from awards.mail.actions import claim_next
from awards.mail.kinds import KINDS
from awards.mail.models import MailState, OutboxMail
from awards.mail.release import ListMoved, MailMoved
from awards.mail.tasks import send_waiting
from awards.mail.texts import Words
from tests.factories import Make, actor_of

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
JURY = "programmes/jury_invitation"


@pytest.fixture
def by(make: Make) -> Actor:
    return actor_of(make.person("Ko Coordinator", roles=["coordinator"]))


def _trail(session: Session) -> list[tuple[str, str, dict[str, object]]]:
    lines = session.scalars(select(AuditLine).order_by(AuditLine.number))
    return [(line.event, line.subject, line.details) for line in lines]


def test_a_mail_that_is_let_go_is_sent_next(
    make: Make, by: Actor, session: Session, database: Database
) -> None:
    mail = make.held_mail()
    release.release(session, mail, version=1, by=by, at=AT)
    session.commit()
    assert (mail.state, mail.released_by_id, mail.released_at) == (
        MailState.QUEUED,
        by.person_id,
        AT,
    )
    claimed = claim_next(database, AT)
    assert claimed is not None
    assert claimed.id == mail.id
    assert _trail(session) == [("mail.released", f"mail:{mail.id}", {"template": JURY})]


def test_an_edited_mail_says_what_was_typed(make: Make, by: Actor, session: Session) -> None:
    mail = make.held_mail()
    edited = release.edit(
        session, mail, subject=" Come\nalong ", body="Dear Åsa\n\n", version=1, by=by, at=AT
    )
    assert (edited, mail.subject, mail.body, mail.edited, mail.version) == (
        True,
        "Come along",
        "Dear Åsa\n",
        True,
        2,
    )
    again = release.edit(
        session, mail, subject="Come along", body="Dear Åsa", version=2, by=by, at=AT
    )
    assert (again, mail.version) == (False, 2)
    assert _trail(session) == [("mail.edited", f"mail:{mail.id}", {"template": JURY, "version": 2})]


@pytest.mark.parametrize(
    ("subject", "body"), [("", "x"), ("x", " "), ("x", "Hello {{name}}"), ("}}", "x")]
)
def test_words_that_cannot_go_out_are_refused(
    make: Make, by: Actor, session: Session, subject: str, body: str
) -> None:
    mail = make.held_mail()
    with pytest.raises(WrongInput):
        release.edit(session, mail, subject=subject, body=body, version=1, by=by, at=AT)


def test_two_people_cannot_overwrite_each_other(make: Make, by: Actor, session: Session) -> None:
    mail = make.held_mail()
    release.edit(session, mail, subject="First", body="x", version=1, by=by, at=AT)
    with pytest.raises(MailMoved):
        release.edit(session, mail, subject="Second", body="x", version=1, by=by, at=AT)
    with pytest.raises(MailMoved):
        release.release(session, mail, version=1, by=by, at=AT)
    with pytest.raises(MailMoved):
        release.drop(session, mail, version=1, by=by, at=AT)
    assert (mail.subject, mail.state) == ("First", MailState.HELD)


def test_a_mail_is_let_go_once(make: Make, by: Actor, session: Session) -> None:
    mail = make.held_mail()
    release.release(session, mail, version=1, by=by, at=AT)
    with pytest.raises(MailMoved):
        release.release(session, mail, version=1, by=by, at=AT)


def test_a_dropped_mail_waits_again_when_it_is_restored(
    make: Make, by: Actor, session: Session, database: Database
) -> None:
    mail = make.held_mail()
    release.drop(session, mail, version=1, by=by, at=AT)
    session.commit()
    assert (mail.state, claim_next(database, AT)) == (MailState.DROPPED, None)
    release.restore(session, mail, by=by, at=AT)
    release.restore(session, mail, by=by, at=AT)
    assert mail.state is MailState.HELD
    assert [event for event, *_ in _trail(session)] == ["mail.dropped", "mail.restored"]


def test_a_failed_mail_is_tried_like_a_new_one(make: Make, by: Actor, session: Session) -> None:
    mail = make.held_mail()
    with pytest.raises(MailMoved):
        release.try_again(session, mail, by=by, at=AT)
    mail.state, mail.attempts, mail.error = MailState.FAILED, 8, "550 no"
    session.commit()
    release.try_again(session, mail, by=by, at=AT)
    release.try_again(session, mail, by=by, at=AT)
    assert (mail.state, mail.attempts, mail.next_try_at, mail.error) == (
        MailState.QUEUED,
        0,
        AT,
        "",
    )
    assert [event for event, *_ in _trail(session)] == ["mail.tried-again"]


def test_all_that_were_shown_go_together(make: Make, by: Actor, session: Session) -> None:
    mails = [make.held_mail(to=f"{n}@example.org") for n in range(3)]
    later = make.held_mail(to="later@example.org")
    seen = {mail.id: 1 for mail in mails}
    assert release.release_all(session, mails, seen, by=by, at=AT) == 3
    assert [mail.state for mail in (*mails, later)] == [MailState.QUEUED] * 3 + [MailState.HELD]


@pytest.mark.parametrize("moved", ["edited", "dropped", "unknown"])
def test_none_goes_when_one_has_moved(make: Make, by: Actor, session: Session, moved: str) -> None:
    mails = [make.held_mail(to=f"{n}@example.org") for n in range(2)]
    seen = {mail.id: 1 for mail in mails}
    if moved == "edited":
        release.edit(session, mails[0], subject="x", body="x", version=1, by=by, at=AT)
    elif moved == "dropped":
        release.drop(session, mails[0], version=1, by=by, at=AT)
    else:
        seen["another"] = 1
    with pytest.raises(ListMoved):
        release.release_all(session, mails, seen, by=by, at=AT)
    assert MailState.QUEUED not in {mail.state for mail in mails}


def _save(session: Session, programme_id: str, words: Words, by: Actor) -> int:
    return texts.save_words(session, programme_id, JURY, "en", words=words, by=by, at=AT)


def test_a_programmes_own_words_are_used_from_then_on(
    make: Make, by: Actor, session: Session
) -> None:
    programme = make.programme("own")
    _save(session, programme.id, Words("Hej {{name}}", "Come, {{ name }}: {{url}}\n"), by)
    session.commit()
    mail, other = make.held_mail(programme), make.held_mail(make.programme("other"))
    swedish = make.held_mail(programme, language="sv")
    assert (mail.subject, mail.body) == (
        "Hej Åsa Öberg",
        "Come, Åsa Öberg: http://localhost/sign-in\n",
    )
    assert other.subject == "You are invited to the jury of Staff awards"
    assert swedish.subject == "Välkommen till juryn för Staff awards"


def test_new_words_reach_the_mails_that_wait_but_not_those_edited_by_hand(
    make: Make, by: Actor, session: Session
) -> None:
    programme = make.programme("own")
    waiting, edited, dropped, sent = (make.held_mail(programme) for _ in range(4))
    release.edit(session, edited, subject="Mine", body="x", version=1, by=by, at=AT)
    release.drop(session, dropped, version=1, by=by, at=AT)
    release.release(session, sent, version=1, by=by, at=AT)
    old = sent.subject
    assert _save(session, programme.id, Words("New, {{name}}", "x\n"), by) == 1
    found = [mail.subject for mail in (waiting, edited, dropped, sent)]
    assert found == ["New, Åsa Öberg", "Mine", old, old]
    assert waiting.version == 2
    release.write_anew(session, edited, version=2, by=by, at=AT)
    assert (edited.subject, edited.edited) == ("New, Åsa Öberg", False)


def test_the_original_words_come_back(make: Make, by: Actor, session: Session) -> None:
    programme = make.programme("own")
    mail = make.held_mail(programme)
    before = mail.subject
    _save(session, programme.id, Words("New", "x\n"), by)
    assert texts.reset_words(session, programme.id, JURY, "en", version=1, by=by, at=AT) == 1
    assert mail.subject == before
    assert texts.reset_words(session, programme.id, JURY, "en", version=0, by=by, at=AT) == 0
    assert [event for event, *_ in _trail(session)] == ["mail-text.changed", "mail-text.reset"]


def test_words_written_from_an_older_version_are_refused(
    make: Make, by: Actor, session: Session
) -> None:
    programme = make.programme("own")
    _save(session, programme.id, Words("One", "x\n", 0), by)
    for version in (0, 2):
        with pytest.raises(Conflict):
            _save(session, programme.id, Words("Two", "x\n", version), by)
        with pytest.raises(Conflict):
            texts.reset_words(session, programme.id, JURY, "en", version=version, by=by, at=AT)
    assert texts.words_of(session, programme.id, KINDS[JURY], "en").subject == "One"


def test_broken_words_are_never_kept(make: Make, by: Actor, session: Session) -> None:
    with pytest.raises(WrongInput):
        _save(session, make.programme("own").id, Words("x", "{{nobody}}\n"), by)


def test_a_released_mail_is_delivered_as_it_was_read(
    make: Make, by: Actor, session: Session, database: Database, settings: Settings
) -> None:
    mail = make.held_mail()
    release.edit(session, mail, subject="Read", body="Just so", version=1, by=by, at=AT)
    release.release(session, mail, version=2, by=by, at=AT)
    session.commit()
    send_waiting(Workshop(database, settings))
    written = (settings.instance / "mail" / f"{mail.id}.eml").read_text(encoding="utf-8")
    assert ("Subject: Read" in written, "Just so" in written) == (True, True)
    session.expire_all()
    assert session.get_one(OutboxMail, mail.id).state is MailState.SENT
