"""The desk's list: where an edition's nominations stand, counted and page by page."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Label, and_, case, func, or_, select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.nominations.models import Nomination, NominationState, NomineeKind
from awards.programmes.models import Award, Edition
from awards.triage.blind import has_approved_copy
from awards.triage.desk.models import DeskNote, KeptFinding
from awards.triage.findings import FindingKind
from awards.triage.models import Candidate, CopyState, Verdict
from awards.triage.queries.wanted import (
    Sort,
    Wanted,
    conditions,
    has_copy,
    is_open,
    with_candidates,
    with_notes,
)
from awards.triage.rules import TriageState

PAGE = 50


def state_column() -> Label[str]:
    """Return `rules.state_of` as a column; a test holds the two together."""
    return case(
        (Nomination.state == NominationState.WITHDRAWN, TriageState.WITHDRAWN.value),
        (Nomination.state == NominationState.UNCONFIRMED, TriageState.UNCONFIRMED.value),
        (and_(Candidate.verdict.is_(None), Nomination.late), TriageState.LATE.value),
        (Candidate.verdict.is_(None), TriageState.TO_LOOK_AT.value),
        (Candidate.verdict == Verdict.INELIGIBLE, TriageState.INELIGIBLE.value),
        (has_approved_copy(), TriageState.READY.value),
        (has_copy(CopyState.DRAFT, CopyState.APPROVED), TriageState.TO_APPROVE.value),
        else_=TriageState.WITHOUT_COPY.value,
    ).label("triage_state")


@dataclass(frozen=True)
class Row:
    """A line of the desk's list."""

    id: str
    reference: str
    nominee: str
    kind: NomineeKind
    award_id: str
    arrived_at: datetime
    late: bool
    state: TriageState
    candidate_id: str | None
    code_name: str | None
    assignee: str | None
    has_note: bool


def counts(
    session: Session, edition_id: str, wanted: Wanted | None = None
) -> dict[tuple[str, TriageState], int]:
    """Return how many nominations an edition has: (award id, state) → number.

    Everything that is wanted counts, but for state and award.
    """
    columns = select(Nomination.award_id, state_column(), func.count())
    grouped = (
        with_notes(columns)
        .where(*conditions(session, edition_id, wanted or Wanted()))
        .group_by(Nomination.award_id, "triage_state")
    )
    return {(award, TriageState(state)): n for award, state, n in session.execute(grouped)}


def counts_by_edition(
    session: Session, edition_ids: Collection[str]
) -> dict[str, Counter[TriageState]]:
    """Return how many nominations of several editions stand in which state, in one query."""
    columns = select(Award.edition_id, state_column(), func.count())
    joined = with_candidates(columns).where(Award.edition_id.in_(edition_ids))
    found: dict[str, Counter[TriageState]] = {one: Counter() for one in edition_ids}
    for edition, state, number in session.execute(
        joined.group_by(Award.edition_id, "triage_state")
    ):
        found[edition][TriageState(state)] = number
    return found


_LETTERS = {
    "sv": {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"},
    "nb": {"æ": "{", "ä": "{", "ø": "|", "ö": "|", "å": "}"},
}
"""What stands after z in each alphabet, as letters that every database puts there."""


def _in_alphabet(session: Session, column: Any, language: str) -> ColumnElement[str]:
    """Return a name as it is sorted in a language. SQLite knows the case of a–z only."""
    key: Any = func.coalesce(column, "~")
    for letter, place in _LETTERS.get(language, _LETTERS["sv"]).items():
        for form in (letter, letter.upper()):
            key = func.replace(key, form, place)
    key = func.replace(func.replace(key, "é", "e"), "É", "e")
    lowered: ColumnElement[str] = func.lower(key)
    is_postgres = session.get_bind().dialect.name == "postgresql"
    return lowered.collate("C") if is_postgres else lowered


def _order(session: Session, wanted: Wanted, language: str) -> list[Any]:
    """Return the list's order; where all are in one state, that of one that has left it, too."""
    came_in = [Nomination.arrived_at, Nomination.id]
    if wanted.sort is Sort.NEWEST:
        return [Nomination.arrived_at.desc(), Nomination.id]
    if wanted.sort is Sort.OLDEST:
        return [*came_in]
    if wanted.sort is Sort.NAME:
        return [_in_alphabet(session, Nomination.nominee_name, language), *came_in]
    if wanted.sort is Sort.AWARD:
        return [Award.position, *came_in]
    if wanted.sort is Sort.ASSIGNEE:
        name = select(Person.name).where(Person.id == DeskNote.assignee_id).scalar_subquery()
        return [_in_alphabet(session, name, language), Award.position, *came_in]
    rank = case({one.value: place for place, one in enumerate(TriageState)}, value=state_column())
    return [*([] if wanted.state else [rank]), Award.position, *came_in]


def _asked(session: Session, edition_id: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = conditions(session, edition_id, wanted)
    if wanted.state is not None:
        found.append(state_column() == wanted.state.value)
    if wanted.award_id is not None:
        found.append(Nomination.award_id == wanted.award_id)
    return found


def rows(
    session: Session, edition: Edition, wanted: Wanted, *, page: int, size: int = PAGE
) -> list[Row]:
    """Return one page of an edition's nominations, in the order that is wanted."""
    place = func.row_number().over(order_by=_order(session, wanted, edition.programme.language))
    chosen = (
        with_notes(select(Nomination.id, state_column(), place.label("place")))
        .where(*_asked(session, edition.id, wanted))
        .order_by("place")
        .limit(size)
        .offset((page - 1) * size)
        .subquery()
    )
    columns = select(
        Nomination.id,
        Nomination.reference,
        Nomination.nominee_name.label("nominee"),
        Nomination.nominee_kind.label("kind"),
        Nomination.award_id,
        Nomination.arrived_at,
        Nomination.late,
        chosen.c.triage_state.label("state"),
        Candidate.id.label("candidate_id"),
        Candidate.code_name,
        Person.name.label("assignee"),
        (func.coalesce(DeskNote.note, "") != "").label("has_note"),
    )
    listed = session.execute(
        with_notes(columns)
        .join(chosen, chosen.c.id == Nomination.id)
        .outerjoin(Person, Person.id == DeskNote.assignee_id)
        .order_by(chosen.c.place)
    ).mappings()
    return [Row(**{**line, "state": TriageState(line["state"])}) for line in listed]


def ids(session: Session, edition: Edition, wanted: Wanted) -> list[str]:
    """Return the ids of the whole list in its order."""
    found = with_notes(select(Nomination.id)).where(*_asked(session, edition.id, wanted))
    ordered = found.order_by(*_order(session, wanted, edition.programme.language))
    return list(session.scalars(ordered))


@dataclass(frozen=True)
class Beside:
    """Where a nomination stands: its list, and what waits for a verdict, in order."""

    listed: Sequence[str]
    waiting: Sequence[str]


def beside(session: Session, edition: Edition, wanted: Wanted, here: str) -> Beside:
    """Return the list a nomination was opened from, and what waits for a verdict, in one query.

    It keeps its place in the list when it has just left it, by a verdict say: whoever works
    through the list goes on from there.
    """
    asked = or_(and_(*_asked(session, edition.id, wanted)), Nomination.id == here)
    place = func.row_number().over(order_by=[Award.position, Nomination.arrived_at, Nomination.id])
    columns = select(Nomination.id, asked, state_column(), place)
    rows = session.execute(
        with_notes(columns)
        .where(Award.edition_id == edition.id)
        .order_by(*_order(session, wanted, edition.programme.language))
    ).all()
    to_judge = {TriageState.TO_LOOK_AT.value, TriageState.LATE.value}
    return Beside(
        [key for key, is_asked, _state, _place in rows if is_asked],
        [row[0] for row in sorted(rows, key=lambda row: row[3]) if row[2] in to_judge],
    )


def findings_on(
    session: Session, nomination_ids: Sequence[str]
) -> dict[str, list[tuple[FindingKind, bool]]]:
    """Return nomination id → (kind, whether it is open) of the findings that stand."""
    found: dict[str, list[tuple[FindingKind, bool]]] = defaultdict(list)
    rows = session.execute(
        select(KeptFinding.nomination_id, KeptFinding.kind, is_open()).where(
            KeptFinding.nomination_id.in_(nomination_ids), KeptFinding.stands
        )
    )
    for nomination_id, kind, open_ in rows:
        found[nomination_id].append((kind, bool(open_)))
    order = list(FindingKind)
    return {key: sorted(kinds, key=lambda one: order.index(one[0])) for key, kinds in found.items()}


@dataclass(frozen=True)
class Waiting:
    """Somebody's turn: a nomination, and the candidate it became."""

    nomination_id: str
    candidate_id: str | None


def waiting(session: Session, edition_id: str, *states: TriageState) -> list[Waiting]:
    """Return what stands in these states, award by award, in the order it came in."""
    columns = select(Nomination.id, Candidate.id.label("candidate_id"))
    found = with_candidates(columns).where(
        Award.edition_id == edition_id,
        state_column().in_([state.value for state in states]),
    )
    ordered = found.order_by(Award.position, Nomination.arrived_at, Nomination.id)
    return [Waiting(*line) for line in session.execute(ordered)]
