"""Taking a file in, showing what it would change, and changing exactly that."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, contains_eager

from awards.accounts.models import ImportState, OrgImport, Person
from awards.accounts.organisation.actions.writing import write
from awards.accounts.organisation.imports.columns import count_known
from awards.accounts.organisation.imports.comparison import make_plan
from awards.accounts.organisation.imports.plan import Plan
from awards.accounts.organisation.imports.report import preview_of
from awards.accounts.organisation.imports.rows import Content, content_of
from awards.accounts.organisation.imports.sheets import read_sheets, require_table
from awards.accounts.organisation.imports.standing import stands
from awards.accounts.organisation.queries.people import may_close
from awards.accounts.organisation.queries.whose import employers_elsewhere, people_elsewhere
from awards.audit.actions import record
from awards.core.clock import day_of
from awards.core.errors import Conflict, Forbidden
from awards.core.languages import N_
from awards.core.permissions import PUBLIC, SYSTEM, Actor, Grant, Permission
from awards.files.actions import keep, path_of, write_bytes
from awards.files.models import StoredFile
from awards.jobs.registry import enqueue


class NotReady(Conflict):
    """An import that is no preview (any more) cannot be confirmed or dropped."""

    message = N_("This import has been confirmed or dropped already.")


def read_content(data: bytes, progress: Callable[[int], None] = lambda _rows: None) -> Content:
    """Return what a file says. Raises Unreadable."""
    return content_of(read_sheets(data, columns_known=count_known, progress=progress))


def glance(data: bytes) -> None:
    """Look at a file's kind, size and letters, not at its rows. Raises Unreadable."""
    require_table(data)


def take_in(
    session: Session,
    data: bytes,
    *,
    name: str,
    employer: str,
    complete: bool,
    language: str,
    folder: Path,
    by: Actor,
    at: datetime,
) -> OrgImport:
    """Keep an uploaded file and ask for its preview. Raises Forbidden (see `require_complete`)."""
    require_complete(complete, by)
    file_id = write_bytes(folder, data)
    stored = keep(session, file_id, name=name, media_type="text/plain", data=data, at=at)
    taken = OrgImport(
        file_id=file_id,
        file_name=stored.name,
        employer=employer,
        complete=complete,
        language=language,
        asked_at=at,
        asked_by_id=by.person_id,
    )
    session.add(taken)
    session.flush()
    record(
        session, "import.uploaded", subject=f"import:{taken.id}", by=by, at=at, sha256=stored.sha256
    )
    enqueue(session, "organisation.preview", taken.id)
    return taken


def require_complete(complete: bool, by: Actor) -> None:
    """Only administrators of everything close what a file leaves out. Raises Forbidden.

    One directory serves all programmes, and no employer belongs to one of them: who is closed in
    it cannot be nominated in any.
    """
    if complete and not by.may_everywhere(Permission.ADMINISTER):
        raise Forbidden(N_("Only an administrator of everything can close what a file leaves out."))


def show(session: Session, taken: OrgImport, content: Content, *, at: datetime) -> Plan:
    """Work out what a file would change now, and keep that to be confirmed."""
    plan = _plan(session, taken, content, at)
    taken.preview, taken.digest = preview_of(plan), plan.digest
    taken.state = ImportState.PREVIEW
    session.flush()
    return plan


def _plan(session: Session, taken: OrgImport, content: Content, at: datetime) -> Plan:
    standing = stands(session, at)
    importer = _importer(session, taken)
    standing.barred = _barred(session, importer)
    standing.employers_elsewhere = employers_elsewhere(session, importer)
    standing.people_elsewhere = people_elsewhere(session, importer)
    return make_plan(
        content,
        standing,
        employer=taken.employer,
        complete=taken.complete,
        today=day_of(at),
    )


def _importer(session: Session, taken: OrgImport) -> Actor:
    """Return whoever imports, with what they may do now."""
    person = session.get(Person, taken.confirmed_by_id or taken.asked_by_id or "")
    held = person.grants if person is not None and person.active else ()
    grants = frozenset(Grant(one.programme_id, one.role, one.edition_id) for one in held)
    return Actor(person.id, person.name, person.email, grants) if person else PUBLIC


def _barred(session: Session, importer: Actor) -> frozenset[str]:
    """Return who has left with a role that whoever imports could not give."""
    left = (
        select(Person)
        .join(Person.grants)
        .where(~Person.active)
        .options(contains_eager(Person.grants))
    )
    people = session.scalars(left).unique()
    return frozenset(one.id for one in people if not may_close(importer, one))


def confirm(session: Session, taken: OrgImport, *, seen: str, by: Actor, at: datetime) -> None:
    """Ask for a previewed file to be applied; `seen` is the digest of the preview that was read.

    Raises NotReady, also when there is a newer preview than the one read, and Forbidden.
    """
    require_complete(taken.complete, by)
    _require_state(session, taken, ImportState.PREVIEW)
    if seen != taken.digest:
        raise NotReady(N_("The preview has changed since you opened it. Look at the new one."))
    if taken.preview["fault_count"]:
        raise NotReady(N_("The file has errors. Mend them, and upload it again."))
    taken.state, taken.done, taken.changed_meanwhile = ImportState.APPLYING, 0, False
    taken.confirmed_by_id = by.person_id
    session.flush()
    record(session, "import.confirmed", subject=f"import:{taken.id}", by=by, at=at)
    enqueue(session, "organisation.apply", taken.id)


def drop(session: Session, taken: OrgImport, *, by: Actor, at: datetime) -> None:
    """Forget a file without changing anything, also while it is read. Raises NotReady."""
    _require_state(session, taken, ImportState.PREVIEW, ImportState.READING)
    _settle(session, taken, ImportState.DROPPED, at)
    record(session, "import.dropped", subject=f"import:{taken.id}", by=by, at=at)


def _require_state(session: Session, taken: OrgImport, *states: ImportState) -> None:
    session.refresh(taken, with_for_update=True)
    if taken.state not in states:
        raise NotReady


def _settle(session: Session, taken: OrgImport, state: ImportState, at: datetime) -> None:
    """End an import: the counts stay, the file and everybody named in the preview go."""
    counts = taken.preview.get("counts", {})
    file_id, taken.file_id = taken.file_id, None
    taken.preview, taken.state, taken.settled_at = {"counts": counts}, state, at
    session.flush()
    if file_id is not None:
        session.execute(delete(StoredFile).where(StoredFile.id == file_id))
        enqueue(session, "organisation.discard", file_id)


def discard_bytes(folder: Path, file_id: str) -> None:
    """Remove the bytes of a file that is no longer anybody's."""
    path_of(folder, file_id).unlink(missing_ok=True)


def apply(session: Session, taken: OrgImport, content: Content, *, at: datetime) -> bool:
    """Change what was shown, all of it or nothing; False when it would now be something else.

    Then the new preview is kept instead, to be confirmed again.
    """
    today = day_of(at)
    plan = _plan(session, taken, content, at)
    if plan.digest != taken.digest or plan.faults:
        taken.preview, taken.digest = preview_of(plan), plan.digest
        taken.state, taken.changed_meanwhile = ImportState.PREVIEW, True
        session.flush()
        return False
    write(session, plan, today=today, language=taken.language)
    taken.preview = preview_of(plan)
    by = _confirmer(session, taken)
    counts = plan.counts()
    _settle(session, taken, ImportState.APPLIED, at)
    record(session, "import.applied", subject=f"import:{taken.id}", by=by, at=at, counts=counts)
    return True


def _confirmer(session: Session, taken: OrgImport) -> Actor:
    person = session.get(Person, taken.confirmed_by_id) if taken.confirmed_by_id else None
    return SYSTEM if person is None else Actor(person.id, person.name, person.email)
