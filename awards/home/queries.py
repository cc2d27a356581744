"""What waits for somebody, across all features: counts and deadlines, nothing else."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from awards.core.permissions import Actor, Permission
from awards.decisions.models import DecidedOutcome, Decision, Outcome, Proposal
from awards.juries.models import Answer, ConflictStatement, PanelSeat, SeatRole
from awards.juries.queries import askable, readable
from awards.programmes.models import Award, Edition, Phase
from awards.programmes.queries import in_places, is_open
from awards.programmes.rules import phase_of
from awards.results.queries import progress_of
from awards.scoring.models import ScoreSheet, SheetState
from awards.triage.models import Candidate
from awards.triage.queries import counts
from awards.triage.rules import TriageState


class Kind(StrEnum):
    """The kinds of things that can wait."""

    VERDICTS = "verdicts"
    COPIES = "copies"
    CONFLICTS = "conflicts"
    PROGRESS = "progress"
    STATEMENTS = "statements"
    SHEETS = "sheets"
    PROPOSALS = "proposals"
    DECISIONS = "decisions"
    ANNOUNCEMENTS = "announcements"
    CERTIFICATES = "certificates"


@dataclass(frozen=True)
class Waiting:
    """Something that waits: how much of it, in which edition, until when if that is fixed."""

    kind: Kind
    edition: Edition
    count: int
    until: datetime | None = None
    total: int = 0
    """How much there was to do in all, where that is known; 0 where it is not."""


def waiting_for(session: Session, actor: Actor, at: datetime) -> list[Waiting]:
    """Return what waits for the actor, the nearest deadline first, things without one last."""
    desk = _Desk(session, actor, at, editions_of(session, actor))
    found = [*_triage(desk), *_scoring(desk), *_endings(desk), *_certificates(desk)]
    far = max((w.until for w in found if w.until), default=at)
    return sorted((w for w in found if w.count), key=lambda w: (w.until is None, w.until or far))


@dataclass(frozen=True)
class _Desk:
    """Who asks, when, and the editions of their programmes, newest first: read once."""

    session: Session
    actor: Actor
    at: datetime
    editions: Sequence[Edition]

    def newest(self, permission: Permission) -> Edition | None:
        """Return the newest edition in which the permission is held: the round that is on."""
        return next(iter(self.all(permission)), None)

    def all(self, permission: Permission) -> list[Edition]:
        """Return the editions in which the permission is held."""
        return [e for e in self.editions if self.actor.may(permission, e.programme_id, e.id)]

    def count(self, selected: Select[str]) -> int:
        """Count the rows that a select gives."""
        return self.session.scalar(select(func.count()).select_from(selected.subquery())) or 0


def _triage(desk: _Desk) -> Iterator[Waiting]:
    edition = desk.newest(Permission.TRIAGE)
    if edition is None:
        return
    states: Counter[TriageState] = Counter()
    for (_, state), number in counts(desk.session, edition.id).items():
        states[state] += number
    until = edition.scoring_opens_at if edition.scoring_opens_at > desk.at else None
    looks = states[TriageState.TO_LOOK_AT] + states[TriageState.LATE]
    copies = states[TriageState.WITHOUT_COPY] + states[TriageState.TO_APPROVE]
    unsure = (
        select(ConflictStatement.id)
        .join(Candidate, Candidate.id == ConflictStatement.candidate_id)
        .join(Award, Award.id == Candidate.award_id)
        .where(Award.edition_id == edition.id, ConflictStatement.answer == Answer.UNSURE)
    )
    closes = edition.scoring_closes_at if edition.scoring_closes_at > desk.at else None
    yield Waiting(Kind.VERDICTS, edition, looks, until)
    yield Waiting(Kind.COPIES, edition, copies, until)
    yield Waiting(Kind.CONFLICTS, edition, desk.count(unsure), closes)
    if edition.scoring_opens_at <= desk.at < edition.scoring_closes_at:
        ids = [award.id for award in edition.awards]
        sheets = progress_of(desk.session, desk.actor, ids).values()
        missing, total = sum(p.missing for p in sheets), sum(p.expected for p in sheets)
        yield Waiting(Kind.PROGRESS, edition, missing, closes, total)


def _scoring(desk: _Desk) -> Iterator[Waiting]:
    edition = desk.newest(Permission.SCORE)
    if edition is None or desk.at >= edition.scoring_closes_at:
        return
    person, until = desk.actor.person_id, edition.scoring_closes_at
    stated = select(ConflictStatement.candidate_id).where(ConflictStatement.person_id == person)
    awards = [award.id for award in edition.awards]
    asked = askable(desk.actor).where(Candidate.award_id.in_(awards))
    yield Waiting(
        Kind.STATEMENTS, edition, desk.count(asked.where(Candidate.id.not_in(stated))), until
    )
    if desk.at < edition.scoring_opens_at:
        return
    mine = readable(desk.actor).where(Candidate.award_id.in_(awards))
    done = select(ScoreSheet.id).where(
        ScoreSheet.person_id == person,
        ScoreSheet.state == SheetState.HANDED_IN,
        ScoreSheet.candidate_id.in_(mine),
    )
    total = desk.count(mine)
    yield Waiting(Kind.SHEETS, edition, total - desk.count(done), until, total)


def _endings(desk: _Desk) -> Iterator[Waiting]:
    proposed = set(desk.session.scalars(select(Proposal.award_id)))
    chaired = desk.newest(Permission.PROPOSE)
    if chaired is not None:
        seats = select(PanelSeat.award_id).where(
            PanelSeat.person_id == desk.actor.person_id, PanelSeat.role == SeatRole.CHAIR
        )
        mine = set(desk.session.scalars(seats)) - proposed
        ripe = [a for a in _in_phase(chaired, Phase.DELIBERATION, desk.at) if a.id in mine]
        yield Waiting(Kind.PROPOSALS, chaired, len(ripe))
    edition = desk.newest(Permission.DECIDE)
    if edition is not None:
        ripe = [a for a in _in_phase(edition, Phase.DELIBERATION, desk.at) if a.id in proposed]
        silent = [a for a in _in_phase(edition, Phase.DECIDED, desk.at) if a.announce_at is None]
        yield Waiting(Kind.DECISIONS, edition, len(ripe))
        yield Waiting(Kind.ANNOUNCEMENTS, edition, len(silent))


def _in_phase(edition: Edition, phase: Phase, at: datetime) -> list[Award]:
    return [award for award in edition.awards if phase_of(award, at) is phase]


def _certificates(desk: _Desk) -> Iterator[Waiting]:
    """Winners of the newest edition that has any: their certificates can be made.

    For somebody who also runs the rounds, last year's are no news.
    """
    editions = {edition.id: edition for edition in desk.all(Permission.MAKE_CERTIFICATES)}
    if desk.newest(Permission.TRIAGE):
        editions = dict(list(editions.items())[:1])
    wanted = (
        select(Award.edition_id, func.count())
        .join(Decision, Decision.award_id == Award.id)
        .join(DecidedOutcome, DecidedOutcome.decision_id == Decision.id)
        .where(Award.edition_id.in_(editions), DecidedOutcome.outcome != Outcome.NOT_AWARDED)
        .group_by(Award.edition_id)
    )
    winners: dict[str, int] = dict(desk.session.execute(wanted).all())
    newest = next((e for e in editions.values() if e.id in winners), None)
    if newest is not None:
        yield Waiting(Kind.CERTIFICATES, newest, winners[newest.id])


def editions_of(session: Session, actor: Actor) -> Sequence[Edition]:
    """Return the opened editions of all programmes in which the actor is anything, newest first."""
    places = {g.edition_id or g.programme_id for g in actor.grants if g.programme_id}
    return session.scalars(
        select(Edition)
        .join(Edition.programme)
        .where(in_places(places), is_open())
        .options(contains_eager(Edition.programme), selectinload(Edition.awards))
        .order_by(Edition.year.desc(), Edition.slug)
    ).all()
