"""Counting what waits: everything that is a plain number, in one statement.

Only what waits is counted, never what is done: a round of a thousand nominations costs a look
into an index for each of them. Who asks and of which editions are parameters, so the statement
is made once for each set of permissions; making it costs more than running it.
"""

from collections import Counter
from collections.abc import Collection
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    bindparam,
    case,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from awards.core.memo import remembered
from awards.core.permissions import Actor, Permission
from awards.decisions.models import DecidedOutcome, Decision, Outcome, Proposal
from awards.juries.models import (
    HEARING,
    Answer,
    ConflictStatement,
    PanelSeat,
    SeatRole,
)
from awards.juries.queries import (
    AT,
    JUROR,
    built_askable,
    built_prepared,
    built_readable,
    in_office,
    preparer_values,
    values_of,
)
from awards.mail.models import MailState, OutboxMail
from awards.nominations.models import Nomination, NominationState
from awards.programmes.models import Award
from awards.scoring.models import ScoreSheet, SheetState
from awards.triage.blind import has_approved_copy
from awards.triage.models import (
    Candidate,
    CandidateNomination,
    CopyState,
    Verdict,
)
from awards.triage.queries.wanted import has_copy

_Part = Select[*tuple[Any, ...]]


class Tally(StrEnum):
    """What is counted; in the brackets, for each of what."""

    UNJUDGED = "unjudged"
    """Nominations without a verdict, late ones too (edition)."""
    UNCOPIED = "uncopied"
    """Candidates that take part and have no juror copy yet (edition)."""
    UNAPPROVED = "unapproved"
    """Candidates that take part and whose copy is to be approved (edition)."""
    UNSURE = "unsure"
    """Answers where a juror is unsure (edition)."""
    UNSTATED = "unstated"
    """Candidates the actor has not answered about (edition)."""
    UNPREPARED = "unprepared"
    """Candidates of awards that the actor prepares and has not answered about (edition)."""
    READABLE = "readable"
    """Candidates the actor may score (edition)."""
    HANDED_IN = "handed-in"
    """Of these, the sheets they have handed in (edition)."""
    PROPOSED = "proposed"
    """Whether there is a proposal (award)."""
    CHAIRED = "chaired"
    """Whether the actor chairs its panel (award)."""
    HEARD = "heard"
    """Whether the actor sits there without a vote and may hear the results (award)."""
    WINNERS = "winners"
    """Outcomes with a certificate (edition)."""
    HELD = "held"
    """Mails that wait (programme)."""


Tallies = Counter[tuple[Tally, str]]

_EDITIONS = bindparam("editions", type_=String(), expanding=True)
_TRIAGED = bindparam("triaged", type_=String(), expanding=True)
_SENDING = bindparam("sending", type_=String(), expanding=True)
_ASKED = (
    Permission.TRIAGE,
    Permission.SCORE,
    Permission.PROPOSE,
    Permission.DECIDE,
    Permission.SEE_RESULTS,
    Permission.MAKE_CERTIFICATES,
    Permission.SEND_MAIL,
)


def tallies(
    session: Session, actor: Actor, editions: Collection[str], triaged: Collection[str]
) -> Tallies:
    """Return (what, of which) → how many, for whoever may know; one query, or none.

    `triaged` are those of the editions whose nominations the actor works with now.
    """
    held = frozenset(one for one in _ASKED if actor.may(one))
    values = {
        **values_of(actor),
        **preparer_values(actor),
        "editions": sorted(editions),
        "triaged": sorted(triaged),
        "sending": sorted(actor.programmes_with(Permission.SEND_MAIL)),
    }
    given = (tuple(one) if isinstance(one, list) else one for one in values.values())
    key = ("tallies", held, *given)
    return remembered(session, key, lambda: _count(session, held, values))


def _count(session: Session, held: frozenset[Permission], values: dict[str, Any]) -> Tallies:
    statement = _statement(held)
    if statement is None:
        return Counter()
    rows = session.connection().execute(statement, values).all()
    return Counter({(Tally(what), str(of)): number for what, of, number in rows})


@cache
def _statement(held: frozenset[Permission]) -> CompoundSelect[Any] | None:
    """Put together what concerns somebody with these permissions; none when nothing does."""
    parts = [*_triage_parts(held), *_own_parts(held), *_ending_parts(held), *_mail_parts(held)]
    return union_all(*parts) if parts else None


def _counted(tally: Tally, found: _Part, of: ColumnElement[Any] | Any) -> _Part:
    """Count the rows of a select, for each value of a column."""
    named = literal(tally.value, String)
    return found.with_only_columns(named, of, func.count()).group_by(of)


def _triage_parts(held: frozenset[Permission]) -> list[_Part]:
    """Count what the coordinator has to settle: nominations, copies, unsure jurors."""
    if Permission.TRIAGE not in held:
        return []
    received = Nomination.state == NominationState.RECEIVED
    # A verdict that was taken back leaves its candidate behind, without one.
    judged = exists().where(
        CandidateNomination.nomination_id == Nomination.id,
        Candidate.id == CandidateNomination.candidate_id,
        Candidate.verdict.is_not(None),
    )
    unjudged = (
        select(Nomination)
        .join(Award, Award.id == Nomination.award_id)
        .where(Award.edition_id.in_(_TRIAGED), received, ~judged)
    )
    unsure = (
        select(ConflictStatement)
        .join(Candidate, Candidate.id == ConflictStatement.candidate_id)
        .join(Award, Award.id == Candidate.award_id)
        .where(ConflictStatement.answer == Answer.UNSURE, Award.edition_id.in_(_TRIAGED))
    )
    return [
        _counted(Tally.UNJUDGED, unjudged, Award.edition_id),
        _unread(received),
        _counted(Tally.UNSURE, unsure, Award.edition_id),
    ]


def _unread(received: ColumnElement[bool]) -> _Part:
    """Count the candidates the jury cannot read yet: without a copy, or with one to approve."""
    waiting = (
        select(Candidate)
        .join(Award, Award.id == Candidate.award_id)
        .join(CandidateNomination, CandidateNomination.candidate_id == Candidate.id)
        .join(Nomination, Nomination.id == CandidateNomination.nomination_id)
        .where(
            Award.edition_id.in_(_TRIAGED),
            Candidate.verdict == Verdict.ELIGIBLE,
            ~has_approved_copy(),
            received,
        )
    )
    begun = has_copy(CopyState.DRAFT, CopyState.APPROVED)
    named = case((begun, Tally.UNAPPROVED.value), else_=Tally.UNCOPIED.value).label("tally")
    each = func.count(Candidate.id.distinct())  # once, of however many nominations it is
    counts = waiting.with_only_columns(named, Award.edition_id, each)
    return counts.group_by(named, Award.edition_id)


def _own_parts(held: frozenset[Permission]) -> list[_Part]:
    """Count what a juror has to do themselves."""
    if Permission.SCORE not in held:
        return []
    stated = select(ConflictStatement.candidate_id).where(ConflictStatement.person_id == JUROR)
    its_award = Award.id == Candidate.award_id
    asked = built_askable().join(Award, its_award).where(Award.edition_id.in_(_EDITIONS))
    mine = built_readable().join(Award, its_award).where(Award.edition_id.in_(_EDITIONS))
    done = mine.join(ScoreSheet, ScoreSheet.candidate_id == Candidate.id).where(
        ScoreSheet.person_id == JUROR, ScoreSheet.state == SheetState.HANDED_IN
    )
    unstated = asked.where(Candidate.id.not_in(stated))
    return [
        _counted(Tally.UNSTATED, unstated, Award.edition_id),
        _counted(Tally.READABLE, mine, Award.edition_id),
        _counted(Tally.HANDED_IN, done, Award.edition_id),
    ]


def _ending_parts(held: frozenset[Permission]) -> list[_Part]:
    """Proposals, seats and winners: what decides whose turn it is at the end."""
    parts = []
    if held & {Permission.PROPOSE, Permission.DECIDE}:
        awards = select(Award.id).where(Award.edition_id.in_(_EDITIONS))
        proposed = select(Proposal).where(Proposal.award_id.in_(awards))
        parts.append(_counted(Tally.PROPOSED, proposed, Proposal.award_id))
    if Permission.SEE_RESULTS in held:
        seats = select(PanelSeat).where(PanelSeat.person_id == JUROR, in_office(AT))
        chairs = seats.where(PanelSeat.role == SeatRole.CHAIR)
        hears = seats.where(PanelSeat.role.in_(HEARING))
        parts.append(_counted(Tally.CHAIRED, chairs, PanelSeat.award_id))
        parts.append(_counted(Tally.HEARD, hears, PanelSeat.award_id))
        parts.append(_unprepared())
    if Permission.MAKE_CERTIFICATES in held:
        won = (
            select(DecidedOutcome)
            .join(Decision, Decision.id == DecidedOutcome.decision_id)
            .join(Award, Award.id == Decision.award_id)
            .where(Award.edition_id.in_(_EDITIONS), DecidedOutcome.outcome != Outcome.NOT_AWARDED)
        )
        parts.append(_counted(Tally.WINNERS, won, Award.edition_id))
    return parts


def _unprepared() -> _Part:
    """Count what somebody who prepares awards has to answer about before they read."""
    stated = select(ConflictStatement.candidate_id).where(ConflictStatement.person_id == JUROR)
    asked = (
        built_prepared()
        .join(Award, Award.id == Candidate.award_id)
        .where(Award.edition_id.in_(_EDITIONS), Candidate.id.not_in(stated))
    )
    return _counted(Tally.UNPREPARED, asked, Award.edition_id)


def _mail_parts(held: frozenset[Permission]) -> list[_Part]:
    """Count mails that wait for somebody to read them."""
    if Permission.SEND_MAIL not in held:
        return []
    waiting = select(OutboxMail).where(
        OutboxMail.programme_id.in_(_SENDING), OutboxMail.state == MailState.HELD
    )
    return [_counted(Tally.HELD, waiting, OutboxMail.programme_id)]
