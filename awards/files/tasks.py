"""Handlers that keep the folder of files and its rows together."""

from datetime import timedelta

from sqlalchemy import select

from awards.core.clock import now
from awards.files.actions import leftovers
from awards.files.models import StoredFile
from awards.jobs.registry import Workshop, handles

GRACE = timedelta(hours=1)
"""Bytes come before their row: what is younger may be somebody's in a moment."""


@handles("files.sweep", sweep=True)
def sweep(workshop: Workshop) -> None:
    """Remove bytes that are nobody's: replaced, withdrawn, or left half-written by a killed worker.

    At every start of the worker and once an hour.
    """
    folder = workshop.settings.instance / "files"
    swept = folder / "swept"
    if not folder.is_dir() or (
        swept.exists() and swept.stat().st_mtime > (now() - GRACE).timestamp()
    ):
        return
    old = leftovers(folder, before=now() - GRACE)
    with workshop.database.read() as session:
        kept = set(session.scalars(select(StoredFile.id)))
    for file_id, path in old.items():
        if file_id not in kept:
            path.unlink(missing_ok=True)
    swept.touch()
