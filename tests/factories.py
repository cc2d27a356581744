"""Factories: each makes one thing with sensible values, commits it and returns it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from awards.accounts.models import (
    OrgKind,
    OrgUnit,
    Person,
    RoleGrant,
    SignInSession,
    SignInWay,
)
from awards.accounts.rules import digest_of
from awards.core.db import Base, Database
from awards.core.ids import new_id
from awards.core.permissions import Actor, Grant, Role
from awards.juries.models import Answer, ConflictStatement, PanelSeat, SeatRole, StepOut
from awards.juries.routing.models import Assignment, AwardRouting, RoutingRun, RunState, Way
from awards.mail.actions import queue_mail
from awards.mail.kinds import Kind
from awards.mail.models import OutboxMail
from awards.nominations.drafts.models import NominationDraft
from awards.nominations.models import (
    EffectKind,
    Nomination,
    NominationAnswer,
    NominationMember,
    NominationState,
    NomineeKind,
    Relation,
)
from awards.programmes.models import (
    Award,
    Criterion,
    Edition,
    EligibleOrganisation,
    Phase,
    Programme,
    Prompt,
    Weight,
)
from awards.scoring.calibrating.models import Calibration, CalibrationSheet
from awards.scoring.models import Score, ScoreSheet, SheetState
from awards.triage.desk.models import DeskStep, SavedView, StepKind
from awards.triage.models import Candidate, CandidateNomination, CopyState, JurorCopy, Verdict

DAY = timedelta(days=1)
WORDS = ("knowledge", "innovation", "openness", "listen", "learn", "lead")
_OFFSETS = {
    Phase.UPCOMING: (1, 11, 21, 31),
    Phase.NOMINATING: (-5, 5, 15, 25),
    Phase.TRIAGE: (-15, -5, 5, 15),
    Phase.SCORING: (-25, -15, -5, 5),
    Phase.DELIBERATION: (-35, -25, -15, -5),
    Phase.DECIDED: (-35, -25, -15, -5),
    Phase.ANNOUNCED: (-35, -25, -15, -5),
}


def in_three(text: str) -> dict[str, str]:
    """Return one text in all languages, told apart."""
    return {"sv": f"{text} sv", "nb": f"{text} nb", "en": text}


def _levels(word: str, code: str) -> list[str]:
    return [f"{word} {level} {code}" for level in range(1, 6)]


def actor_of(person: Person) -> Actor:
    """Return the actor a person is when signed in."""
    grants = frozenset(Grant(g.programme_id, g.role, g.edition_id) for g in person.grants)
    return Actor(person.id, person.name, person.email, grants)


def open_session(database: Database, person: Person, *, at: datetime | None = None) -> str:
    """Sign somebody in without a line in the trail; return what their cookie holds."""
    key = new_id(32)
    with database.write() as session:
        session.add(_session_of(session.get_one(Person, person.id), key, at))
    return key


def same(session: Session, thing: Any) -> Any:
    """Return a thing of another session as this one has it; what is no row as it is."""
    if not isinstance(thing, Base):
        return thing
    return session.get_one(type(thing), inspect(thing).identity)


def _session_of(person: Person, key: str, at: datetime | None = None) -> SignInSession:
    moment = at or datetime.now(UTC)
    return SignInSession(
        person_id=person.id,
        key_digest=digest_of(key),
        epoch=person.session_epoch,
        way=SignInWay.LINK,
        device="Firefox, Linux",
        started_at=moment,
        seen_at=moment,
    )


class Make:
    """Makes things in a session."""

    def __init__(self, session: Session) -> None:
        """Take the session to write with."""
        self.session = session
        self._programme: Programme | None = None
        self._edition: Edition | None = None

    def go_on_from(self, other: "Make") -> None:
        """Go on where another one stopped, in a copy of its database."""
        self._programme = same(self.session, other._programme)
        self._edition = same(self.session, other._edition)

    def _keep(self, thing: Any) -> Any:
        self.session.add(thing)
        self.session.commit()
        return thing

    def programme(self, slug: str = "lund", **values: Any) -> Programme:
        """Make a programme."""
        given = {
            "name": in_three("Staff awards"),
            "organisation": "Lunds kommun",
            "contact_email": "awards@example.org",
        }
        programme: Programme = self._keep(Programme(slug=slug, **{**given, **values}))
        self._programme = self._programme or programme
        return programme

    def edition(
        self,
        phase: Phase = Phase.NOMINATING,
        *,
        programme: Programme | None = None,
        slug: str = "2026",
        **values: Any,
    ) -> Edition:
        """Make an edition that stands in `phase` now, with the six criteria and no award."""
        now = datetime.now(UTC)
        opens, closes, scoring, ends = (now + DAY * n for n in _OFFSETS[phase])
        given: dict[str, Any] = {
            name: in_three(name)
            for name in (
                "name",
                "intro",
                "who_may_nominate",
                "who_decides",
                "public_records",
                "deciding_body",
                "legal_basis",
            )
        }
        given |= {
            "year": 2026,
            "opens_at": opens,
            "closes_at": closes,
            "scoring_opens_at": scoring,
            "scoring_closes_at": ends,
            "dates_confirmed": True,
            "opened_at": now - DAY,
        }
        edition = Edition(
            programme=programme or self._programme or self.programme(),
            slug=slug,
            **{**given, **values},
        )
        edition.criteria = [
            Criterion(
                key=word,
                position=place,
                name=in_three(word.title()),
                description=in_three(f"How much {word}?"),
                levels={
                    code: [f"{word} {n} {code}" for n in range(1, 6)] for code in ("sv", "nb", "en")
                },
            )
            for place, word in enumerate(WORDS)
        ]
        self._edition = self._edition or edition
        self._keep(edition)
        return edition

    def award(
        self, edition: Edition | None = None, slug: str = "innovation", **values: Any
    ) -> Award:
        """Make an award with two prompts and equal weights."""
        edition = edition or self._edition or self.edition()
        values["rules"] = {"min_words": 5, **values.get("rules", {})}
        award = Award(
            edition=edition,
            slug=slug,
            position=len(edition.awards),
            **{
                "name": in_three(slug.title()),
                "statement": in_three("For somebody who dared."),
                "prize": in_three("10 000 kronor"),
                "emblem": "innovation",
                **values,
            },
        )
        award.prompts = [
            Prompt(
                key=key,
                position=n,
                label=in_three(f"What about {key}?"),
                hint=in_three("Say more."),
            )
            for n, key in enumerate(("courage", "solution"))
        ]
        award.weights = [Weight(criterion_id=c.id, value=1) for c in edition.criteria]
        self._keep(award)
        return award

    def unit(
        self, name: str = "E-hemvården", parent: OrgUnit | None = None, **values: Any
    ) -> OrgUnit:
        """Make an org unit."""
        kind = values.pop("kind", OrgKind.UNIT)
        unit: OrgUnit = self._keep(OrgUnit(name=name, parent=parent, kind=kind, **values))
        return unit

    def takes_part(self, edition: Edition, unit: OrgUnit | None = None) -> OrgUnit:
        """Name whose staff an edition is for: a new unit, unless given."""
        named = unit or self.unit()
        self._keep(EligibleOrganisation(edition_id=edition.id, org_unit_id=named.id))
        return named

    def person(
        self,
        name: str = "Kim Ek",
        *,
        roles: Sequence[str | Role] = (),
        programme: Programme | None = None,
        **values: Any,
    ) -> Person:
        """Make a person with roles in a programme (the first one made, unless given)."""
        given = {"email": f"{new_id(8)}@example.org", "language": "en"}
        person = Person(name=name, **{**given, **values})
        if roles:
            programme = programme or self._programme or self.programme()
            person.grants = [RoleGrant(programme_id=programme.id, role=Role(r)) for r in roles]
        self._keep(person)
        return person

    def sign_in(self, person: Person) -> SignInSession:
        """Make a session in a browser that nobody holds."""
        begun: SignInSession = self._keep(_session_of(person, new_id(32)))
        return begun

    def held_mail(
        self,
        programme: Programme | None = None,
        *,
        name: str = "Åsa Öberg",
        to: str = "asa@example.org",
        language: str = "en",
        template: str = "programmes/jury_invitation",
    ) -> OutboxMail:
        """Put an invitation into the outbox, where it waits."""
        programme = programme or self._programme or self.programme()
        mail = queue_mail(
            self.session,
            template,
            to=to,
            language=language,
            at=datetime.now(UTC),
            held=True,
            programme_id=programme.id,
            about="person:somebody",
            name=name,
            role="juror",
            programme="Staff awards",
            organisation=programme.organisation,
            sender="Kim Ek",
            url="http://localhost/sign-in",
            contact=programme.contact_email,
        )
        self.session.commit()
        return mail

    def any_held_mail(self, kind: Kind, **values: str) -> OutboxMail:
        """Put a mail of any kind into the outbox, where it waits; its fields say their names."""
        mail = queue_mail(
            self.session,
            kind.template,
            to="somebody@example.org",
            language="sv",
            at=datetime.now(UTC),
            held=True,
            programme_id=(self._programme or self.programme()).id,
            **{**{name: f"some {name}" for name in kind.fields}, **values},
        )
        self.session.commit()
        return mail

    def draft(self, award: Award | None = None, **values: Any) -> NominationDraft:
        """Make a nomination that somebody has begun, in a browser that nobody has."""
        award = award or self.award()
        now = datetime.now(UTC)
        given: dict[str, Any] = {
            "id": new_id(),
            "typed": '[["effect","Norrsken."]]',
            "page": new_id(),
            "begun_at": now,
            "saved_at": now,
        }
        there = {"edition_id": award.edition_id, "award_id": award.id}
        draft: NominationDraft = self._keep(NominationDraft(**there, **{**given, **values}))
        return draft

    def nomination(self, award: Award | None = None, **values: Any) -> Nomination:
        """Make a confirmed nomination of one person, in time."""
        award = award or self.award()
        members = values.pop("members", [])
        units = values.pop("units", [])
        text = values.pop(
            "text", "Alva Norrsken has dared to try a new way of working, and it works."
        )
        now = datetime.now(UTC)
        given: dict[str, Any] = {
            "reference": f"LUND-2026-{new_id(6).upper()}",
            "state": NominationState.RECEIVED,
            "nominee_kind": NomineeKind.PERSON,
            "nominee_name": "Alva Norrsken",
            "nominee_title": "undersköterska",
            "effect_kind": EffectKind.ACHIEVED,
            "effect": "Calmer mornings.",
            "nominator_name": "Bo Nominator",
            "nominator_email": "bo.nominator@example.org",
            "relation": Relation.STAFF,
            "arrived_at": award.edition.closes_at - DAY,
            "confirmed_at": award.edition.closes_at - DAY,
            "changed_at": now,
        }
        nomination = Nomination(award=award, **{**given, **values})
        nomination.units = list(units)
        nomination.members = [
            NominationMember(position=n, name=name, title=title)
            for n, (name, title) in enumerate(members)
        ]
        nomination.answers = [NominationAnswer(prompt_id=p.id, text=text) for p in award.prompts]
        self._keep(nomination)
        return nomination

    def desk_step(self, edition: Edition, person: Person, **values: Any) -> DeskStep:
        """Make a step that gave one nomination to nobody, just now."""
        given = {
            "kind": StepKind.ASSIGN,
            "form_key": new_id(),
            "items": [],
            "done_at": datetime.now(UTC),
        }
        step: DeskStep = self._keep(
            DeskStep(edition_id=edition.id, done_by_id=person.id, **{**given, **values})
        )
        return step

    def saved_view(
        self, programme: Programme, person: Person, name: str = "Late ones", **values: Any
    ) -> SavedView:
        """Make a view of what came late."""
        given = {"filters": {"late": "yes"}, "shared": False, "saved_at": datetime.now(UTC)}
        view: SavedView = self._keep(
            SavedView(
                programme_id=programme.id, person_id=person.id, name=name, **{**given, **values}
            )
        )
        return view

    def candidate(
        self,
        award: Award | None = None,
        *,
        nomination: Nomination | None = None,
        copy: CopyState | None = CopyState.APPROVED,
        verdict: Verdict | None = Verdict.ELIGIBLE,
        text: str = "The candidate has dared to try a new way of working.",
    ) -> Candidate:
        """Make a candidate of one nomination, with an approved juror copy unless told otherwise."""
        award = award or (nomination.award if nomination else self.award())
        nomination = nomination or self.nomination(award)
        now = datetime.now(UTC)
        candidate = Candidate(
            award_id=award.id,
            code_name=new_id(8).upper(),
            verdict=verdict,
            judged_at=now if verdict else None,
        )
        self._keep(candidate)
        link = CandidateNomination(nomination_id=nomination.id, candidate_id=candidate.id)
        self._keep(link)
        if copy is not None:
            section = {"key": "courage", "heading": in_three("What about courage?"), "text": text}
            approved = now if copy is CopyState.APPROVED else None
            self._keep(
                JurorCopy(
                    candidate_id=candidate.id,
                    state=copy,
                    sections=[section],
                    approved_at=approved,
                    changed_at=now,
                )
            )
        return candidate

    def seat(
        self, person: Person, award: Award, role: SeatRole = SeatRole.MEMBER, **values: Any
    ) -> PanelSeat:
        """Seat a person on an award's panel."""
        seat: PanelSeat = self._keep(
            PanelSeat(award_id=award.id, person_id=person.id, role=role, **values)
        )
        return seat

    def step_out(self, person: Person, award: Award, **values: Any) -> StepOut:
        """Note that somebody does not take part in an award, or in one of its candidates."""
        given = {"seat": SeatRole.MEMBER, "reason": "ill", "stepped_out_at": datetime.now(UTC)}
        row = StepOut(award_id=award.id, person_id=person.id, **{**given, **values})
        kept: StepOut = self._keep(row)
        return kept

    def statement(
        self, person: Person, candidate: Candidate, answer: Answer = Answer.NONE, **values: Any
    ) -> ConflictStatement:
        """Write down a juror's statement about a candidate, in place of an earlier one."""
        statement = self._statement_of(person, candidate) or ConflictStatement(
            person_id=person.id, candidate_id=candidate.id
        )
        now = datetime.now(UTC)
        for name, value in {"ground": None, "stated_at": now, **values, "answer": answer}.items():
            setattr(statement, name, value)
        kept: ConflictStatement = self._keep(statement)
        return kept

    def _statement_of(self, person: Person, candidate: Candidate) -> ConflictStatement | None:
        wanted = select(ConflictStatement).where(
            ConflictStatement.person_id == person.id, ConflictStatement.candidate_id == candidate.id
        )
        return self.session.scalars(wanted).first()

    def sheet(
        self,
        person: Person,
        candidate: Candidate,
        values: Sequence[int | None] = (),
        *,
        state: SheetState = SheetState.HANDED_IN,
        criteria: Sequence[Criterion] = (),
        reason: str = "",
    ) -> ScoreSheet:
        """Make a score sheet; None among `values` is an abstention.

        Without a statement the juror has said "none": the database takes no score otherwise.
        """
        said = self._statement_of(person, candidate) or self.statement(person, candidate)
        answer, ground = said.answer, said.ground
        if state is SheetState.SEALED and answer is not Answer.NONE:
            self.statement(person, candidate)  # what was said when the sheet was begun
        now = datetime.now(UTC)
        handed_in = state is SheetState.HANDED_IN
        sheet = ScoreSheet(
            person_id=person.id,
            candidate_id=candidate.id,
            state=state,
            reason=reason,
            version=1,
            saved_at=now,
            handed_in_at=now if handed_in else None,
            receipt=new_id(10) if handed_in else None,
        )
        sheet.scores = [
            Score(criterion_id=criterion.id, value=value, abstained=value is None)
            for criterion, value in zip(criteria, values, strict=True)
        ]
        self._keep(sheet)
        if said.answer is not answer:
            self.statement(person, candidate, answer, ground=ground)
        return sheet

    def calibration(self, award: Award, *, source: Candidate | None = None) -> Calibration:
        """Make the text that an award's jury scores first: made up, or a candidate's."""
        section = {
            "key": "courage",
            "heading": in_three("What about courage?"),
            "text": "Kalibrum.",
        }
        made: Calibration = self._keep(
            Calibration(
                award_id=award.id,
                source_id=source.id if source else None,
                sections=[section],
                chosen_at=datetime.now(UTC),
            )
        )
        return made

    def calibrated(
        self,
        person: Person,
        calibration: Calibration,
        values: Sequence[int | None],
        criteria: Sequence[Criterion],
        *,
        handed_in: bool = True,
    ) -> CalibrationSheet:
        """Let somebody have scored a calibration text; None among `values` is an abstention."""
        now = datetime.now(UTC)
        made: CalibrationSheet = self._keep(
            CalibrationSheet(
                calibration_id=calibration.id,
                person_id=person.id,
                free=True,
                marks={c.id: value for c, value in zip(criteria, values, strict=False)},
                version=1,
                saved_at=now,
                handed_in_at=now if handed_in else None,
            )
        )
        return made

    def routing_run(
        self, *awards: Award, state: RunState = RunState.READY, **values: Any
    ) -> RoutingRun:
        """Make a plan for awards of one edition in which nobody reads anything."""
        figures = {"missing": {}, "why": {}, "ways_out": [], "connected": True}
        given = {
            "edition_id": awards[0].edition_id,
            "parameters": {"awards": [award.id for award in awards], "readers": 0, "seed": 0},
            "asked_at": datetime.now(UTC),
            "stamp": "old",
            "figures": figures,
        }
        run: RoutingRun = self._keep(RoutingRun(state=state, **{**given, **values}))
        return run

    def routed(
        self,
        award: Award,
        *pairs: tuple[Person, Candidate],
        pinned: Sequence[tuple[Person, Candidate]] = (),
    ) -> RoutingRun:
        """Divide an award: who reads what is given, nobody reads anything else."""
        now = datetime.now(UTC)
        run = self.routing_run(award, state=RunState.APPLIED, applied_at=now)
        self._keep(AwardRouting(award_id=award.id, run_id=run.id, readers=0, applied_at=now))
        for person, candidate in (*pairs, *pinned):
            self._keep(
                Assignment(
                    person_id=person.id,
                    candidate_id=candidate.id,
                    pinned=(person, candidate) in pinned,
                    way=Way.ROUTED,
                    assigned_at=now,
                )
            )
        return run
