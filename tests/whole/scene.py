"""The demo in a phase, and one juror looking around in it."""

import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload
from werkzeug.test import TestResponse

from awards.accounts.models import Person, RoleGrant
from awards.certificates.models import CertificateBatch
from awards.config import Settings
from awards.core.db import Database
from awards.core.permissions import Role
from awards.decisions.models import DecidedOutcome
from awards.files.blinding import without_metadata
from awards.files.inspection import inspect
from awards.juries.models import Answer, ConflictStatement, PanelSeat
from awards.juries.ties.models import Circle, Tie
from awards.nominations.attachments.models import Attachment
from awards.nominations.models import Nomination
from awards.programmes.models import Award, Edition, Phase, Programme
from awards.scoring.calibrating.models import Calibration
from awards.scoring.models import ScoreSheet
from awards.scoring.rules import sheet_id
from awards.triage.blind_files.models import FileState
from awards.triage.models import Candidate, CandidateNomination
from tests import samples
from tests.attached import attach, blind_copy
from tests.conftest import SECRET
from tests.factories import open_session
from tests.whole.crawler import actions_in, post_forms
from tests.whole.leaks import Finder, Leak, Secrets, leaks_in, read_answer, secrets_in

PHASES = (Phase.SCORING, Phase.DELIBERATION)
VIEWERS = ("juror", "conflicted", "chair")
SHEETS = "/scoring/sheets/"
CALIBRATION = "/scoring/calibration/"
STATEMENTS = "/juries/statements"
"""Where a juror sees what they have said about whom, by code name."""

HIDDEN = "HIDDENCODE"
REDIRECTED = 300


class Scene:
    """The demo in a phase, and one juror looking around in it."""

    def __init__(self, app: Flask, database: Database, viewer: str) -> None:
        """Choose the juror: without a conflict, with one, or the chair."""
        self.app = app
        self.database = database
        with database.read() as reading:
            self.secrets: Secrets = secrets_in(reading)
            self.person = _choose(reading, viewer)
        with database.writing() as writing:
            attach_files(writing, self.person.id, self.files)
        with database.read() as reading:
            self.pools = _pools(reading, self.person.id)
            lent = select(Calibration.id, Calibration.source_id)
            self.borrowed = dict(reading.execute(lent).all())
            self.named = "; ".join(tie.words for tie in reading.scalars(_ties(self.person.id)))
        self.own = {
            sheet_id(SECRET, self.person.id, candidate): candidate
            for candidate in self.secrets.by_candidate
        }
        self.finder = Finder(self.secrets.all)
        self.leaks: list[Leak] = []
        self.pages: dict[str, int] = {}
        self._types: dict[str, str] = {}
        self.forms: dict[str, tuple[str, dict[str, object]]] = {}
        """One form to post of each kind: its address without ids → address and fields."""

        self.conflicted = self._hide_conflicts()
        self.hints: list[str] = []
        """Pages that show the code name of a candidate the juror is conflicted on."""
        self.client = self._sign_in()

    @property
    def files(self) -> Path:
        """The folder of stored files."""
        settings: Settings = self.app.extensions["settings"]
        return settings.instance / "files"

    def _hide_conflicts(self) -> list[str]:
        """Give the juror's conflicted candidates codes of their own: codes repeat by award."""
        with self.database.write() as writing:
            theirs = writing.scalars(
                select(Candidate)
                .join(ConflictStatement, ConflictStatement.candidate_id == Candidate.id)
                .where(ConflictStatement.person_id == self.person.id)
                .where(ConflictStatement.answer != Answer.NONE)
            ).all()
            for number, candidate in enumerate(theirs):
                candidate.code_name = f"{HIDDEN}{number}"
            return [candidate.id for candidate in theirs]

    def _sign_in(self) -> FlaskClient:
        client = self.app.test_client()
        key = open_session(self.database, self.person)
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = key, True
        return client

    def look(self, url: str, answer: TestResponse) -> None:
        """Note every leak of an answer."""
        self.pages[url] = answer.status_code
        self._types[url] = answer.mimetype or ""
        self.leaks += self.leaks_of(url, answer)
        if not url.startswith(STATEMENTS) and HIDDEN.encode() in answer.data:
            self.hints.append(url)
        if {_kind(action) for action in actions_in(answer, url)} - self.forms.keys():
            for action, fields in post_forms(answer, url):
                self.forms.setdefault(_kind(action), (action, fields))
        answer.close()

    def types_of(self, start: str) -> set[str]:
        """Return the media types of the pages that opened and begin like this."""
        opened = (url for url, status in self.pages.items() if status < REDIRECTED)
        return {self._types[url] for url in opened if url.startswith(start)}

    def leaks_of(self, url: str, answer: TestResponse) -> list[Leak]:
        """Return every leak of an answer."""
        return leaks_in(url, read_answer(self.app, answer), self.finder, self._allowed(url))

    def _allowed(self, url: str) -> str:
        """Return what this page may say: the juror's own name, what is public, bystanders."""
        # What stands in the asked-for address, the asker knew; a link to it is found on its page.
        allowed = [self.person.name, self.person.email, unquote(url)]
        if url.startswith("/juries/close"):
            allowed.append(self.named)  # the juror's own words
        if url == "/" or url.startswith("/awards/"):
            allowed.append(self.secrets.public)
        if url.startswith("/awards/") and "/nominate/" in url:
            allowed.append(self.secrets.workplaces)
        candidate = self.own.get(url.removeprefix(SHEETS).partition("/")[0].partition("?")[0])
        if url.startswith(SHEETS) and candidate is not None:
            allowed += self._bystanders_of(candidate)
        source = self.borrowed.get(url.removeprefix(CALIBRATION).partition("/")[0])
        if url.startswith(CALIBRATION) and source is not None:
            allowed += self._bystanders_of(source)
        if url.startswith("/scoring/offline/"):
            for one in self.own.values():
                allowed += self._bystanders_of(one)
        return "; ".join(allowed)

    def _bystanders_of(self, candidate: str) -> list[str]:
        """Return whom a candidate's text names without being about them."""
        own = Finder(self.secrets.by_candidate[candidate])
        return [word for word in self.finder(self.secrets.texts[candidate]) if not own(word)]


def _ties(person_id: str) -> Select[Tie]:
    return select(Tie).join(Circle, Circle.id == Tie.circle_id).where(Circle.person_id == person_id)


FEW = 6


def attach_files(session: Session, person_id: str, folder: Path) -> None:
    """Let files have come with some nominations, those of conflicted candidates among them.

    Names stand in the originals, in their names, and in copies that nobody has approved.
    """
    said = select(ConflictStatement.candidate_id).where(ConflictStatement.person_id == person_id)
    free = said.where(ConflictStatement.answer == Answer.NONE)
    conflicted = said.where(ConflictStatement.answer != Answer.NONE)
    wanted = (
        select(Nomination)
        .join(CandidateNomination, CandidateNomination.nomination_id == Nomination.id)
        .order_by(Nomination.id)
        .limit(FEW)
    )
    for some in (free, conflicted):
        here = wanted.where(CandidateNomination.candidate_id.in_(some))
        for nomination in session.scalars(here).all():
            _attach(session, nomination, folder)


def _attach(session: Session, nomination: Nomination, folder: Path) -> None:
    name = nomination.nominee_name
    for number, (data, blind) in enumerate(_papers(name), start=1):
        original = attach(session, nomination, folder, data=data, name=f"{name}.pdf")
        blind_copy(session, original, folder, data=blind, number=number)
        state = FileState.DRAFT
        letter = _papers(name)[0][0]
        blind_copy(session, original, folder, data=letter, number=number, state=state, version=2)


@cache
def _papers(name: str) -> tuple[tuple[bytes, bytes], tuple[bytes, bytes]]:
    """Return a letter and a picture that name somebody, each with what the jury has of it."""
    letter = samples.pdf(f"Tack {name}".encode("cp1252", "replace").decode("cp1252"), author=name)
    picture = samples.picture(camera=name)
    thanks = inspect(samples.pdf("Tack alla", author=name))
    return (letter, without_metadata(thanks)), (picture, without_metadata(inspect(picture)))


def _kind(action: str) -> str:
    """Return a form's address without its ids."""
    return re.sub(r"/[a-z0-9]{16}\b", "/-", action).partition("?")[0]


def _choose(session: Session, viewer: str) -> Person:
    """Return the chair, else the juror with the most or the fewest conflicts."""
    conflicts = select(ConflictStatement.person_id).where(
        ConflictStatement.answer == Answer.CONFLICTED
    )
    counted = list(session.scalars(conflicts))
    lund = session.scalars(select(Programme.id).where(Programme.slug == "lund")).one()
    people = session.scalars(
        select(Person)
        .where(Person.id.in_(select(RoleGrant.person_id).where(RoleGrant.programme_id == lund)))
        .where(Person.id.in_(select(PanelSeat.person_id)))
        .where(Person.id.in_(select(ConflictStatement.person_id)))
        .options(selectinload(Person.grants))
        .order_by(Person.name)
    ).all()
    chairs = [p for p in people if any(g.role is Role.CHAIR for g in p.grants)]
    others = sorted((p for p in people if p not in chairs), key=lambda p: counted.count(p.id))
    chosen: Person = {"chair": chairs[0], "juror": others[0], "conflicted": others[-1]}[viewer]
    return chosen


def _pools(session: Session, person_id: str) -> dict[str, list[str]]:
    """Return ids of each kind that somebody might guess, or have seen elsewhere."""

    def ids(column: Any, most: int = 40) -> list[str]:
        return list(session.scalars(select(column).order_by(column).limit(most)))

    candidates, nominations = ids(Candidate.id), ids(Nomination.id)
    others = select(ScoreSheet.id).where(ScoreSheet.person_id != person_id).limit(20)
    return {
        "sheet_id": [*session.scalars(others), *candidates[:5], *nominations[:5]],
        "candidate_id": candidates,
        "nomination_id": nominations,
        "award_id": ids(Award.id),
        "calibration_id": [*ids(Calibration.id), *candidates[:3]],
        "person_id": ids(Person.id, 10),
        "outcome_id": [*ids(DecidedOutcome.id), *candidates[:3]],
        "batch_id": ids(CertificateBatch.id) or ["0"],
        "member": ["0", "1"],
        "number": ["1", "2"],
        "version": ["1", "2"],
        "attachment_id": ids(Attachment.id, 5),
        "token": [*nominations[:3], *ids(Nomination.form_key, 3), *ids(Nomination.reference, 3)],
        "programme": ids(Programme.slug),
        "edition": ids(Edition.slug),
        "award": ids(Award.slug),
        "slug": ids(Programme.slug),
        "code": ["sv", "nb", "en"],
        "name": ["x.woff2"],
    }
