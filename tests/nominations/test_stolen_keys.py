"""Whoever learns a form's key, or a file's id, reaches nothing with it from another browser."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.mail.models import OutboxMail
from awards.nominations.attachments.models import Attachment
from awards.nominations.drafts.models import NominationDraft
from awards.nominations.models import Nomination
from awards.programmes.models import Award, Phase
from tests import samples
from tests.drafts.conftest import FORM, Tab
from tests.factories import Make
from tests.nominations.test_attachments import _file
from tests.nominations.test_pages import filled
from tests.page import Browser

Browse = Callable[..., Browser]


@pytest.fixture
def award(make: Make) -> Award:
    """An award open for nominations, with one unit to pick."""
    found = make.award(make.edition(Phase.NOMINATING))
    make.unit("Solgläntan")
    return found


@pytest.fixture
def victim(browse: Browse, award: Award) -> Tab:
    """Somebody who has written, and attached a file."""
    tab = Tab(browse()).open().save(("nominee_name", "Siv Ahl"))
    sent = {"form_key": tab.key, "file": _file(samples.pdf(), "secret.pdf")}
    tab.browser.post(f"{FORM}/files", sent, 200)
    return tab


def _attachment(session: Session) -> Attachment:
    session.expire_all()
    (found,) = session.scalars(select(Attachment))
    session.commit()
    return found


def test_the_trail_and_the_outbox_tell_no_key(victim: Tab, session: Session) -> None:
    victim.browser.post(f"/drafts/{victim.id}/link", {"email": "siv@example.org"})
    lines = [(one.subject, one.details) for one in session.scalars(select(AuditLine))]
    abouts = list(session.scalars(select(OutboxMail.about)))
    session.commit()
    said = str([lines, abouts])
    assert (len(lines), len(abouts)) == (2, 1)
    assert (victim.id in said, _attachment(session).id in said) == (False, False)


@pytest.mark.parametrize("signed", [False, True])
def test_another_browser_reaches_nothing_with_a_key(
    victim: Tab, browse: Browse, session: Session, signed: bool
) -> None:
    """Neither with the key alone, nor with all that the victim's page carries."""
    key = victim.key if signed else victim.id
    thief, file = browse(), _attachment(session)
    own = filled(thief.get(FORM), form_key=key)
    page = thief.post(FORM, {**own, "remove_file": file.id}, 200)
    answer = thief.post(f"{FORM}/files/remove", {"form_key": key, "remove_file": file.id}, 200)
    assert ("secret.pdf" in page.text, answer.response.get_json()) == (False, {"removed": False})
    thief.post(FORM, {**own, "attachment": file.id})
    there = _attachment(session)
    assert (there.nomination_id, there.removed_at, there.form_key) == (None, None, victim.id)
    assert list(session.scalars(select(NominationDraft.id))) == [victim.id]
    session.commit()
    assert victim.browser.get(FORM).form(FORM)["nominee_name"] == "Siv Ahl"
    assert "secret.pdf" in victim.browser.get(FORM).text


def test_another_browser_begins_no_draft_over_a_key(
    browse: Browse, award: Award, session: Session
) -> None:
    """Files that wait for a form without a draft are not shown by beginning one for it."""
    owner = Tab(browse()).open()
    sent = {"form_key": owner.key, "file": _file(samples.pdf(), "secret.pdf")}
    owner.browser.post(f"{FORM}/files", sent, 200)
    thief = Tab(browse()).open()
    thief.key = owner.id
    thief.save(("effect", "a"), ("attachment", _attachment(session).id))
    assert thief.id != owner.id
    assert "secret.pdf" not in thief.browser.get(FORM).text


def test_an_unconfirmed_nomination_is_not_written_over(
    browse: Browse, award: Award, session: Session
) -> None:
    victim, thief = browse(), browse()
    form = filled(victim.get(FORM))
    victim.post(FORM, form)
    own = filled(thief.get(FORM), form_key=form["form_key"])
    thief.post(FORM, {**own, "nominator_name": "Thief", "nominator_email": "t@example.org"})
    found = session.scalars(select(Nomination.nominator_email).order_by(Nomination.arrived_at))
    assert list(found) == ["bo.ek@example.org", "t@example.org"]
    session.commit()


def test_a_double_click_on_another_device_is_one_nomination(
    victim: Tab, browse: Browse, session: Session
) -> None:
    victim.browser.post(f"/drafts/{victim.id}/link", {"email": "siv@example.org"})
    body = session.scalars(select(OutboxMail.body)).one()
    session.commit()
    phone = browse()
    link = body.partition("http://localhost")[2].split()[0]
    phone.get(link)
    form = filled(phone.follow(phone.post(link)))
    for _click in range(2):
        phone.post(FORM, form)
    nomination = session.scalars(select(Nomination)).one()
    session.commit()
    assert _attachment(session).nomination_id == nomination.id
    assert list(session.scalars(select(NominationDraft))) == []
    session.commit()
