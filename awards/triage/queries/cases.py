"""One nomination with all that belongs to it, and one candidate with its copies."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from awards.accounts.models import OrgUnit
from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission
from awards.nominations.models import Nomination, NominationAnswer, NominationState
from awards.programmes.models import Award, Edition
from awards.triage.models import Candidate, CandidateNomination, CopyState, JurorCopy
from awards.triage.rules import Facts


def whole_nominations(actor: Actor) -> Select[Nomination]:
    """Select nominations the actor may triage, with all that their pages show."""
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
            # Few rows: an award has some six prompts, a nominee a unit or two.
            contains_eager(Nomination.award).joinedload(Award.prompts),
            joinedload(Nomination.registered_by),
            joinedload(Nomination.units).joinedload(OrgUnit.former_names),
            joinedload(Nomination.units)
            .joinedload(OrgUnit.parent)
            .joinedload(OrgUnit.former_names),
            selectinload(Nomination.answers).joinedload(NominationAnswer.prompt),
            selectinload(Nomination.members),
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


def is_older(copy: JurorCopy, nominations: Sequence[Nomination]) -> bool:
    """Say whether a nomination that stands was rewritten after the copy was made from it."""
    made = copy.prepared_at
    standing = (n for n in nominations if n.state is NominationState.RECEIVED)
    return made is not None and any(n.changed_at > made for n in standing)


@dataclass(frozen=True)
class Case:
    """A nomination with what triage has made of it so far."""

    nomination: Nomination
    candidate: Candidate | None
    copies: Copies

    @property
    def is_rewritten(self) -> bool:
        """Whether the text has changed since the approved copy was made from it."""
        approved = self.copies.approved
        return approved is not None and is_older(approved, [self.nomination])

    @property
    def facts(self) -> Facts:
        """What the rules ask for."""
        return Facts(
            nomination=self.nomination.state,
            late=self.nomination.late,
            verdict=self.candidate.verdict if self.candidate else None,
            approved=self.copies.approved is not None and not self.is_rewritten,
            drafted=self.copies.draft is not None or self.copies.approved is not None,
        )


def case_of(session: Session, actor: Actor, nomination_id: str) -> Case:
    """Return one nomination of the actor's programmes. Raises NotFound for any other."""
    wanted = whole_nominations(actor).where(Nomination.id == nomination_id)
    nomination = session.scalars(wanted).unique().first()
    if nomination is None:
        raise NotFound
    rows = session.execute(
        select(Candidate, JurorCopy)
        .join(CandidateNomination, CandidateNomination.candidate_id == Candidate.id)
        .outerjoin(JurorCopy, JurorCopy.candidate_id == Candidate.id)
        .where(CandidateNomination.nomination_id == nomination.id)
        .order_by(JurorCopy.version.desc())
        .execution_options(populate_existing=True)
    ).all()
    candidate = rows[0][0] if rows else None
    copies = Copies([copy for _candidate, copy in rows if copy is not None])
    return Case(nomination, candidate, copies)


def nominations_for(
    session: Session, actor: Actor, nomination_ids: Sequence[str]
) -> list[Nomination]:
    """Return nominations of the actor's programmes, whole, in the order of their ids' list."""
    wanted = whole_nominations(actor).where(Nomination.id.in_(nomination_ids))
    found = {one.id: one for one in session.scalars(wanted).unique()}
    return [found[one] for one in nomination_ids if one in found]


def standing_of(session: Session, candidate_id: str) -> Sequence[Nomination]:
    """Return the nominations of a candidate that stand, in the order they came in."""
    return session.scalars(
        select(Nomination)
        .join(CandidateNomination, CandidateNomination.nomination_id == Nomination.id)
        .where(
            CandidateNomination.candidate_id == candidate_id,
            Nomination.state == NominationState.RECEIVED,
        )
        .order_by(Nomination.arrived_at, Nomination.id)
    ).all()


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

    @property
    def withdrawn_copy(self) -> JurorCopy | None:
        """The approved copy that the jury no longer gets, because the text was rewritten."""
        approved = self.copies.approved
        return approved if approved and is_older(approved, self.nominations) else None


def copy_case_of(session: Session, actor: Actor, candidate_id: str) -> CopyCase:
    """Return one candidate of the actor's programmes. Raises NotFound for any other."""
    found = session.scalars(
        whole_nominations(actor)
        .join(CandidateNomination, CandidateNomination.nomination_id == Nomination.id)
        .where(CandidateNomination.candidate_id == candidate_id)
        .order_by(Nomination.arrived_at, Nomination.id)
    )
    nominations = found.unique().all()
    if not nominations:
        raise NotFound
    standing = [n for n in nominations if n.state is NominationState.RECEIVED]
    both = session.execute(
        select(Candidate, JurorCopy)
        .outerjoin(JurorCopy, JurorCopy.candidate_id == Candidate.id)
        .where(Candidate.id == candidate_id)
        .order_by(JurorCopy.version.desc())
        .execution_options(populate_existing=True)
    ).all()
    copies = Copies([copy for _, copy in both if copy is not None])
    return CopyCase(both[0][0], standing or nominations, copies)
