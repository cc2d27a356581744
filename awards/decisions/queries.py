"""Reading proposals, decisions and winners. The embargo stands here, in the SQL."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, selectinload

from awards.accounts.models import OrgUnit
from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission
from awards.decisions.models import DecidedOutcome, Decision, Outcome, Proposal
from awards.decisions.rules import WINNING
from awards.nominations.models import Nomination, NominationState
from awards.programmes.models import Award, Edition
from awards.results.queries import codes_in_sight
from awards.triage.blind import is_ready
from awards.triage.models import Candidate, CandidateNomination


@dataclass(frozen=True)
class AwardOutcome:
    """An award, the decision on it, and who was given what."""

    award: Award
    decision: Decision

    @property
    def winners(self) -> list[DecidedOutcome]:
        """The winner, or those who share the award."""
        return [given for given in self.decision.winners if given.outcome in WINNING]

    @property
    def mentions(self) -> list[DecidedOutcome]:
        """Those with an honourable mention."""
        kind = Outcome.HONOURABLE_MENTION
        return [given for given in self.decision.winners if given.outcome is kind]


def _outcomes(
    session: Session, edition: Edition, *wanted: ColumnElement[bool]
) -> list[AwardOutcome]:
    rows = session.execute(
        select(Award, Decision)
        .join(Decision, Decision.award_id == Award.id)
        .where(Award.edition_id == edition.id, Award.decided_at.is_not(None), *wanted)
        .options(selectinload(Decision.winners))
        .order_by(Award.position, Award.id)
    )
    return [AwardOutcome(award, decision) for award, decision in rows]


def announced_outcomes(session: Session, edition: Edition, at: datetime) -> list[AwardOutcome]:
    """Return what the public may know of an edition at a moment; nothing under embargo."""
    return _outcomes(session, edition, Award.announce_at <= at)


def outcomes_for_certificates(
    session: Session, actor: Actor, edition: Edition
) -> list[AwardOutcome]:
    """Return what has been decided, for those who prepare the paper before it is told.

    Raises NotFound for whoever does not make certificates in the edition's programme.
    """
    if not actor.may(Permission.MAKE_CERTIFICATES, edition.programme_id, edition.id):
        raise NotFound
    return _outcomes(session, edition)


def decision_of(session: Session, award: Award) -> Decision | None:
    """Return the decision on an award, with what was given; none before it is recorded."""
    wanted = select(Decision).where(Decision.award_id == award.id)
    return session.scalars(wanted.options(selectinload(Decision.winners))).first()


def proposal_of(session: Session, award: Award) -> Proposal | None:
    """Return the jury's proposal for an award, whole: for those who record the decision."""
    wanted = select(Proposal).where(Proposal.award_id == award.id)
    return session.scalars(wanted.options(selectinload(Proposal.items))).first()


@dataclass(frozen=True)
class SightedProposal:
    """A proposal as far as somebody may see it."""

    choices: Mapping[str, Outcome]
    reason: str
    made_at: datetime | None


NO_PROPOSAL = SightedProposal(choices={}, reason="", made_at=None)


def proposal_in_sight(session: Session, award: Award, candidates: Iterable[str]) -> SightedProposal:
    """Return a proposal for a chair: nothing of it when it names a candidate they must not know.

    A part of it would tell that there is another part, and its reason may name the candidate.
    """
    found = proposal_of(session, award)
    visible = set(candidates)
    if found is None or any(item.candidate_id not in visible for item in found.items):
        return NO_PROPOSAL
    choices = {item.candidate_id: item.outcome for item in found.items}
    return SightedProposal(choices, found.reason, found.proposed_at)


def candidates_for_proposal(
    session: Session, actor: Actor, award: Award
) -> Sequence[tuple[str, str]]:
    """Return (id, code name) of those a chair may propose."""
    return codes_in_sight(session, actor, award)


@dataclass(frozen=True)
class Identity:
    """Who stands behind a code name, as the first nomination wrote it."""

    candidate_id: str
    code_name: str
    name: str
    title: str
    units: str
    members: tuple[tuple[str, str], ...]


def code_names(session: Session, award: Award) -> dict[str, str]:
    """Return candidate id → code name of those that can be given the award, by code name."""
    wanted = select(Candidate.id, Candidate.code_name).where(
        Candidate.award_id == award.id, is_ready()
    )
    return dict(session.execute(wanted.order_by(Candidate.code_name)).all())


def names_behind(session: Session, award: Award) -> dict[str, tuple[str, str]]:
    """Return candidate id → (code name, nominee's name) of those that can be given the award."""
    rows = session.execute(
        select(Candidate.id, Candidate.code_name, Nomination.nominee_name)
        .join(CandidateNomination, CandidateNomination.candidate_id == Candidate.id)
        .join(Nomination, Nomination.id == CandidateNomination.nomination_id)
        .where(
            Candidate.award_id == award.id,
            is_ready(),
            Nomination.state == NominationState.RECEIVED,
        )
        .order_by(Candidate.code_name, Nomination.arrived_at.desc())
    )
    return {candidate: (code, name) for candidate, code, name in rows}


def identities_of(
    session: Session, award: Award, candidate_ids: Iterable[str]
) -> dict[str, Identity]:
    """Return candidate id → who it is, for an award's candidates among the ids."""
    rows = session.execute(_nominations_of(award, list(candidate_ids)))
    return {
        candidate.id: Identity(
            candidate_id=candidate.id,
            code_name=candidate.code_name,
            name=nomination.nominee_name,
            title=nomination.nominee_title,
            units=", ".join(nomination.unit_names),
            members=tuple((member.name, member.title) for member in nomination.members),
        )
        for candidate, nomination in rows
    }


def _nominations_of(award: Award, ids: Sequence[str]) -> Select[Candidate, Nomination]:
    """Select candidates with their nominations, the first that arrived last: it is kept."""
    return (
        select(Candidate, Nomination)
        .join(CandidateNomination, CandidateNomination.candidate_id == Candidate.id)
        .join(Nomination, Nomination.id == CandidateNomination.nomination_id)
        .where(Candidate.award_id == award.id, Candidate.id.in_(ids))
        .options(
            selectinload(Nomination.members),
            selectinload(Nomination.units).joinedload(OrgUnit.former_names),
        )
        .order_by(Nomination.arrived_at.desc())
    )


def standing_nominations(session: Session, award: Award) -> Sequence[Nomination]:
    """Return the nominations behind an award's candidates that take part, as they arrived."""
    return session.scalars(
        select(Nomination)
        .join(CandidateNomination, CandidateNomination.nomination_id == Nomination.id)
        .join(Candidate, Candidate.id == CandidateNomination.candidate_id)
        .where(
            Candidate.award_id == award.id,
            is_ready(),
            Nomination.state == NominationState.RECEIVED,
        )
        .order_by(Nomination.arrived_at, Nomination.id)
    ).all()


@dataclass(frozen=True)
class AwardState:
    """An award's line on the overview."""

    award: Award
    proposed: tuple[Outcome, ...] | None
    decision: Decision | None

    @property
    def given(self) -> tuple[Outcome, ...] | None:
        """What was decided, without names; none before the decision."""
        if self.decision is None:
            return None
        return tuple(given.outcome for given in self.decision.winners)


def award_states(session: Session, edition: Edition) -> list[AwardState]:
    """Return where every award of an edition stands, in four queries."""
    ids = [award.id for award in edition.awards]
    proposals = session.scalars(
        select(Proposal).where(Proposal.award_id.in_(ids)).options(selectinload(Proposal.items))
    )
    decisions = session.scalars(
        select(Decision).where(Decision.award_id.in_(ids)).options(selectinload(Decision.winners))
    )
    proposed = {p.award_id: tuple(item.outcome for item in p.items) for p in proposals}
    decided = {decision.award_id: decision for decision in decisions}
    return [
        AwardState(award, proposed.get(award.id), decided.get(award.id)) for award in edition.awards
    ]
