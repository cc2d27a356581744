"""What a coordinator wants to see of an edition, and the conditions that follow from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from awards.accounts.models import OrgUnit
from awards.core.search import search_pattern
from awards.nominations.models import (
    Channel,
    Nomination,
    NominationAnswer,
    NominationMember,
    NominationUnit,
)
from awards.programmes.models import Award
from awards.triage.desk.models import DeskNote, KeptFinding
from awards.triage.findings import FindingKind
from awards.triage.models import Candidate, CandidateNomination, CopyState, JurorCopy
from awards.triage.rules import TriageState
from awards.triage.signals.kinds import SignalKind
from awards.triage.signals.reading import signals_of_edition
from awards.triage.twins.models import TwinAnswer, TwinPair, Word

NOBODY = "nobody"
"""The assignee of what nobody looks after."""


class Sort(StrEnum):
    """The order of the list."""

    WAITING = "waiting"
    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"
    AWARD = "award"
    ASSIGNEE = "assignee"


class CopyFilter(StrEnum):
    """How far a candidate's juror copy is."""

    NONE = "none"
    DRAFT = "draft"
    APPROVED = "approved"


class DuplicateFilter(StrEnum):
    """How a nomination stands to others of the same nominee."""

    SUGGESTED = "suggested"
    MERGED = "merged"


class FindingFilter(StrEnum):
    """Findings of any kind."""

    ANY = "any"
    OPEN = "open"


class SignalFilter(StrEnum):
    """Signals of any kind."""

    ANY = "any"


@dataclass(frozen=True)
class Wanted:
    """What the coordinator wants to see of an edition, in which order."""

    state: TriageState | None = None
    award_id: str | None = None
    search: str = ""
    finding: FindingKind | FindingFilter | None = None
    channel: Channel | None = None
    late: bool = False
    assignee: str | None = None
    """A person's id, or `NOBODY`."""
    unit_id: str | None = None
    copy: CopyFilter | None = None
    duplicates: DuplicateFilter | None = None
    signal: SignalKind | SignalFilter | None = None
    sort: Sort = Sort.WAITING

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return self != Wanted(sort=self.sort)


def has_copy(*states: CopyState) -> ColumnElement[bool]:
    """Return whether the candidate of the row has a copy in one of these states."""
    wanted = (JurorCopy.candidate_id == Candidate.id, JurorCopy.state.in_(states))
    return exists().where(*wanted).correlate(Candidate)


def conditions(session: Session, edition_id: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return the conditions beside state and award, which the tabs count.

    What is looked for is found in one query of its own: the list and its counts then only
    compare ids.
    """
    found = [Award.edition_id == edition_id, *_plain(wanted)]
    if wanted.search:
        found.append(Nomination.id.in_(_matching(session, edition_id, wanted.search)))
    if wanted.signal is not None:
        found.append(Nomination.id.in_(_signalled(session, edition_id, wanted.signal)))
    return found


def _signalled(session: Session, edition_id: str, wanted: SignalKind | SignalFilter) -> list[str]:
    """Return the ids of the nominations with a signal, of one kind or of any."""
    return [
        nomination_id
        for nomination_id, signals in signals_of_edition(session, edition_id).items()
        if wanted is SignalFilter.ANY or any(one.kind is wanted for one in signals)
    ]


def _plain(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    if wanted.finding is not None:
        yield _has_finding(wanted.finding)
    if wanted.channel is not None:
        yield Nomination.channel == wanted.channel
    if wanted.late:
        yield Nomination.late.is_(True)
    if wanted.assignee is not None:
        nobody = wanted.assignee == NOBODY
        yield DeskNote.assignee_id == (None if nobody else wanted.assignee)
    if wanted.unit_id is not None:
        yield _in_unit(wanted.unit_id)
    if wanted.copy is not None:
        yield _with_copy(wanted.copy)
    if wanted.duplicates is not None:
        is_merged = wanted.duplicates is DuplicateFilter.MERGED
        yield _is_merged() if is_merged else _has_suggestion()


def _has_finding(wanted: FindingKind | FindingFilter) -> ColumnElement[bool]:
    found = [KeptFinding.nomination_id == Nomination.id, KeptFinding.stands]
    if isinstance(wanted, FindingKind):
        found.append(KeptFinding.kind == wanted)
    elif wanted is FindingFilter.OPEN:
        found.append(is_open())
    return exists().where(*found).correlate(Nomination)


def is_open() -> ColumnElement[bool]:
    """Return whether nobody has answered a kept finding as it is now."""
    return or_(KeptFinding.answer.is_(None), KeptFinding.answered_mark != KeptFinding.mark)


def _in_unit(unit_id: str) -> ColumnElement[bool]:
    """Return whether the nominee is in a unit, or in one below it."""
    below = select(OrgUnit.id).where(OrgUnit.id == unit_id).cte("below", recursive=True)
    below = below.union(select(OrgUnit.id).join(below, OrgUnit.parent_id == below.c.id))
    return (
        exists()
        .where(
            NominationUnit.nomination_id == Nomination.id,
            NominationUnit.org_unit_id.in_(select(below.c.id)),
        )
        .correlate(Nomination)
    )


def _with_copy(wanted: CopyFilter) -> ColumnElement[bool]:
    approved, draft = has_copy(CopyState.APPROVED), has_copy(CopyState.DRAFT)
    if wanted is CopyFilter.NONE:
        return and_(Candidate.id.is_not(None), ~approved, ~draft)
    return approved if wanted is CopyFilter.APPROVED else draft


def _is_merged() -> ColumnElement[bool]:
    other = aliased(CandidateNomination)
    return (
        exists()
        .where(other.candidate_id == Candidate.id, other.nomination_id != Nomination.id)
        .correlate(Candidate, Nomination)
    )


def _has_suggestion() -> ColumnElement[bool]:
    """Return whether another may be of the same nominee, and nobody has said that it is not."""
    pair = aliased(TwinPair)
    said = (
        exists()
        .where(
            TwinAnswer.first_id == pair.first_id,
            TwinAnswer.second_id == pair.second_id,
            TwinAnswer.mark == pair.mark,
            TwinAnswer.word == Word.NOT_SAME,
        )
        .correlate(pair)
    )
    one, two = aliased(CandidateNomination), aliased(CandidateNomination)
    together = (
        exists()
        .where(
            one.nomination_id == pair.first_id,
            two.nomination_id == pair.second_id,
            one.candidate_id == two.candidate_id,
        )
        .correlate(pair)
    )
    mine = or_(pair.first_id == Nomination.id, pair.second_id == Nomination.id)
    return exists().where(mine, ~said, ~together).correlate(Nomination)


_SEARCHED = (
    Nomination.nominee_name,
    Nomination.nominee_title,
    Nomination.partner,
    Nomination.nominator_name,
    Nomination.nominator_email,
    Nomination.reference,
    Nomination.effect,
    Candidate.code_name,
)


def _matching(session: Session, edition_id: str, search: str) -> list[str]:
    """Return the ids of the nominations in which every word looked for stands somewhere."""
    patterns = search_pattern(search)
    found = with_candidates(select(Nomination.id)).where(
        Award.edition_id == edition_id, *(_somewhere(pattern) for pattern in patterns)
    )
    return list(session.scalars(found))


def _somewhere(pattern: str) -> ColumnElement[bool]:
    """Return whether a pattern is found in what belongs to a nomination: names, units, text."""

    def beside(
        column: InstrumentedAttribute[str], key: InstrumentedAttribute[str], *more: Any
    ) -> ColumnElement[bool]:
        return (
            exists()
            .where(key == Nomination.id, column.regexp_match(pattern), *more)
            .correlate(Nomination)
        )

    in_unit = (OrgUnit.id == NominationUnit.org_unit_id,)
    return or_(
        *(func.coalesce(column, "").regexp_match(pattern) for column in _SEARCHED),
        beside(NominationMember.name, NominationMember.nomination_id),
        beside(OrgUnit.name, NominationUnit.nomination_id, *in_unit),
        beside(NominationAnswer.text, NominationAnswer.nomination_id),
    )


Listing = Select[*tuple[Any, ...]]


def with_candidates(wanted: Listing) -> Listing:
    """Join a nomination's award, and the candidate it became if there is one."""
    return (
        wanted.select_from(Nomination)
        .join(Award, Award.id == Nomination.award_id)
        .outerjoin(CandidateNomination, CandidateNomination.nomination_id == Nomination.id)
        .outerjoin(Candidate, Candidate.id == CandidateNomination.candidate_id)
    )


def with_notes(wanted: Listing) -> Listing:
    """Join also what the desk has noted."""
    return with_candidates(wanted).outerjoin(DeskNote, DeskNote.nomination_id == Nomination.id)
