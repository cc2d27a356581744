"""Reading certificates and batches."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from awards.certificates.models import BatchItem, Certificate, CertificateBatch, MakingState
from awards.certificates.rules import Recipient, file_name, recipients
from awards.core.errors import NotFound
from awards.core.languages import in_language
from awards.core.permissions import Actor, Permission
from awards.decisions.models import DecidedOutcome, Decision
from awards.decisions.queries import AwardOutcome
from awards.files.models import StoredFile
from awards.programmes.models import Award, Edition
from awards.programmes.queries import in_places


@dataclass(frozen=True)
class BatchState:
    """A batch, its file, and how many of its certificates are made, failed, and there at all."""

    batch: CertificateBatch
    file: StoredFile | None
    made: int
    failed: int
    total: int

    @property
    def is_pending(self) -> bool:
        """Whether the worker is not through with it."""
        return self.batch.state is MakingState.PENDING


@dataclass(frozen=True)
class Entry:
    """One made certificate on its way into a ZIP."""

    certificate_id: str
    file_id: str
    name: str


def recipient_for(
    session: Session, actor: Actor, outcome_id: str, member: int
) -> tuple[AwardOutcome, Recipient]:
    """Return a decided outcome and the recipient in it, for whoever makes its certificates.

    Raises NotFound also before the decision, and for another programme's outcome.
    """
    given = outcome_with(session, outcome_id)
    if given is None:
        raise NotFound
    edition = given.award.edition
    if not actor.may(Permission.MAKE_CERTIFICATES, edition.programme_id, edition.id):
        raise NotFound
    recipient = find_recipient(given, outcome_id, member)
    if recipient is None:
        raise NotFound
    return given, recipient


def find_recipient(given: AwardOutcome, outcome_id: str, member: int) -> Recipient | None:
    """Return one recipient of a decision; none when the decision has been corrected since."""
    wanted = (outcome_id, member)
    found = (r for r in recipients(given.decision) if (r.outcome.id, r.member) == wanted)
    return next(found, None)


def outcome_with(session: Session, outcome_id: str) -> AwardOutcome | None:
    """Return the decided award that an outcome belongs to; for the worker, who asks for nobody."""
    row = session.execute(
        select(Award, Decision)
        .join(Decision, Decision.award_id == Award.id)
        .join(DecidedOutcome, DecidedOutcome.decision_id == Decision.id)
        .where(DecidedOutcome.id == outcome_id, Award.decided_at.is_not(None))
        .options(
            joinedload(Award.edition).joinedload(Edition.programme),
            selectinload(Decision.winners),
        )
    ).first()
    return None if row is None else AwardOutcome(*row)


def still_pending(session: Session, certificate_ids: Collection[str]) -> Sequence[Certificate]:
    """Return those of some certificates that are still to be made."""
    return session.scalars(
        select(Certificate).where(
            Certificate.id.in_(certificate_ids), Certificate.state == MakingState.PENDING
        )
    ).all()


def recipients_in(
    session: Session, edition_ids: Iterable[str]
) -> dict[tuple[str, int], tuple[AwardOutcome, Recipient]]:
    """Return (outcome id, member) → decided award and recipient, for the worker."""
    return {
        (recipient.outcome.id, recipient.member): (given, recipient)
        for edition_id in edition_ids
        for given in outcomes_of(session, edition_id)
        for recipient in recipients(given.decision)
    }


def outcomes_of(session: Session, edition_id: str) -> list[AwardOutcome]:
    """Return all that is decided in an edition; for the worker, who asks for nobody."""
    rows = session.execute(
        select(Award, Decision)
        .join(Decision, Decision.award_id == Award.id)
        .join(Award.edition)
        .where(Award.edition_id == edition_id, Award.decided_at.is_not(None))
        .options(
            contains_eager(Award.edition).joinedload(Edition.programme),
            selectinload(Decision.winners),
        )
        .order_by(Award.position, Award.id)
    )
    return [AwardOutcome(award, decision) for award, decision in rows]


def certificates_in(session: Session, edition_id: str, language: str) -> Sequence[Certificate]:
    """Return an edition's certificates in one language, as asked for so far."""
    wanted = select(Certificate).where(
        Certificate.edition_id == edition_id, Certificate.language == language
    )
    return session.scalars(wanted).all()


def batches_of(session: Session, edition: Edition, *, newest: int = 10) -> list[BatchState]:
    """Return an edition's newest batches, newest first. The caller has checked who asks."""
    return _batches(session, CertificateBatch.edition_id == edition.id, newest)


def batch_for(session: Session, actor: Actor, batch_id: str) -> tuple[BatchState, Edition]:
    """Return a batch and its edition, with the programme, for whoever makes its certificates.

    Raises NotFound also for a batch of another programme.
    """
    held = in_places(actor.places_with(Permission.MAKE_CERTIFICATES))
    edition = session.scalars(
        select(Edition)
        .join(CertificateBatch, CertificateBatch.edition_id == Edition.id)
        .where(CertificateBatch.id == batch_id, held)
        .options(joinedload(Edition.programme))
    ).first()
    if edition is None:
        raise NotFound
    return _batches(session, CertificateBatch.id == batch_id, 1)[0], edition


def _batches(session: Session, wanted: object, newest: int) -> list[BatchState]:
    """Count each batch's certificates by state, in one query."""
    made, failed = (
        func.count(Certificate.id).filter(Certificate.state == state)
        for state in (MakingState.MADE, MakingState.FAILED)
    )
    rows = session.execute(
        select(CertificateBatch, StoredFile, made, failed, func.count(Certificate.id))
        .join(StoredFile, StoredFile.id == CertificateBatch.file_id, isouter=True)
        .join(BatchItem, BatchItem.batch_id == CertificateBatch.id, isouter=True)
        .join(Certificate, Certificate.id == BatchItem.certificate_id, isouter=True)
        .where(wanted)  # type: ignore[arg-type]  # a column's condition
        .group_by(CertificateBatch.id, StoredFile.id)
        .order_by(CertificateBatch.asked_at.desc(), CertificateBatch.id)
        .limit(newest)
    )
    return [BatchState(*row) for row in rows]


def failed_in(session: Session, batch_id: str) -> Sequence[Certificate]:
    """Return a batch's certificates that could not be made, by number."""
    return session.scalars(
        select(Certificate)
        .join(BatchItem, BatchItem.certificate_id == Certificate.id)
        .where(BatchItem.batch_id == batch_id, Certificate.state == MakingState.FAILED)
        .order_by(Certificate.serial)
    ).all()


def pending_in(session: Session, batch_id: str) -> list[str]:
    """Return the ids of a batch's certificates that are still to be made."""
    wanted = (
        select(Certificate.id)
        .join(BatchItem, BatchItem.certificate_id == Certificate.id)
        .where(BatchItem.batch_id == batch_id, Certificate.state == MakingState.PENDING)
    )
    return list(session.scalars(wanted))


def pending_batches(session: Session) -> list[str]:
    """Return the ids of the batches that are not through, the longest waiting first."""
    wanted = select(CertificateBatch.id).where(CertificateBatch.state == MakingState.PENDING)
    return list(session.scalars(wanted.order_by(CertificateBatch.asked_at)))


def pending_certificates(session: Session) -> list[str]:
    """Return the ids of all certificates that are still to be made."""
    wanted = select(Certificate.id).where(Certificate.state == MakingState.PENDING)
    return list(session.scalars(wanted))


def entries_of(session: Session, batch_id: str) -> list[Entry]:
    """Return a batch's made certificates in the order of awards, winners and members."""
    rows = session.execute(
        select(Certificate, Award.name, Edition.year)
        .join(BatchItem, BatchItem.certificate_id == Certificate.id)
        .join(DecidedOutcome, DecidedOutcome.id == Certificate.outcome_id)
        .join(Decision, Decision.id == DecidedOutcome.decision_id)
        .join(Award, Award.id == Decision.award_id)
        .join(Edition, Edition.id == Certificate.edition_id)
        .where(BatchItem.batch_id == batch_id, Certificate.state == MakingState.MADE)
        .order_by(Award.position, Award.id, DecidedOutcome.position, Certificate.member)
    )
    return [
        Entry(
            certificate.id,
            certificate.file_id or "",
            file_name(f"{in_language(name, certificate.language)} {year}", certificate.recipient),
        )
        for certificate, name, year in rows
    ]
