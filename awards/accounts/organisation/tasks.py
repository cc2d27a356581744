"""Handlers of imports: preview a file, apply a confirmed one, forget a settled one's bytes.

The row is the truth. A handler looks at its state before it does anything and may run twice; what
it writes, it writes in one transaction, so that a killed worker leaves the organisation as it was.
"""

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from awards.accounts.models import ImportState, OrgImport
from awards.accounts.organisation.actions import imports
from awards.accounts.organisation.actions.tries import begin_try
from awards.accounts.organisation.imports.report import unreadable
from awards.accounts.organisation.imports.rows import Content
from awards.accounts.organisation.imports.sheets import Unreadable
from awards.core.clock import now
from awards.files.actions import path_of
from awards.jobs.registry import Workshop, handles

log = logging.getLogger("awards.organisation")
_EVERY = 2000
"""Rows between two notes of how far the reading is."""


def _bytes(workshop: Workshop, file_id: str) -> bytes:
    return path_of(workshop.settings.instance / "files", file_id).read_bytes()


def _read(workshop: Workshop, import_id: str, file_id: str) -> Content:
    """Read a file, telling the row how far it is."""
    told = 0

    def tell(rows: int) -> None:
        nonlocal told
        if rows - told >= _EVERY:
            told = rows
            with workshop.database.write() as session:
                session.get_one(OrgImport, import_id).done = rows

    return imports.read_content(_bytes(workshop, file_id), tell)


def _begun(workshop: Workshop, import_id: str, state: ImportState) -> str | None:
    """Return the file of an import that waits in a state, unless it was tried often enough."""
    with workshop.database.write() as session:
        taken = session.get(OrgImport, import_id, with_for_update=True)
        if taken is None or taken.state is not state:
            return None
        return taken.file_id if begin_try(session, taken, at=now()) else None


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Keep Python from looking for garbage among ten thousand rows that are all in use.

    It would look through them again and again: half of the time an import takes.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@handles("organisation.preview")
@_without_collecting()
def preview(workshop: Workshop, import_id: str) -> None:
    """Read a file and keep what it would change."""
    file_id = _begun(workshop, import_id, ImportState.READING)
    if file_id is None:
        return
    content, refused = None, {}
    try:
        content = _read(workshop, import_id, file_id)
    except Unreadable as error:
        refused = unreadable(error.message, error.values)
    with workshop.database.write() as session:
        taken = session.get_one(OrgImport, import_id, with_for_update=True)
        if taken.state is not ImportState.READING:
            return
        if content is None:
            taken.preview, taken.state = refused, ImportState.PREVIEW
        else:
            imports.show(session, taken, content, at=now())


@handles("organisation.apply")
@_without_collecting()
def apply(workshop: Workshop, import_id: str) -> None:
    """Apply a confirmed file, or show it again when the organisation has changed."""
    file_id = _begun(workshop, import_id, ImportState.APPLYING)
    if file_id is None:
        return
    content = _read(workshop, import_id, file_id)
    with workshop.database.write() as session:
        taken = session.get_one(OrgImport, import_id, with_for_update=True)
        if taken.state is ImportState.APPLYING:
            imports.apply(session, taken, content, at=now())


@handles("organisation.discard")
def discard(workshop: Workshop, file_id: str) -> None:
    """Remove the bytes of a settled import."""
    imports.discard_bytes(workshop.settings.instance / "files", file_id)


@handles("organisation.sweep", sweep=True)
def sweep(workshop: Workshop) -> None:
    """Go on with what an earlier worker left; one import that fails does not stop the next."""
    with workshop.database.read() as session:
        waiting = session.execute(
            select(OrgImport.id, OrgImport.state).where(
                OrgImport.state.in_([ImportState.READING, ImportState.APPLYING])
            )
        ).all()
    for import_id, state in waiting:
        try:
            (preview if state is ImportState.READING else apply)(workshop, import_id)
        except Exception:
            log.exception("import.failed", extra={"import": import_id})
