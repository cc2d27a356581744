"""Files in triage: the original for whoever reviews; for the jury a copy, looked at, approved."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.audit.models import AuditLine
from awards.core.clock import now
from awards.core.errors import NotFound
from awards.juries.models import Answer, Ground
from awards.nominations.attachments.models import Attachment
from awards.nominations.models import Nomination, NominationState
from awards.programmes.models import Phase
from awards.scoring.rules import sheet_id
from awards.triage.blind import approved_file, approved_files
from awards.triage.blind_files.models import BlindFile, FileState
from awards.triage.blind_files.rules import next_number, numbered
from awards.triage.models import Candidate, CandidateNomination, Verdict
from tests import samples
from tests.attached import attach, blind_copy
from tests.conftest import SECRET
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]


class Desk:
    """A candidate with a file, and a coordinator who looks at it."""

    def __init__(self, make: Make, session: Session, folder: Path, phase: Phase) -> None:
        """Make them."""
        self.session, self.folder = session, folder
        self.coordinator: Person = make.person(roles=["coordinator"])
        self.nomination: Nomination = make.nomination(make.award(make.edition(phase)))
        self.candidate: Candidate = make.candidate(nomination=self.nomination)
        self.attachment: Attachment = attach(session, self.nomination, folder)
        self.url = f"/triage/candidates/{self.candidate.id}/files/{self.attachment.id}"

    def states(self) -> list[tuple[int, FileState]]:
        """Return the versions of the copy and where they stand."""
        self.session.expire_all()
        found = self.session.scalars(select(BlindFile).order_by(BlindFile.version))
        states = [(one.version, one.state) for one in found]
        self.session.commit()
        return states

    def events(self) -> list[str]:
        """Return what the trail says about the file."""
        lines = self.session.scalars(select(AuditLine.event).order_by(AuditLine.number))
        found = [event for event in lines if event.startswith("blind-file.")]
        self.session.commit()
        return found

    def upload(self, browser: Browser, data: bytes, status: int = 302) -> Any:
        """Upload a copy."""
        sent = {"file": (io.BytesIO(data), "copy of Alva Norrsken.pdf")}
        return browser.post(self.url, sent, status)


@pytest.fixture
def desk(make: Make, session: Session, tmp_path: Path) -> Desk:
    return Desk(make, session, tmp_path / "files", Phase.TRIAGE)


def test_whoever_reviews_finds_the_original_and_fetches_it(browse: Browse, desk: Desk) -> None:
    browser = browse(desk.coordinator)
    page = browser.get(f"/triage/nominations/{desk.nomination.id}")
    link = f"/triage/nominations/{desk.nomination.id}/files/{desk.attachment.id}"
    assert link in page.links
    file = browser.client.get(browser.get(link, 303).location)
    assert file.data == samples.pdf("Alva Norrsken did it")
    assert "Alva Norrsken.pdf" in file.headers["Content-Disposition"]


def test_a_copy_is_uploaded_looked_at_and_approved(browse: Browse, desk: Desk) -> None:
    browser = browse(desk.coordinator)
    desk.upload(browser, samples.pdf("The candidate did it", author="Alva Norrsken"))
    page = browser.get(desk.url)
    assert "We found no names of this nomination in its text" in page.text
    assert desk.states() == [(1, FileState.DRAFT)]
    approve = f"{desk.url}/approve"
    unlooked = browser.post(approve, page.form(approve), 422)
    assert "Open the copy and look at it" in unlooked.text
    browser.post(approve, {**page.form(approve), "looked": "y"})
    browser.post(approve, {**page.form(approve), "looked": "y"})
    assert desk.states() == [(1, FileState.APPROVED)]
    assert desk.events() == ["blind-file.uploaded", "blind-file.approved"]
    copy = browser.client.get(browser.get(f"{desk.url}/copies/1", 303).location)
    assert b"Norrsken" not in copy.data
    assert "Norrsken" not in copy.headers["Content-Disposition"]
    assert PdfReader(io.BytesIO(copy.data)).metadata is None


def test_names_in_a_copy_are_shown_before_it_is_approved(browse: Browse, desk: Desk) -> None:
    browser = browse(desk.coordinator)
    browser.post(desk.url, {"original": "yes"})
    page = browser.get(desk.url)
    assert "Names of this nomination stand in the copy" in page.text
    assert desk.session.scalars(select(BlindFile.hits)).one() == ["Alva Norrsken"]


def test_a_copy_without_text_is_said_to_be_unread(browse: Browse, desk: Desk) -> None:
    browser = browse(desk.coordinator)
    desk.upload(browser, samples.picture(camera="Alva Norrsken"))
    assert "We cannot read this copy for you" in browser.get(desk.url).text


def test_an_office_document_cannot_be_a_blind_copy(browse: Browse, desk: Desk) -> None:
    page = desk.upload(browse(desk.coordinator), samples.office(), 422)
    assert "Office documents keep names out of sight" in page.text
    assert desk.states() == []


def test_a_new_copy_waits_beside_the_approved_one(
    browse: Browse, desk: Desk, session: Session
) -> None:
    blind_copy(session, desk.attachment, desk.folder)
    browser = browse(desk.coordinator)
    desk.upload(browser, samples.pdf("Better"))
    desk.upload(browser, samples.pdf("Better still"))
    assert desk.states() == [
        (1, FileState.APPROVED),
        (2, FileState.REPLACED),
        (3, FileState.DRAFT),
    ]
    approve = f"{desk.url}/approve"
    form = browser.get(desk.url).form(approve)
    stale = browser.post(approve, {**form, "version": "2", "looked": "y"}, 409)
    assert "Somebody has changed something about this file" in stale.text
    browser.post(approve, {**form, "looked": "y"})
    assert desk.states() == [
        (1, FileState.REPLACED),
        (2, FileState.REPLACED),
        (3, FileState.APPROVED),
    ]


def test_an_approved_copy_is_taken_back(browse: Browse, desk: Desk, session: Session) -> None:
    blind_copy(session, desk.attachment, desk.folder)
    browser = browse(desk.coordinator)
    for _ in range(2):
        browser.post(f"{desk.url}/withdraw")
    assert (desk.states(), desk.events()) == (
        [(1, FileState.WITHDRAWN)],
        ["blind-file.withdrawn"],
    )


def test_once_scoring_is_over_no_copy_changes(
    browse: Browse, make: Make, session: Session, tmp_path: Path
) -> None:
    desk = Desk(make, session, tmp_path / "files", Phase.DELIBERATION)
    blind_copy(session, desk.attachment, desk.folder)
    browser = browse(desk.coordinator)
    desk.upload(browser, samples.pdf("Other"), 409)
    browser.post(f"{desk.url}/withdraw", status=409)
    assert "It can no longer be changed" in browser.get(desk.url).text
    assert desk.states() == [(1, FileState.APPROVED)]


def test_another_candidates_file_is_not_found(
    browse: Browse, make: Make, desk: Desk, session: Session
) -> None:
    other = make.candidate(nomination=make.nomination(desk.nomination.award))
    browser = browse(desk.coordinator)
    browser.get(f"/triage/candidates/{other.id}/files/{desk.attachment.id}", 404)


def _numbers(session: Session, candidate_id: str) -> list[int]:
    found = [one.number for one in approved_files(session, candidate_id)]
    session.commit()
    return found


def test_jurors_get_approved_copies_of_what_still_stands(desk: Desk, session: Session) -> None:
    folder, nomination, candidate = desk.folder, desk.nomination, desk.candidate.id
    draft = attach(session, nomination, folder)
    blind_copy(session, desk.attachment, folder, number=1)
    blind_copy(session, draft, folder, number=2, state=FileState.DRAFT)
    third = attach(session, nomination, folder)
    blind_copy(session, third, folder, number=3)
    assert _numbers(session, candidate) == [1, 3]
    assert approved_file(session, candidate, 3).ending == "pdf"
    for number in (0, 2, 4):
        with pytest.raises(NotFound):
            approved_file(session, candidate, number)
    third.removed_at, third.file = now(), None
    session.commit()
    assert _numbers(session, candidate) == [1]
    nomination.state = NominationState.WITHDRAWN
    session.commit()
    assert _numbers(session, candidate) == []
    nomination.state = NominationState.RECEIVED
    desk.candidate.verdict = Verdict.INELIGIBLE
    session.commit()
    assert _numbers(session, candidate) == []


def test_a_number_stays_with_its_file(session: Session, desk: Desk) -> None:
    first = blind_copy(session, desk.attachment, desk.folder, number=1)
    other = attach(session, desk.nomination, desk.folder)
    assert next_number([first], desk.attachment.id) == 1
    assert next_number([first], other.id) == 2
    twin = blind_copy(session, other, desk.folder, number=1)
    assert sorted(numbered([first, twin]).values()) == [1, 2]


def test_the_copy_page_says_when_the_nominator_has_removed_what_the_jury_had(
    browse: Browse, desk: Desk, session: Session
) -> None:
    blind_copy(session, desk.attachment, desk.folder)
    desk.attachment.removed_at, desk.attachment.file = now(), None
    session.commit()
    page = browse(desk.coordinator).get(f"/triage/candidates/{desk.candidate.id}/copy")
    assert "The nominator has removed 1 file that the jury had" in page.text


@pytest.mark.parametrize(("answer", "status"), [(Answer.NONE, 303), (Answer.CONFLICTED, 404)])
def test_a_juror_gets_a_number_and_no_name_and_a_conflicted_one_nothing(
    browse: Browse,
    make: Make,
    session: Session,
    tmp_path: Path,
    answer: Answer,
    status: int,
) -> None:
    desk = Desk(make, session, tmp_path / "files", Phase.SCORING)
    blind_copy(session, desk.attachment, desk.folder)
    juror = make.person("Jill Juror", roles=["juror"])
    make.seat(juror, desk.nomination.award)
    ground = Ground.OTHER if answer is Answer.CONFLICTED else None
    make.statement(juror, desk.candidate, answer, ground=ground)
    browser = browse(juror)
    sheet = f"/scoring/sheets/{sheet_id(SECRET, juror.id, desk.candidate.id)}"
    shown = browser.get(f"{sheet}/files/1", status)
    browser.get(f"{sheet}/files/2", 404)
    if status == 404:
        return
    assert "Attachment 1" in browser.get(sheet).text
    file = browser.client.get(shown.location)
    name = f"{desk.candidate.code_name} Attachment 1.pdf"
    assert name in file.headers["Content-Disposition"]
    assert file.data == samples.pdf("The candidate did it")


def _approve(desk: Desk, browser: Browser, status: int) -> str:
    fields = {**browser.get(desk.url).form(f"{desk.url}/approve"), "looked": "y"}
    return browser.post(f"{desk.url}/approve", fields, status).text


def test_names_that_came_since_are_found_when_a_copy_is_approved(
    browse: Browse, desk: Desk, session: Session
) -> None:
    copy = samples.pdf("Ragnhild did it")
    blind_copy(session, desk.attachment, desk.folder, data=copy, state=FileState.DRAFT)
    desk.nomination.nominee_name, desk.nomination.changed_at = "Ragnhild Ring", now()
    session.commit()
    browser = browse(desk.coordinator)
    assert "Names have come into the nomination since" in _approve(desk, browser, 409)
    assert "Ragnhild" in browser.get(desk.url).text
    _approve(desk, browser, 302)
    assert desk.states() == [(1, FileState.APPROVED)]


def test_a_file_with_names_that_came_since_does_not_go_out_with_the_text(
    browse: Browse, make: Make, desk: Desk, session: Session
) -> None:
    blind_copy(session, desk.attachment, desk.folder, data=samples.pdf("Ragnhild did it"))
    other = make.nomination(desk.nomination.award, nominee_name="Ragnhild Ring")
    session.add(CandidateNomination(nomination_id=other.id, candidate_id=desk.candidate.id))
    session.commit()
    browser = browse(desk.coordinator)
    there = f"/triage/candidates/{desk.candidate.id}/copy"
    done = browser.follow(browser.post(f"{there}/approve", browser.get(there).form(there)))
    assert "A file holds names that have come into the nomination." in done.text
    assert (desk.states(), desk.events()) == (
        [(1, FileState.DRAFT)],
        ["blind-file.withdrawn"],
    )
