"""Reading the rows of stored files."""

from sqlalchemy.orm import Session

from awards.core.errors import NotFound
from awards.files.models import StoredFile


def stored_file(session: Session, file_id: str) -> StoredFile:
    """Return a stored file. Raises NotFound. Only for whoever holds a link signed for it."""
    found = session.get(StoredFile, file_id)
    if found is None:
        raise NotFound
    return found
