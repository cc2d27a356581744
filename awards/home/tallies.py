"""Counting what waits: everything that is a plain number, in one statement."""

from collections import Counter
from collections.abc import Collection
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, func, literal, select, union_all
from sqlalchemy.orm import Session

from awards.core.permissions import Actor, Permission
from awards.decisions.models import DecidedOutcome, Decision, Outcome, Proposal
from awards.juries.models import LISTENING, Answer, ConflictStatement, PanelSeat, SeatRole
from awards.juries.queries import askable, readable
from awards.mail.models import MailState, OutboxMail
from awards.programmes.models import Award
from awards.scoring.models import ScoreSheet, SheetState
from awards.triage.models import Candidate

_Part = Select[*tuple[Any, ...]]


class Tally(StrEnum):
    """What is counted; in the brackets, for each of what."""

    UNSURE = "unsure"
    """Answers where a juror is unsure (edition)."""
    UNSTATED = "unstated"
    """Candidates the actor has not answered about (edition)."""
    READABLE = "readable"
    """Candidates the actor may score (edition)."""
    HANDED_IN = "handed-in"
    """Of these, the sheets they have handed in (edition)."""
    PROPOSED = "proposed"
    """Whether there is a proposal (award)."""
    CHAIRED = "chaired"
    """Whether the actor chairs its panel (award)."""
    HEARD = "heard"
    """Whether the actor sits there as secretary or adviser (award)."""
    WINNERS = "winners"
    """Outcomes with a certificate (edition)."""
    HELD = "held"
    """Mails that wait (programme)."""


Tallies = Counter[tuple[Tally, str]]


def tallies(session: Session, actor: Actor, editions: Collection[str]) -> Tallies:
    """Return (what, of which) → how many, for whoever may know; one query."""
    parts = [
        *_jury_parts(actor, editions),
        *_own_parts(actor, editions),
        *_ending_parts(actor, editions),
    ]
    held = actor.programmes_with(Permission.SEND_MAIL)
    if held:
        parts.append(
            _counted(Tally.HELD, select(OutboxMail), OutboxMail.programme_id).where(
                OutboxMail.programme_id.in_(held), OutboxMail.state == MailState.HELD
            )
        )
    if not parts:
        return Counter()
    rows = session.execute(union_all(*parts)).all()
    return Counter({(Tally(what), str(of)): number for what, of, number in rows})


def _counted(tally: Tally, found: _Part, of: ColumnElement[Any] | Any) -> _Part:
    """Count the rows of a select, for each value of a column."""
    named = literal(tally.value, String)
    return found.with_only_columns(named, of, func.count()).group_by(of)


def _jury_parts(actor: Actor, editions: Collection[str]) -> list[_Part]:
    """Count what the coordinator needs to know of the jury."""
    if not actor.may(Permission.TRIAGE):
        return []
    unsure = (
        select(ConflictStatement)
        .join(Candidate, Candidate.id == ConflictStatement.candidate_id)
        .join(Award, Award.id == Candidate.award_id)
        .where(Award.edition_id.in_(editions), ConflictStatement.answer == Answer.UNSURE)
    )
    return [_counted(Tally.UNSURE, unsure, Award.edition_id)]


def _own_parts(actor: Actor, editions: Collection[str]) -> list[_Part]:
    """Count what a juror has to do themselves."""
    if not actor.may(Permission.SCORE):
        return []
    person = actor.person_id
    stated = select(ConflictStatement.candidate_id).where(ConflictStatement.person_id == person)
    its_award = Award.id == Candidate.award_id
    asked = askable(actor).join(Award, its_award).where(Award.edition_id.in_(editions))
    mine = readable(actor).join(Award, its_award).where(Award.edition_id.in_(editions))
    done = mine.join(ScoreSheet, ScoreSheet.candidate_id == Candidate.id).where(
        ScoreSheet.person_id == person, ScoreSheet.state == SheetState.HANDED_IN
    )
    unstated = asked.where(Candidate.id.not_in(stated))
    return [
        _counted(Tally.UNSTATED, unstated, Award.edition_id),
        _counted(Tally.READABLE, mine, Award.edition_id),
        _counted(Tally.HANDED_IN, done, Award.edition_id),
    ]


def _ending_parts(actor: Actor, editions: Collection[str]) -> list[_Part]:
    """Proposals, seats and winners: what decides whose turn it is at the end."""
    parts = []
    if actor.may(Permission.PROPOSE) or actor.may(Permission.DECIDE):
        awards = select(Award.id).where(Award.edition_id.in_(editions))
        proposed = select(Proposal).where(Proposal.award_id.in_(awards))
        parts.append(_counted(Tally.PROPOSED, proposed, Proposal.award_id))
    if actor.may(Permission.SEE_RESULTS):
        seats = select(PanelSeat).where(PanelSeat.person_id == actor.person_id)
        chairs = seats.where(PanelSeat.role == SeatRole.CHAIR)
        hears = seats.where(PanelSeat.role.in_(LISTENING))
        parts.append(_counted(Tally.CHAIRED, chairs, PanelSeat.award_id))
        parts.append(_counted(Tally.HEARD, hears, PanelSeat.award_id))
    if actor.may(Permission.MAKE_CERTIFICATES):
        won = (
            select(DecidedOutcome)
            .join(Decision, Decision.id == DecidedOutcome.decision_id)
            .join(Award, Award.id == Decision.award_id)
            .where(Award.edition_id.in_(editions), DecidedOutcome.outcome != Outcome.NOT_AWARDED)
        )
        parts.append(_counted(Tally.WINNERS, won, Award.edition_id))
    return parts
