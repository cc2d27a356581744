"""A small world with one thing of each kind in it, and another programme that must not see it."""

import shutil
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from awards.accounts.models import ImportState, OrgImport, OrgKind, Person, RoleGrant
from awards.certificates.models import CertificateBatch, MakingState
from awards.core.db import Database
from awards.core.ids import new_id
from awards.core.permissions import Role
from awards.core.press.fonts import screen_font
from awards.decisions.models import DecidedOutcome, Decision, Outcome
from awards.files.actions import keep, write_bytes
from awards.juries.models import Answer, Ground, SeatRole
from awards.nominations.drafts.emails import token_for as draft_token
from awards.nominations.drafts.models import NominationDraft
from awards.nominations.links import CONFIRM, EDIT, SENT, token_for
from awards.nominations.models import Nomination, NominationState
from awards.programmes.actions import set_arms, take_arms
from awards.programmes.models import Award, Edition, EligibleOrganisation, Phase, Programme
from awards.programmes.subscriptions import sign
from awards.scoring.models import SheetState
from awards.triage.models import Candidate
from awards.web.downloads import link_token
from tests import samples
from tests.attached import attach, blind_copy
from tests.conftest import SECRET
from tests.content import Content, bring_in, taken_out
from tests.factories import Make, actor_of, in_three, same

HIDDEN = ("Norrsken", "norrsken", "Nominator", "Bolmört", "Vildvittra", "Lunds kommun", "Lundapris")
"""Words that stand in the one programme only."""

STRANGER = "stranger"
"""The coordinator of another programme."""

CITATION = "For a **calm** that Bolmört spread."


@dataclass
class World:
    """Who is there, and the ids that addresses are made of."""

    people: dict[str, Person]
    scoring: Edition
    judged: Edition
    announced: Edition
    award: Award
    judged_award: Award
    nomination: Nomination
    unconfirmed: Nomination
    draft: NominationDraft
    candidate: Candidate
    judged_candidate: Candidate
    sheets: dict[str, str]
    sessions: dict[str, str]
    seat_id: str
    mail_id: str
    grant_id: str
    outcome_id: str
    batch_id: str
    run_id: str
    spare_programme_id: str
    spare_edition_id: str
    archived_edition_id: str
    import_id: str
    attachment_id: str
    own_attachment_id: str
    """One of the nomination whose link the nominator holds."""
    file_id: str
    picture_id: str
    unit_id: str
    calibration_id: str
    step_id: str
    step_out_id: str
    view_id: str
    secret: str
    font: str

    def seen_in(self, session: Session) -> "World":
        """Return the same world with what stands in a session's database."""
        found = {one.name: same(session, getattr(self, one.name)) for one in fields(self)}
        people = {who: same(session, person) for who, person in self.people.items()}
        return World(**{**found, "people": people})

    def parts(self, endpoint: str, who: str) -> dict[str, object]:
        """Return the parts of an address, for whoever asks: a sheet is their own if they score."""
        decisions = endpoint.startswith(("decisions.", "results."))
        award = self.judged_award if decisions else self.award
        slugs = {"programme": "lund", "edition": self.scoring.slug, "award": award.slug}
        if endpoint in {"gallery.winners", "gallery.archive"}:
            slugs["edition"] = self.announced.slug
        found: dict[str, object] = {
            **slugs,
            **self._set_up(endpoint),
            "award_id": award.id,
            "candidate_id": self.candidate.id,
            "nomination_id": self.nomination.id,
            "person_id": self.people["juror"].id,
            "seat_id": self.seat_id,
            "mail_id": self.mail_id,
            "tie_id": self.seat_id,
            "grant_id": self.grant_id,
            "kind": "jury-invitation",
            "language": "sv",
            "sheet_id": self.sheets.get(who, self.sheets["juror"]),
            "session_id": self.sessions.get(who, self.sessions["juror"]),
            "outcome_id": self.outcome_id,
            "batch_id": self.batch_id,
            "run_id": self.run_id,
            "import_id": self.import_id,
            "ending": "csv",
            "calibration_id": self.calibration_id,
            "unit_id": self.unit_id,
            "which": "late",
            "step_id": self.step_id,
            "step_out_id": self.step_out_id,
            "view_id": self.view_id,
            "table": "units",
            "picture_id": self.picture_id,
            "member": 0,
            "number": 1,
            "version": 1,
            "attachment_id": (
                self.own_attachment_id
                if endpoint == "nominations.attached_file"
                else self.attachment_id
            ),
            "token": self._token(endpoint),
            "turn": "closes_at",
            "slug": "lund",
            "code": "sv",
            "key": self.draft.id,
            "filename": "css/base.css",
            "stamp": "0",
            "name": self.font,
        }
        return found

    def _set_up(self, endpoint: str) -> dict[str, object]:
        """Return the set-up's parts: what is archived is a spare, for the others need the rest."""
        spare = endpoint.startswith("programmes.archive_")
        return {
            "programme_id": self.spare_programme_id if spare else self.scoring.programme_id,
            "edition_id": self.spare_edition_id if spare else self.scoring.id,
            "criterion_id": self.scoring.criteria[0].id,
            "template": "lund",
            "what": "edition",
            "thing_id": self.archived_edition_id,
        }

    def _token(self, endpoint: str) -> str:
        if endpoint == "programmes.own_calendar":
            return sign(self.people["juror"].id, 0, secret=self.secret)
        if endpoint.startswith("drafts."):
            return draft_token(self.draft, secret=self.secret)
        if endpoint == "files.download":
            return link_token(self.file_id, "file.pdf", secret=self.secret)
        salts = {"nominations.sent": SENT, "nominations.correct_address": SENT}
        salts |= {"nominations.confirmation": CONFIRM, "nominations.confirm": CONFIRM}
        return token_for(self.unconfirmed, salts.get(endpoint, EDIT), secret=self.secret)


class Worlds:
    """The world on each kind of database: built once, and brought back for each test."""

    def __init__(self, folder: Path) -> None:
        """Take a folder where fonts are; the world's files come to lie beside them."""
        self._folder = folder
        self._kept: dict[str, tuple[World, Content, Make]] = {}

    def fresh(self, make: Make, database: Database, instance: Path) -> World:
        """Return the world in an empty database, with its files in `instance`."""
        kind = database.engine.name
        if kind not in self._kept:
            built = build(make, secret=SECRET, instance=self._folder)
            self._kept[kind] = built, taken_out(database), make
        else:
            bring_in(database, self._kept[kind][1])
        shutil.copytree(self._folder / "files", instance / "files", dirs_exist_ok=True)
        world, _, builder = self._kept[kind]
        make.go_on_from(builder)
        found = world.seen_in(make.session)
        make.session.commit()  # SQLite has one connection here
        return found


def build(make: Make, *, secret: str, instance: Path) -> World:
    """Make the world: an edition being scored, one that is decided, one that is announced."""
    lund = make.programme("lund", organisation="Lunds kommun")
    elsewhere = make.programme("sandnes", organisation="Sandnes kommune")
    people = {
        role.value: make.person(f"{role.value.title()} Ek", roles=[role], programme=lund)
        for role in Role
    }
    people[STRANGER] = make.person("Sture Ström", roles=["coordinator"], programme=elsewhere)
    there = make.edition(Phase.SCORING, programme=elsewhere, slug="there")
    make.award(there, slug="novelty")
    _unit(make, there, "Sandnes kommune")  # as every round that was opened
    rules = {"jury_may_add": True}
    scoring = make.edition(
        Phase.SCORING, programme=lund, slug="2026", rules=rules, **_named("Lundapris")
    )
    judged = make.edition(Phase.DECIDED, programme=lund, slug="2025", **_named("Lundapris"))
    announced = make.edition(Phase.ANNOUNCED, programme=lund, slug="2024", **_named("Lundapris"))
    award, judged_award, old = (
        make.award(edition, slug="openness") for edition in (scoring, judged, announced)
    )
    nomination = make.nomination(award, members=[("Ture Vildvittra", "kock")])
    unconfirmed = make.nomination(
        make.award(make.edition(Phase.NOMINATING, programme=lund, slug="2027")),
        state=NominationState.UNCONFIRMED,
        confirmed_at=None,
    )
    candidate = make.candidate(nomination=nomination)
    judged_candidate = make.candidate(judged_award)
    seats = _seat(make, people, [award, judged_award], [candidate, judged_candidate])
    outcome = _decide(make, judged_award, judged_candidate, days=3)
    _decide(make, old, make.candidate(old), days=-1)
    sheets = {
        who: make.sheet(
            people[who],
            candidate,
            [3] * 6,
            criteria=scoring.criteria,
            state=SheetState.OPEN if who == "juror" else SheetState.HANDED_IN,
        ).id
        for who in ("juror", "chair")
    }
    calibration = make.calibration(award)
    make.calibrated(people["chair"], calibration, [3] * 6, scoring.criteria)
    return World(
        people=people,
        scoring=scoring,
        judged=judged,
        announced=announced,
        award=award,
        judged_award=judged_award,
        nomination=nomination,
        unconfirmed=unconfirmed,
        draft=make.draft(unconfirmed.award, email="bo@example.org"),
        candidate=candidate,
        judged_candidate=judged_candidate,
        sheets=sheets,
        sessions={who: make.sign_in(person).id for who, person in people.items()},
        seat_id=seats[0],
        grant_id=people["juror"].grants[0].id,
        mail_id=make.held_mail(lund, name="Ture Vildvittra").id,
        outcome_id=outcome.id,
        run_id=make.routing_run(award).id,
        batch_id=_batch(make, judged, instance / "files"),
        **_files(make, nomination, unconfirmed, instance / "files"),
        spare_programme_id=_spare(make, people["admin"]),
        spare_edition_id=make.edition(programme=lund, slug="draft", opened_at=None).id,
        archived_edition_id=make.edition(
            programme=lund, slug="gone", archived_at=datetime.now(UTC)
        ).id,
        import_id=_import(make, people[Role.COORDINATOR]),
        picture_id=_arms(make, lund, people[Role.ADMIN], instance / "files"),
        unit_id=_unit(make, announced, "Vildvittra bruk"),
        step_id=make.desk_step(scoring, people[Role.COORDINATOR]).id,
        step_out_id=_step_out(make, award, candidate),
        calibration_id=calibration.id,
        view_id=make.saved_view(lund, people[Role.COORDINATOR]).id,
        secret=secret,
        font=screen_font(instance / "fonts").name,
    )


def _named(word: str) -> dict[str, object]:
    return {"name": {"sv": word, "nb": word, "en": word}}


def _seat(
    make: Make, people: dict[str, Person], awards: list[Award], candidates: list[Candidate]
) -> list[str]:
    """Seat juror and chair everywhere, with no conflict; the auditor was unsure once."""
    seats = []
    for award in awards:
        seats.append(make.seat(people["juror"], award).id)
        seats.append(make.seat(people["chair"], award, SeatRole.CHAIR).id)
        make.seat(people["secretary"], award, SeatRole.SECRETARY)
        make.seat(people["adviser"], award, SeatRole.ADVISER)
    for who in ("juror", "chair"):
        for candidate in candidates:
            make.statement(people[who], candidate)
    make.statement(people["auditor"], candidates[0], Answer.UNSURE, ground=Ground.OTHER)
    return seats


def _step_out(make: Make, award: Award, candidate: Candidate) -> str:
    """Let somebody else stand in for a juror in a candidate; neither signs in."""
    away, instead = make.person(roles=["juror"]), make.person(roles=["juror"])
    step = make.step_out(away, award, candidate_id=candidate.id, stand_in_id=instead.id)
    return step.id


def _decide(make: Make, award: Award, candidate: Candidate, *, days: int) -> DecidedOutcome:
    """Let an award be decided, and announced so many days from now."""
    now = datetime.now(UTC)
    award.decided_at, award.announce_at = now - timedelta(days=4), now + timedelta(days=days)
    outcome = DecidedOutcome(
        candidate_id=candidate.id,
        outcome=Outcome.WINNER,
        public_name="Alva Norrsken",
        public_units="E-hemvården",
        public_members=[],
        citation=CITATION,
    )
    make.session.add(
        Decision(
            award_id=award.id,
            body="Kommunstyrelsen",
            decided_on=now.date(),
            paragraph="§ 1",
            recorded_at=now,
            winners=[outcome],
        )
    )
    make.session.commit()
    return outcome


def _spare(make: Make, admin: Person) -> str:
    """Make a programme that can be put away, and let the administrator do it."""
    spare = make.programme("spare")
    make.session.add(RoleGrant(person_id=admin.id, programme_id=spare.id, role=Role.ADMIN))
    make.session.commit()
    return spare.id


def _import(make: Make, by: Person) -> str:
    """Let a file with people wait for somebody to confirm it."""
    taken = OrgImport(
        file_name="people.csv",
        employer="Lunds kommun",
        language="sv",
        state=ImportState.PREVIEW,
        preview={"fault_count": 0},
        asked_at=datetime.now(UTC),
        asked_by_id=by.id,
    )
    make.session.add(taken)
    make.session.commit()
    return taken.id


def _files(
    make: Make, nomination: Nomination, unconfirmed: Nomination, files: Path
) -> dict[str, str]:
    """Attach a file that jurors get a copy of, and one to the nominator's own."""
    original, own = (attach(make.session, one, files) for one in (nomination, unconfirmed))
    blind = blind_copy(make.session, original, files)
    return {
        "attachment_id": original.id,
        "own_attachment_id": own.id,
        "file_id": blind.file_id,
    }


def _unit(make: Make, edition: Edition, employer: str) -> str:
    """Make a unit of an employer that takes part in this programme, and in no other."""
    unit = make.unit("Köket", parent=make.unit(employer, kind=OrgKind.EMPLOYER))
    make.session.add(EligibleOrganisation(edition_id=edition.id, org_unit_id=unit.id))
    make.session.commit()
    return unit.id


def _arms(make: Make, programme: Programme, admin: Person, files: Path) -> str:
    """Give a programme a coat of arms, so that every page shows one."""
    taken = take_arms(samples.picture("PNG", size=(200, 240), mode="RGBA"), folder=files)
    set_arms(
        make.session,
        programme,
        taken,
        in_three("Lunds vapen"),
        version=programme.version,
        by=actor_of(admin),
        at=datetime.now(UTC),
    )
    make.session.commit()
    return taken.id


def _batch(make: Make, edition: Edition, files: Path) -> str:
    now = datetime.now(UTC)
    file_id = write_bytes(files, b"PK")
    keep(
        make.session,
        file_id,
        name="all.zip",
        media_type="application/zip",
        data=b"PK",
        at=now,
    )
    batch = CertificateBatch(
        edition_id=edition.id,
        language="sv",
        content=new_id(),
        state=MakingState.MADE,
        asked_at=now,
        file_id=file_id,
        finished_at=now,
    )
    make.session.add(batch)
    make.session.commit()
    return batch.id
