"""What the coordinator sees, scoped to their programmes. Jurors' side: see `blind`."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, contains_eager, selectinload

from awards.accounts.models import OrgUnit
from awards.core.db import Translated
from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission
from awards.nominations.models import Nomination, NominationAnswer, NominationState, NomineeKind
from awards.programmes.models import Award, Edition
from awards.triage.models import Candidate, CandidateNomination, CopyState, JurorCopy, Verdict
from awards.triage.rules import Facts, TriageState

PAGE = 50


def _has_copy(state: CopyState) -> ColumnElement[bool]:
    wanted = (JurorCopy.candidate_id == Candidate.id, JurorCopy.state == state)
    return exists().where(*wanted).correlate(Candidate)


def state_column() -> Label[str]:
    """Return `rules.state_of` as a column; a test holds the two together."""
    return case(
        (Nomination.state == NominationState.WITHDRAWN, TriageState.WITHDRAWN.value),
        (Nomination.state == NominationState.UNCONFIRMED, TriageState.UNCONFIRMED.value),
        (and_(Candidate.id.is_(None), Nomination.late), TriageState.LATE.value),
        (Candidate.id.is_(None), TriageState.TO_LOOK_AT.value),
        (Candidate.verdict == Verdict.INELIGIBLE, TriageState.INELIGIBLE.value),
        (_has_copy(CopyState.APPROVED), TriageState.READY.value),
        (_has_copy(CopyState.DRAFT), TriageState.TO_APPROVE.value),
        else_=TriageState.WITHOUT_COPY.value,
    ).label("triage_state")


@dataclass(frozen=True)
class Wanted:
    """What the coordinator wants to see of an edition."""

    state: TriageState | None = None
    award_id: str | None = None
    search: str = ""


@dataclass(frozen=True)
class Row:
    """A line of the desk's list."""

    id: str
    reference: str
    nominee: str
    kind: NomineeKind
    award_id: str
    award: Translated
    arrived_at: datetime
    late: bool
    state: TriageState
    candidate_id: str | None
    code_name: str | None


def _contains(column: InstrumentedAttribute[str], search: str) -> ColumnElement[bool]:
    """SQLite folds the case of a–z only, so å, ä and ö are tried in both cases."""
    forms = {search, search.lower(), search.upper(), search.title()}
    return or_(*(column.icontains(form, autoescape=True) for form in sorted(forms)))


def _searched(search: str) -> ColumnElement[bool]:
    columns = (
        Nomination.nominee_name,
        Nomination.reference,
        Nomination.nominator_name,
        Candidate.code_name,
    )
    return or_(*(_contains(column, search) for column in columns))


_Listing = Select[*tuple[Any, ...]]


def _with_candidates(wanted: _Listing) -> _Listing:
    return (
        wanted.select_from(Nomination)
        .join(Award, Award.id == Nomination.award_id)
        .outerjoin(CandidateNomination, CandidateNomination.nomination_id == Nomination.id)
        .outerjoin(Candidate, Candidate.id == CandidateNomination.candidate_id)
    )


def _from_edition(wanted: _Listing, edition_id: str, search: str) -> _Listing:
    found = _with_candidates(wanted).where(Award.edition_id == edition_id)
    return found.where(_searched(search)) if search else found


def counts(
    session: Session, edition_id: str, search: str = ""
) -> dict[tuple[str, TriageState], int]:
    """Return how many nominations an edition has: (award id, state) → number."""
    columns = select(Nomination.award_id, state_column(), func.count())
    grouped = _from_edition(columns, edition_id, search).group_by(
        Nomination.award_id, "triage_state"
    )
    return {(award, TriageState(state)): n for award, state, n in session.execute(grouped)}


def counts_by_edition(
    session: Session, edition_ids: Collection[str]
) -> dict[str, Counter[TriageState]]:
    """Return how many nominations of several editions stand in which state, in one query."""
    columns = select(Award.edition_id, state_column(), func.count())
    joined = _with_candidates(columns).where(Award.edition_id.in_(edition_ids))
    found: dict[str, Counter[TriageState]] = {one: Counter() for one in edition_ids}
    for edition, state, number in session.execute(
        joined.group_by(Award.edition_id, "triage_state")
    ):
        found[edition][TriageState(state)] = number
    return found


def rows(
    session: Session, edition_id: str, wanted: Wanted, *, page: int, size: int = PAGE
) -> list[Row]:
    """Return one page of an edition's nominations: what waits first, then award by award."""
    state = state_column()
    columns = select(
        Nomination.id,
        Nomination.reference,
        Nomination.nominee_name.label("nominee"),
        Nomination.nominee_kind.label("kind"),
        Nomination.award_id,
        Award.name.label("award"),
        Nomination.arrived_at,
        Nomination.late,
        state.label("state"),
        Candidate.id.label("candidate_id"),
        Candidate.code_name,
    )
    found = _from_edition(columns, edition_id, wanted.search)
    if wanted.state is not None:
        found = found.where(state == wanted.state.value)
    if wanted.award_id is not None:
        found = found.where(Nomination.award_id == wanted.award_id)
    rank = case({one.value: place for place, one in enumerate(TriageState)}, value=state)
    ordered = found.order_by(rank, Award.position, Nomination.arrived_at, Nomination.id)
    listed = session.execute(ordered.limit(size).offset((page - 1) * size)).mappings()
    return [Row(**{**line, "state": TriageState(line["state"])}) for line in listed]


@dataclass(frozen=True)
class Waiting:
    """Somebody's turn: a nomination, and the candidate it became."""

    nomination_id: str
    candidate_id: str | None


def waiting(session: Session, edition_id: str, *states: TriageState) -> list[Waiting]:
    """Return what stands in these states, award by award, in the order it came in."""
    columns = select(Nomination.id, Candidate.id.label("candidate_id"))
    found = _from_edition(columns, edition_id, "").where(
        state_column().in_([state.value for state in states])
    )
    ordered = found.order_by(Award.position, Nomination.arrived_at, Nomination.id)
    return [Waiting(*line) for line in session.execute(ordered)]


def _whole_nominations(actor: Actor) -> Select[Nomination]:
    held = actor.programmes_with(Permission.TRIAGE)
    return (
        select(Nomination)
        .join(Nomination.award)
        .join(Award.edition)
        .where(Edition.programme_id.in_(held))
        .options(
            contains_eager(Nomination.award)
            .contains_eager(Award.edition)
            .joinedload(Edition.programme),
            contains_eager(Nomination.award).selectinload(Award.prompts),
            selectinload(Nomination.answers).joinedload(NominationAnswer.prompt),
            selectinload(Nomination.members),
            selectinload(Nomination.units).joinedload(OrgUnit.former_names),
            selectinload(Nomination.units)
            .joinedload(OrgUnit.parent)
            .joinedload(OrgUnit.former_names),
        )
    )


@dataclass(frozen=True)
class Copies:
    """All versions of a candidate's juror copy, newest first."""

    versions: Sequence[JurorCopy] = ()

    @property
    def newest(self) -> JurorCopy | None:
        """The version the coordinator works on."""
        return self.versions[0] if self.versions else None

    @property
    def approved(self) -> JurorCopy | None:
        """The version jurors read."""
        return next((c for c in self.versions if c.state is CopyState.APPROVED), None)

    @property
    def draft(self) -> JurorCopy | None:
        """The version that nobody has approved yet."""
        newest = self.newest
        return newest if newest is not None and newest.state is CopyState.DRAFT else None


@dataclass(frozen=True)
class Case:
    """A nomination with what triage has made of it so far."""

    nomination: Nomination
    candidate: Candidate | None
    copies: Copies

    @property
    def facts(self) -> Facts:
        """What the rules ask for."""
        return Facts(
            nomination=self.nomination.state,
            late=self.nomination.late,
            verdict=self.candidate.verdict if self.candidate else None,
            approved=self.copies.approved is not None,
            drafted=self.copies.draft is not None,
        )


def case_of(session: Session, actor: Actor, nomination_id: str) -> Case:
    """Return one nomination of the actor's programmes. Raises NotFound for any other."""
    wanted = _whole_nominations(actor).where(Nomination.id == nomination_id)
    nomination = session.scalars(wanted).first()
    if nomination is None:
        raise NotFound
    candidate = candidate_of(session, nomination.id)
    copies = copies_of(session, candidate.id) if candidate else Copies()
    return Case(nomination, candidate, copies)


def candidate_of(session: Session, nomination_id: str) -> Candidate | None:
    """Return the candidate a nomination belongs to, as it is in the database now."""
    return session.scalars(
        select(Candidate)
        .join(CandidateNomination, CandidateNomination.candidate_id == Candidate.id)
        .where(CandidateNomination.nomination_id == nomination_id)
        .execution_options(populate_existing=True)
    ).first()


def copies_of(session: Session, candidate_id: str) -> Copies:
    """Return all versions of a candidate's copy as they are in the database now."""
    found = session.scalars(
        select(JurorCopy)
        .where(JurorCopy.candidate_id == candidate_id)
        .order_by(JurorCopy.version.desc())
        .execution_options(populate_existing=True)
    )
    return Copies(found.all())


def code_names(session: Session, award_id: str) -> set[str]:
    """Return the code names an award has given."""
    return set(session.scalars(select(Candidate.code_name).where(Candidate.award_id == award_id)))


@dataclass(frozen=True)
class CopyCase:
    """A candidate with its nominations (the standing ones, if any stand) and its copies."""

    candidate: Candidate
    nominations: Sequence[Nomination]
    copies: Copies

    @property
    def award(self) -> Award:
        """The award all of them are for."""
        return self.nominations[0].award


def copy_case_of(session: Session, actor: Actor, candidate_id: str) -> CopyCase:
    """Return one candidate of the actor's programmes. Raises NotFound for any other."""
    nominations = session.scalars(
        _whole_nominations(actor)
        .join(CandidateNomination, CandidateNomination.nomination_id == Nomination.id)
        .where(CandidateNomination.candidate_id == candidate_id)
        .order_by(Nomination.arrived_at, Nomination.id)
    ).all()
    if not nominations:
        raise NotFound
    standing = [n for n in nominations if n.state is NominationState.RECEIVED]
    candidate = session.get_one(Candidate, candidate_id)
    return CopyCase(candidate, standing or nominations, copies_of(session, candidate_id))
