"""What is written down about certificates and batches, with the programme it belongs to."""

from datetime import datetime

from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.certificates.models import Certificate, CertificateBatch
from awards.core.permissions import Actor
from awards.files.models import StoredFile
from awards.programmes.models import Edition


def record_batch(
    session: Session,
    batch: CertificateBatch,
    event: str,
    *,
    by: Actor,
    at: datetime,
    count: int,
) -> None:
    """Write down what happened to a batch, and to how many certificates."""
    record(
        session,
        event,
        subject=f"batch:{batch.id}",
        by=by,
        at=at,
        programme_id=session.get_one(Edition, batch.edition_id).programme_id,
        certificates=count,
    )


def record_certificate(
    session: Session,
    row: Certificate,
    event: str,
    *,
    by: Actor,
    at: datetime,
    **details: object,
) -> None:
    """Write down what happened to a certificate."""
    record(
        session,
        event,
        subject=f"certificate:{row.id}",
        by=by,
        at=at,
        programme_id=session.get_one(Edition, row.edition_id).programme_id,
        **details,
    )


def record_gone(
    session: Session,
    row: Certificate,
    event: str,
    *,
    file_id: str | None,
    by: Actor,
    at: datetime,
) -> None:
    """Write down that a certificate, or its file, goes, with the hash of what it was.

    The hash is none when the certificate was never made. Before the file's row is deleted.
    """
    stored = session.get(StoredFile, file_id) if file_id is not None else None
    sha256 = stored.sha256 if stored else None
    record_certificate(session, row, event, by=by, at=at, serial=row.serial, sha256=sha256)
