"""How often the worker has tried an import, so that one that always fails ends in words."""

from datetime import datetime

from sqlalchemy.orm import Session

from awards.accounts.models import ImportState, OrgImport
from awards.accounts.organisation.imports.report import unreadable
from awards.audit.actions import record
from awards.core.languages import N_
from awards.core.permissions import SYSTEM

MOST_TRIES = 3
_GIVEN_UP = {
    ImportState.READING: N_(
        "We tried several times, but could not read the file to its end. Save it again as CSV or "
        "XLSX, and upload it anew."
    ),
    ImportState.APPLYING: N_(
        "We tried several times, but could not save the changes. Nothing was written. Upload the "
        "file anew, or ask whoever runs this service."
    ),
}


def begin_try(session: Session, taken: OrgImport, *, at: datetime) -> bool:
    """Count a try before it is made, so that one that kills the worker counts too.

    False when there have been enough: then the import is shown as faulty, and can be dropped.
    """
    tries = int(taken.preview.get("tries", 0))
    if tries < MOST_TRIES:
        taken.preview = {**taken.preview, "tries": tries + 1}
        session.flush()
        return True
    taken.preview, taken.digest = unreadable(_GIVEN_UP[taken.state], {}), ""
    taken.state = ImportState.PREVIEW
    session.flush()
    record(session, "import.failed", subject=f"import:{taken.id}", by=SYSTEM, at=at, tries=tries)
    return False
