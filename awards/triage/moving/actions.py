"""Moving a candidate, or a nomination nobody has judged, to another award of its edition."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.languages import in_language
from awards.core.permissions import Actor
from awards.mail import release
from awards.mail.actions import queue_mail
from awards.mail.models import MailState
from awards.nominations.models import Nomination, NominationState
from awards.programmes.models import Award
from awards.programmes.rules import phase_of
from awards.triage import reversals, rules
from awards.triage.approvals import withdraw_approvals
from awards.triage.models import Candidate, CandidateNomination, WithdrawnWhy
from awards.triage.moving import queries
from awards.triage.moving import rules as moving
from awards.triage.moving.models import Move
from awards.triage.queries import candidate_of, code_names


def move(
    session: Session,
    nomination: Nomination,
    target: Award,
    *,
    reason: str,
    seen_in: str,
    page: str,
    by: Actor,
    at: datetime,
) -> int:
    """Move a nomination's candidate with all its nominations; returns how many nominations.

    Texts stay as they were written. The candidate gets a code name of the new award and waits for
    its verdict there; an approved copy is taken back. Nominators get a letter that waits in the
    outbox and names `page`; moved back before anybody was told, nobody is told. `seen_in` is the
    award the page showed. Raises what `moving.rules` knows.
    """
    source = nomination.award
    _lock(session, source, target)
    session.refresh(nomination, ["award_id", "state"])
    if nomination.award_id != seen_in:
        raise moving.MovedMeanwhile
    if target.id == source.id or target.edition_id != source.edition_id:
        raise moving.NotThere
    moving.require_movable(nomination.state, phase_of(source, at), target, phase_of(target, at))
    if not reason.strip():
        raise moving.ReasonMissing
    reversals.take_verdict_back(session, nomination, by=by, at=at)
    candidate = candidate_of(session, nomination.id)
    moved = _all_of(session, nomination, candidate)
    if candidate is not None:
        _rename(session, candidate, target, by=by, at=at)
    for one in moved:
        _change_award(session, one, target, reason=reason, by=by, at=at)
    session.flush()
    record(
        session,
        "candidate.moved",
        subject=f"candidate:{candidate.id}" if candidate else f"nomination:{nomination.id}",
        by=by,
        at=at,
        programme_id=source.edition.programme_id,
        nominations=sorted(one.id for one in moved),
        from_award_id=source.id,
        to_award_id=target.id,
    )
    for one in moved:
        if one.state is NominationState.RECEIVED:
            _tell(session, one, source, page=page, by=by, at=at)
    return len(moved)


def _lock(session: Session, *awards: Award) -> None:
    """Let nobody else judge, merge or copy in these awards until this transaction is over."""
    ids = sorted(award.id for award in awards)
    wanted = select(Award.id).where(Award.id.in_(ids)).order_by(Award.id)
    session.execute(wanted.with_for_update())


def _all_of(
    session: Session, nomination: Nomination, candidate: Candidate | None
) -> Sequence[Nomination]:
    """Return everything that goes along: withdrawn ones of the candidate, too."""
    if candidate is None:
        return [nomination]
    return session.scalars(
        select(Nomination)
        .join(CandidateNomination, CandidateNomination.nomination_id == Nomination.id)
        .where(CandidateNomination.candidate_id == candidate.id)
        .order_by(Nomination.arrived_at, Nomination.id)
    ).all()


def _rename(
    session: Session, candidate: Candidate, target: Award, *, by: Actor, at: datetime
) -> None:
    """Give the candidate a code name of its new award; what the old jury knew leads nowhere."""
    name = rules.draw_code_name(code_names(session, target.id))
    candidate.award_id, candidate.code_name = target.id, name
    session.flush()
    withdraw_approvals(
        session,
        [candidate.id],
        WithdrawnWhy.MOVED,
        programme_id=target.edition.programme_id,
        by=by,
        at=at,
    )


def _change_award(
    session: Session, nomination: Nomination, target: Award, *, reason: str, by: Actor, at: datetime
) -> None:
    session.add(
        Move(
            nomination_id=nomination.id,
            from_award_id=nomination.award_id,
            to_award_id=target.id,
            moved_by=by.person_id,
            moved_at=at,
            reason=reason.strip(),
        )
    )
    session.flush()
    nomination.award = target


def _tell(
    session: Session, nomination: Nomination, source: Award, *, page: str, by: Actor, at: datetime
) -> None:
    """Write to the nominator; a letter about an earlier move that still waits is dropped."""
    told = list(queries.letters(session, nomination))
    for mail in [one for one in told if one.state is MailState.HELD]:
        release.drop(session, mail, version=mail.version, by=by, at=at)
        told.remove(mail)
    is_back = queries.sent_to(session, nomination.id) == nomination.award_id
    if not nomination.nominator_email or (is_back and not told):
        return
    edition, language = nomination.award.edition, nomination.language
    queue_mail(
        session,
        queries.MOVED,
        to=nomination.nominator_email,
        language=language,
        at=at,
        held=True,
        programme_id=edition.programme_id,
        about=f"nomination:{nomination.id}",
        name=nomination.nominator_name,
        nominee=nomination.nominee_name,
        award=in_language(nomination.award.name, language),
        former_award=in_language(source.name, language),
        reference=nomination.reference,
        programme=in_language(edition.name, language),
        organisation=edition.programme.organisation,
        url=page,
        contact=edition.programme.contact_email,
    )
