"""Files with a nomination: with and without JavaScript, kept, counted, refused, removed, swept."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.config import Settings
from awards.core.clock import now
from awards.core.db import Database
from awards.files import tasks as files
from awards.files.kinds import LARGEST
from awards.files.models import StoredFile
from awards.jobs.registry import Workshop
from awards.nominations.attachments import rules, tasks
from awards.nominations.attachments.models import Attachment
from awards.nominations.drafts import keys
from awards.nominations.drafts.models import NominationDraft
from awards.nominations.links import EDIT, token_for
from awards.nominations.models import Nomination, NominationState
from awards.programmes.models import Award, Phase
from tests import samples
from tests.attached import attach
from tests.conftest import SECRET
from tests.factories import Make
from tests.nominations.test_pages import FORM, filled, queries_counted
from tests.page import Browser, Page

Browse = Callable[..., Browser]
KEY = "a" * 16


@pytest.fixture
def award(make: Make) -> Award:
    """An award open for nominations, with one unit to pick."""
    found = make.award(make.edition(Phase.NOMINATING))
    make.unit("Solgläntan")
    return found


def _file(data: bytes, name: str = "Tack Alva.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(data), name


def _there(session: Session) -> list[tuple[str, str, bool]]:
    """Return what is attached: (name, media type, whether it belongs to a nomination)."""
    session.expire_all()
    wanted = (
        select(StoredFile.name, StoredFile.media_type, Attachment.nomination_id)
        .join(Attachment, Attachment.file_id == StoredFile.id)
        .order_by(Attachment.added_at, StoredFile.name)
    )
    found = [(name, kind, owner is not None) for name, kind, owner in session.execute(wanted)]
    session.commit()
    return found


def _events(session: Session) -> list[str]:
    found = session.scalars(select(AuditLine.event).order_by(AuditLine.number))
    names = [event for event in found if event.startswith("attachment.")]
    session.commit()
    return names


def test_files_sent_with_the_form_belong_to_the_nomination(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    data = filled(browser.get(FORM))
    chosen = [_file(samples.pdf()), _file(samples.picture(), "IMG 1.JPEG")]
    browser.post(FORM, {**data, "attachments": chosen})
    assert _there(session) == [
        ("Tack Alva.pdf", "application/pdf", True),
        ("IMG 1.jpg", "image/jpeg", True),
    ]
    assert _events(session) == ["attachment.added", "attachment.added"]


def test_a_file_survives_a_form_that_is_not_right_yet(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    data = filled(browser.get(FORM), nominator_name="")
    page = browser.post(FORM, {**data, "attachments": [_file(samples.pdf())]}, 422)
    assert "Tack Alva.pdf" in page.text
    assert _there(session) == [("Tack Alva.pdf", "application/pdf", False)]
    browser.post(FORM, {**page.form(FORM), "nominator_name": "Bo Ek"})
    assert _there(session) == [("Tack Alva.pdf", "application/pdf", True)]


def test_a_script_named_pdf_is_refused_and_every_word_kept(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    data = filled(browser.get(FORM))
    bad = _file(b"#!/bin/sh\nrm -rf /\n", "report.pdf")
    page = browser.post(FORM, {**data, "attachments": [bad, _file(samples.pdf())]}, 422)
    assert (
        "“report.pdf” is not attached. It is not a PDF, a picture or an office document"
        in page.text
    )
    assert page.form(FORM)["nominee_name"] == "Morgonlaget"
    assert _there(session) == [("Tack Alva.pdf", "application/pdf", False)]


def test_a_file_is_removed_without_javascript(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    data = filled(browser.get(FORM), nominator_name="")
    page = browser.post(FORM, {**data, "attachments": [_file(samples.pdf())]}, 422)
    button = page.first("button", name="remove_file")
    gone = {**page.form(FORM), "remove_file": button.get("value")}
    page = browser.post(FORM, gone, 200)
    assert "Tack Alva.pdf" not in page.text
    assert page.form(FORM)["nominee_name"] == "Morgonlaget"
    assert (_there(session), _events(session)) == (
        [],
        ["attachment.added", "attachment.removed"],
    )


def _key(browser: Browser) -> str:
    """Return a form's key as a page of this browser carries it, the same each time."""
    with browser.client.session_transaction() as cookies:
        found: str = cookies.setdefault("csrf_token", "s" * 40)
    whose = browser.client.get_cookie("utmarkt-draft")
    with browser.client.application.test_request_context():
        return keys.shown(KEY, secret=whose.value if whose else found)


def _upload(browser: Browser, data: bytes, status: int = 200, **values: Any) -> Any:
    sent = {"form_key": _key(browser), "file": _file(data, "a.pdf"), **values}
    return browser.post(f"{FORM}/files", sent, status).response.get_json()


def test_the_pages_script_sends_and_removes_a_file_by_itself(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    added = _upload(browser, samples.pdf())
    assert (added["name"], added["note"]) == ("a.pdf", "1 kB")
    wanted = {"form_key": _key(browser), "remove_file": added["id"]}
    stranger = browse().post(f"{FORM}/files/remove", {**wanted, "form_key": _key(browser)}, 200)
    assert stranger.response.get_json() == {"removed": False}
    for removed in (True, False):
        answer = browser.post(f"{FORM}/files/remove", wanted, 200).response.get_json()
        assert answer == {"removed": removed}
    assert _there(session) == []


def test_a_file_sent_by_itself_goes_with_its_form(
    browse: Browse, award: Award, session: Session
) -> None:
    """Also when the form has got another key meanwhile: the page names its files."""
    browser = browse()
    first, second = (_upload(browser, samples.pdf())["id"] for _ in range(2))
    data = filled(browser.get(FORM), form_key="c" * 16, attachment=[first])
    browser.post(FORM, data)
    owners = {one.id: one.nomination_id is not None for one in session.scalars(select(Attachment))}
    assert owners == {first.partition(".")[0]: True, second.partition(".")[0]: False}


def test_a_confirmed_forms_page_can_no_longer_reach_its_files(
    browse: Browse, make: Make, award: Award, session: Session, tmp_path: Path
) -> None:
    nomination = make.nomination(award, form_key=KEY)
    attachment = attach(session, nomination, tmp_path / "files")
    browser = browse()
    browser.get(FORM)
    sent = {"form_key": _key(browser), "remove_file": attachment.id}
    answer = browser.post(f"{FORM}/files/remove", sent, 200)
    assert answer.response.get_json() == {"removed": False}


def test_one_file_too_many_is_refused(browse: Browse, award: Award, session: Session) -> None:
    award.rules = {"attachments_most": 1}
    session.commit()
    browser = browse()
    _upload(browser, samples.pdf())
    assert _upload(browser, samples.pdf(), 422) == {
        "message": "In this award there are at most 1 files. Remove another one first."
    }


def test_an_award_says_which_kinds_of_file_it_takes(
    browse: Browse, award: Award, session: Session
) -> None:
    award.rules = {"attachment_kinds": ["image"]}
    session.commit()
    browser = browse()
    page = browser.get(FORM)
    field = page.first("input", type="file")
    assert (field.get("accept"), "PDF;" in page.text) == (".jpg,.png,.webp,.jpeg", False)
    assert _upload(browser, samples.pdf(), 422) == {
        "message": "That kind of file is not taken in this award. Leave it out."
    }


def test_an_award_without_files_has_no_field_and_takes_none(
    browse: Browse, award: Award, session: Session
) -> None:
    award.rules = {"attachments_most": 0}
    session.commit()
    browser = browse()
    assert browser.get(FORM).all("input", type="file") == []
    assert "at most 0 files" in _upload(browser, samples.pdf(), 422)["message"]


@pytest.mark.parametrize("phase", [Phase.UPCOMING, Phase.SCORING])
def test_files_come_only_while_the_form_may_be_sent(
    browse: Browse, make: Make, session: Session, phase: Phase
) -> None:
    make.award(make.edition(phase))
    assert set(_upload(browse(), samples.pdf(), 409)) == {"message"}
    assert _there(session) == []


def test_a_page_with_nothing_attached_asks_nothing_of_it(
    browse: Browse, award: Award, database: Database
) -> None:
    browser = browse()
    browser.get(FORM)
    with queries_counted(database) as seen:
        browser.get(FORM)
    assert [one for one in seen if "attachment" in one] == []


def test_200_megabytes_are_refused_before_they_are_read(browse: Browse, award: Award) -> None:
    browser = browse()
    browser.get(FORM)

    class Endless(io.RawIOBase):
        """Says how much of it was read."""

        read_so_far = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            Endless.read_so_far += len(buffer)
            buffer[:] = b"x" * len(buffer)
            return len(buffer)

    for url in (FORM, f"{FORM}/files"):
        answer = browser.client.post(
            url,
            content_type="multipart/form-data; boundary=b",
            environ_overrides={
                "wsgi.input": Endless(),
                "CONTENT_LENGTH": str(200 * 1024 * 1024),
            },
        )
        assert answer.status_code == 413
        assert "That was too much at once" in answer.get_data(as_text=True)
    assert Endless.read_so_far < 1024 * 1024


def test_a_file_over_the_limit_is_refused_beside_its_field(browse: Browse, award: Award) -> None:
    browser = browse()
    browser.get(FORM)
    # Written out: the test client leaves the file open that it makes of a large upload.
    head = 'Content-Disposition: form-data; name="{}"'
    fields = {"csrf_token": browser.token, "form_key": _key(browser)}
    parts = [f"--b\r\n{head.format(name)}\r\n\r\n{value}\r\n" for name, value in fields.items()]
    parts.append(f'--b\r\n{head.format("file")}; filename="a.pdf"\r\n\r\n%PDF-')
    body = "".join(parts).encode() + b"0" * LARGEST + b"\r\n--b--\r\n"
    answer = browser.client.post(
        f"{FORM}/files", data=body, content_type="multipart/form-data; boundary=b"
    )
    assert answer.get_json()["message"].startswith("It is larger than 10 MB.")
    assert answer.status_code == 422


def _edit(nomination: Nomination) -> str:
    return f"/nominations/{token_for(nomination, EDIT, secret=SECRET)}"


def test_files_come_and_go_by_the_edit_link_until_the_deadline(
    browse: Browse, make: Make, award: Award, session: Session, tmp_path: Path
) -> None:
    nomination = make.nomination(award, partner="Föreningen Solrosen")
    old = attach(session, nomination, tmp_path / "files", name="old.pdf")
    browser, link = browse(), _edit(nomination)
    page = browser.get(f"{link}/edit")
    assert "old.pdf" in page.text
    browser.post(f"{link}/files", {"file": _file(samples.pdf(), "new.pdf")}, 200)
    browser.post(f"{link}/edit", {**page.form(f"{link}/edit"), "remove_file": old.id}, 200)
    form = browser.get(f"{link}/edit").form(f"{link}/edit")
    browser.post(f"{link}/edit", {**form, "attachments": [_file(samples.picture(), "b.jpg")]})
    assert [name for name, *_ in _there(session)] == ["new.pdf", "b.jpg"]
    assert "new.pdf" in browser.get(f"{link}/").text


def test_after_the_deadline_files_stay_as_they_are(
    browse: Browse, make: Make, session: Session, tmp_path: Path
) -> None:
    nomination = make.nomination(make.award(make.edition(Phase.TRIAGE)))
    kept = attach(session, nomination, tmp_path / "files", name="kept.pdf")
    browser, link = browse(), _edit(nomination)
    browser.post(f"{link}/files", {"file": _file(samples.pdf())}, 409)
    browser.post(f"{link}/files/remove", {"remove_file": kept.id}, 409)
    assert [name for name, *_ in _there(session)] == ["kept.pdf"]


def test_the_nominator_fetches_their_own_file_and_no_other(
    browse: Browse, make: Make, award: Award, session: Session, tmp_path: Path
) -> None:
    nomination, other = make.nomination(award), make.nomination(award)
    own = attach(session, nomination, tmp_path / "files", name="Åsas idé.pdf")
    foreign = attach(session, other, tmp_path / "files")
    browser = browse()
    answer = browser.get(f"{_edit(nomination)}/files/{own.id}", 303)
    assert re.fullmatch(r"/files/[\w.-]+", answer.location)
    file = browser.client.get(answer.location)
    assert "filename*=UTF-8''%C3%85sas%20id%C3%A9.pdf" in file.headers["Content-Disposition"]
    assert file.data == samples.pdf("Alva Norrsken did it")
    browser.get(f"{_edit(nomination)}/files/{foreign.id}", 404)


@pytest.mark.parametrize(("phase", "left"), [(Phase.NOMINATING, 0), (Phase.TRIAGE, 1)])
def test_withdrawing_takes_the_files_along_as_long_as_they_could_be_removed(
    browse: Browse, make: Make, session: Session, tmp_path: Path, phase: Phase, left: int
) -> None:
    nomination = make.nomination(make.award(make.edition(phase)))
    attach(session, nomination, tmp_path / "files")
    browse().post(f"{_edit(nomination)}/withdraw")
    assert len(_there(session)) == left


@pytest.fixture
def workshop(database: Database, settings: Settings) -> Workshop:
    return Workshop(database, settings)


def test_files_of_forms_that_were_never_sent_are_forgotten(
    make: Make, award: Award, session: Session, tmp_path: Path, workshop: Workshop
) -> None:
    folder = tmp_path / "files"
    nomination = make.nomination(award, state=NominationState.UNCONFIRMED)
    names = {"sent": nomination.id, "drafted": None, "young": None, "old": None}
    for name, owner in names.items():
        one = attach(session, nomination, folder, name=f"{name}.pdf")
        one.form_key, one.nomination_id = name * 3, owner
        one.added_at = now() - (rules.WAITS * (0 if name == "young" else 2))
    session.add(
        NominationDraft(
            id="drafted" * 3,
            edition_id=award.edition_id,
            award_id=award.id,
            typed="[]",
            page="p",
            begun_at=now(),
            saved_at=now(),
        )
    )
    session.commit()
    tasks.sweep(workshop)
    assert {name for name, *_ in _there(session)} == {"sent.pdf", "drafted.pdf", "young.pdf"}


def test_what_is_removed_is_gone_from_the_disk_after_the_sweep(
    browse: Browse, award: Award, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browse()
    added = _upload(browser, samples.pdf())
    kept = _upload(browser, samples.pdf())
    browser.post(
        f"{FORM}/files/remove", {"form_key": _key(browser), "remove_file": added["id"]}, 200
    )
    monkeypatch.setattr(files, "GRACE", timedelta(seconds=-5))
    files.sweep(workshop)
    with workshop.database.read() as session:
        owner = session.get_one(Attachment, keys.bare(kept["id"])).file_id
    folder = workshop.settings.instance / "files"
    assert [path.name for path in folder.glob("*/*")] == [owner]


def test_nobody_fills_the_disk_with_forms(
    browse: Browse, award: Award, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_WAITING", 1000)
    browser = browse()
    _upload(browser, samples.pdf())
    _upload(browser, samples.pdf())
    assert "add the file tomorrow" in _upload(browser, samples.pdf(), 409)["message"]


def test_what_was_typed_above_files_that_are_too_large_is_kept(
    browse: Browse, award: Award
) -> None:
    browser = browse()
    browser.get(FORM)
    head = "--b\r\nContent-Disposition: form-data; name="
    typed = f'{head}"nominee_name"\r\n\r\nÅsa Öberg\r\n{head}"answer_courage"\r\n\r\nHon vågade\r\n'
    file = f'{head}"attachments"; filename="film.mp4"\r\n\r\n'
    answer = browser.client.post(
        FORM,
        input_stream=io.BytesIO((typed + file).encode() + b"0" * 100_000),
        environ_overrides={"CONTENT_LENGTH": str(200 * 1024 * 1024)},
        content_type="multipart/form-data; boundary=b",
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    page = Page(answer)
    assert (answer.status_code, page.h1) == (413, "Your text is still here")
    assert "10 MB each, and 30 MB at once" in page.text
    kept = page.form()
    assert (kept["nominee_name"], kept["answer_courage"]) == ("Åsa Öberg", "Hon vågade")
