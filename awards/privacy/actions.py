"""Taking texts away for ever."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import Actor
from awards.files.models import StoredFile
from awards.privacy import rules
from awards.privacy.models import Purge
from awards.privacy.queries import counts
from awards.privacy.record_classes import classes_of, files_of
from awards.programmes.models import Edition


def purge(session: Session, edition: Edition, *, basis: str, by: Actor, at: datetime) -> Purge:
    """Take away the texts of an edition's nominations; what was decided stays.

    Raises BasisMissing, and NotDue while they are to be kept or when they are gone already.
    """
    session.execute(select(Edition.id).where(Edition.id == edition.id).with_for_update())
    session.refresh(edition, ["purged_at", "rules"])
    rules.require_due(edition, at)
    if not basis.strip():
        raise rules.BasisMissing
    gone = counts(session, edition.id)
    files = session.scalars(files_of(edition.id)).all()
    for one in classes_of(edition.id):
        session.execute(one.purge())
    # Bytes without a row are swept away by the files' own task.
    session.execute(delete(StoredFile).where(StoredFile.id.in_(files)))
    edition.purged_at = at
    done = Purge(
        edition_id=edition.id,
        purged_at=at,
        purged_by_id=by.person_id,
        basis=basis.strip(),
        counts=gone,
    )
    session.add(done)
    session.flush()
    session.expire_all()
    record(
        session,
        "edition.purged",
        subject=f"edition:{edition.id}",
        by=by,
        at=at,
        programme_id=edition.programme_id,
        counts=gone,
    )
    return done
