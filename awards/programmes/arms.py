"""Whether a picture is some programme's coat of arms or logo, and so everybody's to see."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.files.models import StoredFile
from awards.programmes.models import Programme


def media_type_of_arms(session: Session, file_id: str) -> str | None:
    """Return what kind of picture a programme shows; None for any other file."""
    shown = select(StoredFile.media_type).join(Programme, Programme.arms_id == StoredFile.id)
    return session.scalars(shown.where(StoredFile.id == file_id)).first()
