"""Reading attachments: of a form, of nominations."""

from collections.abc import Collection

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from awards.core.errors import NotFound
from awards.files.models import StoredFile
from awards.nominations.attachments.models import Attachment
from awards.nominations.models import Nomination, NominationState

_STANDING = Attachment.removed_at.is_(None)
_ORDER = (Attachment.added_at, Attachment.id)


def of_form(session: Session, form_key: str, ids: Collection[str]) -> list[Attachment]:
    """Return what has been attached to a form; nothing of it any more once that is confirmed."""
    named = or_(Attachment.form_key == form_key, Attachment.id.in_(ids))
    unsent = or_(Nomination.id.is_(None), Nomination.state == NominationState.UNCONFIRMED)
    wanted = (
        select(Attachment)
        .outerjoin(Nomination, Nomination.id == Attachment.nomination_id)
        .where(named, unsent, _STANDING)
    )
    return list(session.scalars(wanted.options(joinedload(Attachment.file)).order_by(*_ORDER)))


def of_nominations(session: Session, nominations: Collection[Nomination]) -> list[Attachment]:
    """Return what came with nominations, in the order it came."""
    wanted = select(Attachment).where(
        Attachment.nomination_id.in_([one.id for one in nominations]), _STANDING
    )
    return list(session.scalars(wanted.options(joinedload(Attachment.file)).order_by(*_ORDER)))


def one_of(attachments: Collection[Attachment], attachment_id: str) -> Attachment:
    """Return one among attachments that somebody may have. Raises NotFound."""
    found = next((one for one in attachments if one.id == attachment_id), None)
    if found is None:
        raise NotFound
    return found


def bytes_waiting(session: Session) -> int:
    """Return how much all files take whose forms are not sent yet."""
    total = session.scalar(
        select(func.sum(StoredFile.size))
        .join(Attachment, Attachment.file_id == StoredFile.id)
        .where(Attachment.nomination_id.is_(None))
    )
    return int(total or 0)
