"""What can be done with attachments: add, remove, send along with the form, drop with it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import Actor
from awards.files.actions import keep, write_bytes
from awards.files.apart import inspect
from awards.files.kinds import Format
from awards.files.models import StoredFile
from awards.files.names import safe_name
from awards.nominations.attachments import queries, rules
from awards.nominations.attachments.models import Attachment
from awards.nominations.drafts.rules import code_of
from awards.nominations.models import Nomination
from awards.programmes.models import Award
from awards.programmes.settings import rules_of


@dataclass(frozen=True)
class Place:
    """Where a file is attached: a form by its key, or a nomination through its edit link."""

    award: Award
    form_key: str
    ids: frozenset[str] = frozenset()
    """What the form's page names beside its key: it may have got another key meanwhile."""
    nomination: Nomination | None = None
    by_hand: bool = False
    """The form is a coordinator's who registers a letter, or a juror's who adds a nomination."""

    def attached(self, session: Session) -> list[Attachment]:
        """Return what is there already."""
        if self.nomination is not None:
            return queries.of_nominations(session, [self.nomination])
        return queries.of_form(session, self.form_key, self.ids)


@dataclass(frozen=True)
class Taken:
    """A file that has been looked through; its bytes are on disk, its row is not written yet."""

    id: str
    name: str
    format: Format
    data: bytes


def require_takes(session: Session, place: Place, *, at: datetime) -> None:
    """Raise Closed, TooMany or NoRoom when one more file cannot come here."""
    rules.require_open(place.award, place.nomination, at, by_hand=place.by_hand)
    rules.require_room(rules_of(place.award), place.attached(session))
    if queries.bytes_waiting(session) > rules.MOST_WAITING:
        raise rules.NoRoom


def take(place: Place, data: bytes, *, name: str, folder: Path) -> Taken:
    """Look a file through, write a picture anew, make its name safe, put it on disk.

    Asks the database nothing: that takes a while, and writers wait for each other.
    Raises Refused, Busy.
    """
    inspected = inspect(data)
    rules.require_kind(rules_of(place.award), inspected.format.kind)
    safe = safe_name(name, inspected.format.ending)
    return Taken(write_bytes(folder, inspected.data), safe, inspected.format, inspected.data)


def attach(session: Session, place: Place, taken: Taken, *, by: Actor, at: datetime) -> Attachment:
    """Keep a file that has been taken. Raises what `require_takes` raises."""
    require_takes(session, place, at=at)
    stored = keep(
        session,
        taken.id,
        name=taken.name,
        media_type=taken.format.media_type,
        data=taken.data,
        at=at,
    )
    attachment = Attachment(
        form_key=place.form_key,
        nomination_id=place.nomination.id if place.nomination else None,
        kind=taken.format.kind,
        file=stored,
        added_at=at,
    )
    session.add(attachment)
    session.flush()
    _record(session, "attachment.added", attachment, place.award, by=by, at=at)
    return attachment


def remove(session: Session, place: Place, attachment_id: str, *, by: Actor, at: datetime) -> bool:
    """Take a file away again; False when it is not there (any more). Raises Closed."""
    rules.require_open(place.award, place.nomination, at, by_hand=place.by_hand)
    found = next((one for one in place.attached(session) if one.id == attachment_id), None)
    if found is None:
        return False
    _drop(session, found, at)
    _record(session, "attachment.removed", found, place.award, by=by, at=at)
    return True


def send_along(session: Session, place: Place, nomination: Nomination) -> None:
    """Let the files of a form belong to the nomination it has become."""
    named = or_(Attachment.form_key == place.form_key, Attachment.id.in_(place.ids))
    session.execute(
        update(Attachment)
        .where(named, Attachment.nomination_id.is_(None))
        .values(nomination_id=nomination.id)
        .execution_options(synchronize_session=False)
    )


def drop_with(session: Session, nomination: Nomination, *, by: Actor, at: datetime) -> None:
    """Remove a withdrawn nomination's files, as far as they go with it."""
    if not rules.goes_with_withdrawal(nomination.award, at):
        return
    for attachment in queries.of_nominations(session, [nomination]):
        _drop(session, attachment, at)
        _record(session, "attachment.removed", attachment, nomination.award, by=by, at=at)


def forget(session: Session, attachment: Attachment, *, at: datetime) -> None:
    """Remove a file whose form was never sent; of it nothing is left."""
    _drop(session, attachment, at)
    session.delete(attachment)
    session.flush()


def _drop(session: Session, attachment: Attachment, at: datetime) -> None:
    """Remove the file's row with its name; the sweep removes the bytes, which are nobody's now."""
    stored = session.get(StoredFile, attachment.file_id or "")
    attachment.file = None
    attachment.removed_at = at
    session.flush()
    if stored is not None:
        session.delete(stored)
        session.flush()


def _record(
    session: Session,
    event: str,
    attachment: Attachment,
    award: Award,
    *,
    by: Actor,
    at: datetime,
) -> None:
    record(
        session,
        event,
        subject=f"attachment:{code_of(attachment.id)}",
        by=by,
        at=at,
        programme_id=award.edition.programme_id,
        kind=attachment.kind.value,
    )
