"""Factories of attachments and their blind copies, with bytes on disk."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from awards.files.actions import keep, write_bytes
from awards.files.inspection import inspect
from awards.files.kinds import Format
from awards.files.models import StoredFile
from awards.nominations.attachments.models import Attachment
from awards.nominations.models import Nomination
from awards.triage.blind_files.models import BlindFile, FileState
from tests.samples import pdf


@cache
def _format_of(data: bytes) -> Format:
    return inspect(data).format


def _stored(session: Session, folder: Path, data: bytes, name: str) -> StoredFile:
    return keep(
        session,
        write_bytes(folder, data),
        name=name,
        media_type=_format_of(data).media_type,
        data=data,
        at=datetime.now(UTC),
    )


def attach(
    session: Session,
    nomination: Nomination,
    folder: Path,
    *,
    data: bytes = b"",
    name: str = "Alva Norrsken.pdf",
) -> Attachment:
    """Let a file have come with a nomination."""
    data = data or pdf("Alva Norrsken did it")
    attachment = Attachment(
        form_key=nomination.form_key,
        nomination_id=nomination.id,
        kind=_format_of(data).kind,
        file=_stored(session, folder, data, name),
        added_at=datetime.now(UTC),
    )
    session.add(attachment)
    session.commit()
    return attachment


def blind_copy(
    session: Session,
    attachment: Attachment,
    folder: Path,
    *,
    data: bytes = b"",
    state: FileState = FileState.APPROVED,
    number: int = 1,
    version: int = 1,
) -> BlindFile:
    """Let there be a blind copy of an attachment."""
    data = data or pdf("The candidate did it")
    now = datetime.now(UTC)
    blind = BlindFile(
        attachment_id=attachment.id,
        version=version,
        number=number,
        state=state,
        file=_stored(session, folder, data, f"copy {number}.pdf"),
        readable=True,
        hits=[],
        uploaded_at=now,
        approved_at=now if state is FileState.APPROVED else None,
    )
    session.add(blind)
    session.commit()
    return blind
