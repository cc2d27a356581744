"""The desk's list: where an edition's nominations stand, counted and page by page."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from awards.core.db import Translated
from awards.nominations.models import Nomination, NominationState, NomineeKind
from awards.programmes.models import Award
from awards.triage.models import Candidate, CandidateNomination, CopyState, JurorCopy, Verdict
from awards.triage.rules import TriageState

PAGE = 50


def _has_copy(state: CopyState) -> ColumnElement[bool]:
    wanted = (JurorCopy.candidate_id == Candidate.id, JurorCopy.state == state)
    return exists().where(*wanted).correlate(Candidate)


def state_column() -> Label[str]:
    """Return `rules.state_of` as a column; a test holds the two together."""
    return case(
        (Nomination.state == NominationState.WITHDRAWN, TriageState.WITHDRAWN.value),
        (Nomination.state == NominationState.UNCONFIRMED, TriageState.UNCONFIRMED.value),
        (and_(Candidate.verdict.is_(None), Nomination.late), TriageState.LATE.value),
        (Candidate.verdict.is_(None), TriageState.TO_LOOK_AT.value),
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
