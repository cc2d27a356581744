"""A programme's coat of arms or logo: taken in, shown, taken away again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import Actor
from awards.files.actions import keep, write_bytes
from awards.files.apart import emblem
from awards.files.kinds import Format
from awards.files.models import StoredFile
from awards.programmes.models import Programme
from awards.programmes.rules import ChangedMeanwhile


@dataclass(frozen=True)
class Taken:
    """A picture that has been looked through; its bytes are on disk, its row is not written yet."""

    id: str
    format: Format
    data: bytes


def take_arms(data: bytes, *, folder: Path) -> Taken:
    """Look a picture through, write it anew, put it on disk. Asks the database nothing.

    Raises Refused, Busy.
    """
    found = emblem(data)
    return Taken(write_bytes(folder, found.data), found.format, found.data)


def set_arms(
    session: Session,
    programme: Programme,
    taken: Taken | None,
    alt: Mapping[str, str],
    *,
    version: int,
    by: Actor,
    at: datetime,
) -> None:
    """Show a picture as the programme's, or only say otherwise what the one that is there shows.

    Raises ChangedMeanwhile when `version` is not the stored one.
    """
    session.refresh(programme, with_for_update=True)
    if programme.version != version:
        raise ChangedMeanwhile
    if taken is None and programme.arms_alt == alt:
        return
    programme.arms_alt = dict(alt)
    programme.version += 1
    if taken is None:
        _record(session, programme, "programme.changed", by=by, at=at, fields=["arms_alt"])
        return
    kept = keep(
        session,
        taken.id,
        name=f"arms.{taken.format.ending}",
        media_type=taken.format.media_type,
        data=taken.data,
        at=at,
    )
    _show(session, programme, kept)
    _record(session, programme, "programme.arms-set", by=by, at=at, kind=taken.format.ending)


def remove_arms(session: Session, programme: Programme, *, by: Actor, at: datetime) -> None:
    """Take the picture away; nothing happens when there is none (any more)."""
    session.refresh(programme, with_for_update=True)
    if programme.arms_id is None:
        return
    programme.arms_alt = {}
    programme.version += 1
    _show(session, programme, None)
    _record(session, programme, "programme.arms-removed", by=by, at=at)


def _show(session: Session, programme: Programme, stored: StoredFile | None) -> None:
    """Point to a picture, and let go of the one before; the sweep removes its bytes."""
    before = session.get(StoredFile, programme.arms_id or "")
    programme.arms_id = stored.id if stored else None
    session.flush()
    if before is not None:
        session.delete(before)
        session.flush()


def _record(
    session: Session,
    programme: Programme,
    event: str,
    *,
    by: Actor,
    at: datetime,
    **details: object,
) -> None:
    session.flush()
    record(
        session,
        event,
        subject=f"programme:{programme.id}",
        by=by,
        at=at,
        programme_id=programme.id,
        version=programme.version,
        **details,
    )
