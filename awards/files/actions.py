"""Keeping and finding files."""

import hashlib
import os
import tempfile
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from awards.core.ids import new_id
from awards.files.models import StoredFile
from awards.files.names import safe_name


def path_of(folder: Path, file_id: str) -> Path:
    """Return where the bytes of a file lie; made of the id only."""
    return folder / file_id[:2] / file_id


def write_bytes(folder: Path, data: bytes) -> str:
    """Write bytes so that they are there whole or not at all; return a new file id."""
    file_id = new_id()
    target = path_of(folder, file_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(target)
    _settle(target.parent)
    return file_id


def _settle(folder: Path) -> None:
    """Wait until a folder's list of names is on disk: a new file survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def leftovers(folder: Path, *, before: datetime) -> dict[str, Path]:
    """Return the files written before a moment, by the id they would have in the database."""
    found = (path for path in folder.glob("*/*") if path.is_file())
    return {path.name: path for path in found if path.stat().st_mtime < before.timestamp()}


def keep(
    session: Session, file_id: str, *, name: str, media_type: str, data: bytes, at: datetime
) -> StoredFile:
    """Add the row of a file whose bytes `write_bytes` has written."""
    stored = StoredFile(
        id=file_id,
        name=safe_name(name),
        media_type=media_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        stored_at=at,
    )
    session.add(stored)
    session.flush()
    return stored
