"""Asking for certificates, and writing down what the worker has made."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Update, delete, select, update
from sqlalchemy.orm import Session

from awards.certificates import queries, trail
from awards.certificates.models import BatchItem, Certificate, CertificateBatch, MakingState
from awards.certificates.rules import (
    MOST_ATTEMPTS,
    NothingDecided,
    Recipient,
    content_of,
    recipients,
    serial_of,
)
from awards.certificates.wording import certificate_text, fingerprint_of
from awards.core.permissions import SYSTEM, Actor
from awards.decisions.queries import AwardOutcome
from awards.files.models import StoredFile
from awards.jobs.registry import enqueue
from awards.programmes.models import Edition


def ask_for_batch(
    session: Session,
    edition: Edition,
    given: Sequence[AwardOutcome],
    *,
    language: str,
    by: Actor,
    at: datetime,
) -> CertificateBatch:
    """Ask for all certificates of an edition; the same twice while it is made is one batch.

    Somebody else who asks for the same joins that batch, and the trail says so. Raises
    NothingDecided when there is no winner yet.
    """
    _hold(session, edition.id)
    certificates = refresh(session, edition.id, given, language=language, by=by, at=at)
    if not certificates:
        raise NothingDecided
    content = content_of([(row.serial, row.fingerprint) for row in certificates])
    batch = _same_batch(session, edition.id, content)
    if batch is None:
        batch = CertificateBatch(
            edition_id=edition.id,
            language=language,
            content=content,
            asked_at=at,
            asked_by_id=by.person_id,
        )
        _put_in(session, batch, certificates)
        trail.record_batch(session, batch, "batch.asked", by=by, at=at, count=len(certificates))
    elif batch.asked_by_id != by.person_id:
        trail.record_batch(session, batch, "batch.joined", by=by, at=at, count=len(certificates))
    enqueue(session, "certificates.make_batch", batch.id)
    return batch


def _hold(session: Session, edition_id: str) -> None:
    """Let one click at a time through."""
    session.execute(select(Edition.id).where(Edition.id == edition_id).with_for_update())


def _same_batch(session: Session, edition_id: str, content: str) -> CertificateBatch | None:
    wanted = select(CertificateBatch).where(
        CertificateBatch.edition_id == edition_id,
        CertificateBatch.content == content,
        CertificateBatch.state == MakingState.PENDING,
    )
    return session.scalars(wanted).first()


def _put_in(session: Session, batch: CertificateBatch, certificates: Sequence[Certificate]) -> None:
    session.add(batch)
    session.flush()
    session.add_all(BatchItem(batch_id=batch.id, certificate_id=row.id) for row in certificates)
    session.flush()


def refresh(
    session: Session,
    edition_id: str,
    given: Sequence[AwardOutcome],
    *,
    language: str,
    by: Actor,
    at: datetime,
) -> list[Certificate]:
    """Bring an edition's rows in one language up to its decisions; return them in order.

    A recipient who is new gets a row, one who is gone loses it, and where the text has changed, or
    making it had failed, it is to be made (again).
    """
    wanted = [(award, recipient) for award in given for recipient in recipients(award.decision)]
    keys = {(recipient.outcome.id, recipient.member) for _, recipient in wanted}
    known = {}
    for row in queries.certificates_in(session, edition_id, language):
        if (row.outcome_id, row.member) in keys:
            known[row.outcome_id, row.member] = row
        else:
            withdraw(session, row, by=by, at=at)
    _free_serials(session, wanted, known)
    return [_ask(session, award, recipient, known, language) for award, recipient in wanted]


_Known = dict[tuple[str, int], Certificate]


def withdraw(session: Session, row: Certificate, *, by: Actor, at: datetime) -> None:
    """Take away a certificate that no decision gives any more, and its file."""
    trail.record_gone(session, row, "certificate.withdrawn", file_id=row.file_id, by=by, at=at)
    session.delete(row)
    session.flush()
    _discard(session, row.file_id)


def _discard(session: Session, file_id: str | None) -> None:
    """Forget a file; its bytes go once the transaction has been committed.

    The caller writes down why.
    """
    if file_id is not None:
        session.execute(delete(StoredFile).where(StoredFile.id == file_id))
        enqueue(session, "certificates.discard", file_id)


def _free_serials(
    session: Session, wanted: Sequence[tuple[AwardOutcome, Recipient]], known: _Known
) -> None:
    """Let go of numbers that move to another winner, so that no two rows hold one meanwhile."""
    for given, recipient in wanted:
        row = known.get((recipient.outcome.id, recipient.member))
        if row is not None and row.serial != serial_of(given.award, recipient):
            row.serial = f"~{row.id}"
    session.flush()


def _ask(
    session: Session, given: AwardOutcome, recipient: Recipient, known: _Known, language: str
) -> Certificate:
    """Return the row of one recipient's certificate, to be made when it would read otherwise."""
    fingerprint = fingerprint_of(certificate_text(given, recipient, language))
    row = known.get((recipient.outcome.id, recipient.member))
    if row is None:
        row = Certificate(
            outcome_id=recipient.outcome.id, member=recipient.member, language=language
        )
        row.edition_id, row.state = given.award.edition_id, MakingState.PENDING
        session.add(row)
    if row.fingerprint != fingerprint or row.state is MakingState.FAILED:
        row.state, row.attempts = MakingState.PENDING, 0
    row.fingerprint, row.recipient = fingerprint, recipient.name
    row.serial = serial_of(given.award, recipient)
    session.flush()
    return row


def try_again(session: Session, batch: CertificateBatch, *, by: Actor, at: datetime) -> None:
    """Make what failed in a batch once more; one that is being made, or whole, is left alone."""
    session.refresh(batch, with_for_update=True)
    if batch.state is not MakingState.FAILED:
        return
    half, batch.file_id = batch.file_id, None
    batch.state, batch.finished_at = MakingState.PENDING, None
    failed = queries.failed_in(session, batch.id)
    for row in failed:
        row.state, row.attempts = MakingState.PENDING, 0
    session.flush()
    _discard(session, half)
    trail.record_batch(session, batch, "batch.tried-again", by=by, at=at, count=len(failed))
    enqueue(session, "certificates.make_batch", batch.id)


def hold(session: Session, certificate_ids: Iterable[str]) -> None:
    """Lock rows before any is changed, in one order: two workers never wait for each other."""
    wanted = select(Certificate.id).where(Certificate.id.in_(list(certificate_ids)))
    session.execute(wanted.order_by(Certificate.id).with_for_update()).all()


def settle_made(
    session: Session, certificate_id: str, fingerprint: str, *, stored: StoredFile, at: datetime
) -> bool:
    """Write down that a certificate is made, if it is still asked for in this very wording.

    False when somebody else was first or the text has changed: nothing is written then, and the
    caller takes its bytes away. What it replaces is discarded.
    """
    here = (
        Certificate.id == certificate_id,
        Certificate.state == MakingState.PENDING,
        Certificate.fingerprint == fingerprint,
    )
    if not _changed(session, update(Certificate).where(*here).values(state=MakingState.MADE)):
        return False
    session.add(stored)
    session.flush()
    row = session.get_one(Certificate, certificate_id, populate_existing=True)
    before, row.file_id, row.made_at = row.file_id, stored.id, at
    session.flush()
    if before is not None:
        trail.record_gone(session, row, "certificate.replaced", file_id=before, by=SYSTEM, at=at)
    _discard(session, before)
    details = {"serial": row.serial, "sha256": stored.sha256}
    trail.record_certificate(session, row, "certificate.made", by=SYSTEM, at=at, **details)
    return True


def count_failure(session: Session, certificate_id: str, fingerprint: str, *, at: datetime) -> None:
    """Count a failed attempt; after the last one the certificate has failed."""
    wanted = select(Certificate).where(
        Certificate.id == certificate_id,
        Certificate.state == MakingState.PENDING,
        Certificate.fingerprint == fingerprint,
    )
    row = session.scalars(wanted.with_for_update()).first()
    if row is None:
        return
    row.attempts += 1
    if row.attempts >= MOST_ATTEMPTS:
        row.state = MakingState.FAILED
        session.flush()
        details = {"attempts": row.attempts}
        trail.record_certificate(session, row, "certificate.failed", by=SYSTEM, at=at, **details)


def reopen_lost(session: Session, certificate_id: str, file_id: str, *, at: datetime) -> None:
    """Have a certificate made again whose file is not where its row says."""
    lost = (
        update(Certificate)
        .where(Certificate.id == certificate_id, Certificate.file_id == file_id)
        .values(state=MakingState.PENDING, attempts=0, file_id=None)
    )
    if _changed(session, lost):
        row = session.get_one(Certificate, certificate_id, populate_existing=True)
        trail.record_gone(session, row, "certificate.reopened", file_id=file_id, by=SYSTEM, at=at)
        _discard(session, file_id)


def settle_batch(
    session: Session, batch_id: str, *, stored: StoredFile | None, made: int, at: datetime
) -> bool:
    """Write down that a batch is through, once; False when somebody else was first.

    It has failed when one of its certificates has, or when none is left; `stored` is the ZIP of
    the `made` ones.
    """
    whole = made > 0 and not queries.failed_in(session, batch_id)
    state = MakingState.MADE if whole else MakingState.FAILED
    here = (CertificateBatch.id == batch_id, CertificateBatch.state == MakingState.PENDING)
    ended = update(CertificateBatch).where(*here).values(state=state, finished_at=at)
    if not _changed(session, ended):
        return False
    batch = session.get_one(CertificateBatch, batch_id, populate_existing=True)
    if stored is not None:
        session.add(stored)
        session.flush()
        batch.file_id = stored.id
    trail.record_batch(session, batch, "batch.finished", by=SYSTEM, at=at, count=made)
    return True


def _changed(session: Session, statement: Update) -> bool:
    """Run a conditional update; say whether it met its row."""
    result = session.execute(statement)
    return cast("CursorResult[Any]", result).rowcount == 1
