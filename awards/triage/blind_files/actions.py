"""What a coordinator does with blind copies: upload, approve, take back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import Actor
from awards.files.actions import keep, path_of, write_bytes
from awards.files.apart import bare_copy, words_in
from awards.files.inspection import Refused
from awards.files.inspection.refusals import DAMAGED
from awards.files.kinds import Format
from awards.files.models import StoredFile
from awards.programmes.models import Award
from awards.programmes.rules import phase_of
from awards.triage.blind_files import queries, rules
from awards.triage.blind_files.models import BlindFile, FileState
from awards.triage.blind_files.queries import FileCase
from awards.triage.masking import mask
from awards.triage.originals import identities, text_language
from awards.triage.queries import CopyCase
from awards.triage.rules import require_copyable

_MOST_HITS = 30


@dataclass(frozen=True)
class Copied:
    """A copy that says nothing about itself; its bytes are on disk, its row is not written yet."""

    id: str
    format: Format
    data: bytes
    readable: bool
    hits: list[str]
    """Names of the nomination that stand in it."""


def bytes_of(file: StoredFile | None, folder: Path) -> bytes:
    """Return the bytes of an original. Raises Refused when they are gone."""
    path = None if file is None else path_of(folder, file.id)
    if path is None or not path.is_file():
        raise Refused(DAMAGED)
    return path.read_bytes()


def make(case: CopyCase, data: bytes, *, folder: Path) -> Copied:
    """Look a copy through, take out what it says about itself, look for names in it.

    Asks the database nothing: that takes a while, and writers wait for each other. Raises Refused.
    """
    bare = bare_copy(data)
    hits = names_in(case, bare.words)
    return Copied(write_bytes(folder, bare.data), bare.format, bare.data, bool(bare.words), hits)


def names_in(case: CopyCase, text: str) -> list[str]:
    """Return what masking would take out of a text: names of the nomination, addresses, numbers."""
    if not case.award.edition.blind or not text:
        return []
    language = text_language(case.nominations[0].language)
    found = mask(text, identities(case.nominations), language=language, neutral_pronouns=False)
    return list(dict.fromkeys(" ".join(one.original.split()) for one in found.masks))[:_MOST_HITS]


def words_again(session: Session, case: CopyCase, *, folder: Path) -> dict[str, str]:
    """Return copy's id → its words, for those to be searched again; to be called before writing.

    A file is opened apart, which takes its time. Raises Refused, Busy.
    """
    cases = queries.files_of(session, case).cases
    return {one.id: _words(one, folder) for file in cases for one in _may_name_more(case, file)}


def _may_name_more(case: CopyCase, file: FileCase) -> list[BlindFile]:
    waiting = filter(None, {file.draft, file.approved})
    return [one for one in waiting if rules.may_name_more(one, case.nominations)]


def _words(one: BlindFile, folder: Path) -> str:
    return words_in(bytes_of(one.file, folder))  # pictures hold no text


def look_again(
    session: Session,
    case: CopyCase,
    words: Mapping[str, str],
    *,
    folder: Path,
    by: Actor,
    at: datetime,
) -> frozenset[str]:
    """Search copies for names that the nominations have got since; those found wait for a look.

    A nomination may have been rewritten, or merged with another. What the jury had is taken back.
    `words` are those of `words_again`; a copy that came since is opened now. Returns the ids of
    the attachments in whose copies a name was found anew. Raises Refused, Busy.
    """
    found: set[str] = set()
    for file in queries.files_of(session, case).cases:
        for one in _may_name_more(case, file):
            text = words[one.id] if one.id in words else _words(one, folder)
            hits = names_in(case, text)
            if set(hits) <= set(one.hits):
                continue
            one.hits = hits
            found.add(file.attachment.id)
            if one.state is FileState.APPROVED:
                one.state = FileState.DRAFT if one is file.newest else FileState.WITHDRAWN
                one.approved_at, one.withdrawn_at = None, at
                _note(session, case, "blind-file.withdrawn", one, by=by, at=at)
    session.flush()
    return frozenset(found)


def upload(
    session: Session, case: CopyCase, file: FileCase, copied: Copied, *, by: Actor, at: datetime
) -> BlindFile:
    """Keep a copy as the draft; an approved one stays with the jury until this one is approved."""
    _lock(session, case, at)
    there = queries.files_of(session, case)
    versions = there.case(file.attachment.id).versions
    for one in versions:
        if one.state is FileState.DRAFT:
            one.state = FileState.REPLACED
    number = rules.next_number(there.versions, file.attachment.id)
    stored = keep(
        session,
        copied.id,
        name=f"{case.candidate.code_name} {number}.{copied.format.ending}",
        media_type=copied.format.media_type,
        data=copied.data,
        at=at,
    )
    blind_file = BlindFile(
        attachment_id=file.attachment.id,
        version=len(versions) + 1,
        number=number,
        state=FileState.DRAFT,
        file=stored,
        readable=copied.readable,
        hits=copied.hits,
        uploaded_at=at,
    )
    session.add(blind_file)
    session.flush()
    _note(session, case, "blind-file.uploaded", blind_file, by=by, at=at)
    return blind_file


def approve(
    session: Session,
    case: CopyCase,
    attachment_id: str,
    *,
    version: int,
    looked: bool,
    by: Actor,
    at: datetime,
) -> BlindFile:
    """Let jurors have the draft, in place of what they had before.

    `version` is the one the page showed. Raises NotLookedAt, FileChanged. Twice is once.
    """
    _lock(session, case, at)
    file = queries.files_of(session, case).case(attachment_id)
    newest = file.newest
    if newest is None or newest.version != version:
        raise rules.FileChanged
    if newest.state is FileState.APPROVED:
        return newest
    rules.require_approvable(newest, looked=looked)
    if file.approved is not None:
        file.approved.state = FileState.REPLACED
    newest.state, newest.approved_at, newest.withdrawn_at = FileState.APPROVED, at, None
    session.flush()
    _note(session, case, "blind-file.approved", newest, by=by, at=at)
    return newest


def withdraw(
    session: Session, case: CopyCase, attachment_id: str, *, by: Actor, at: datetime
) -> bool:
    """Take an approved copy away from the jury; False when there is none."""
    _lock(session, case, at)
    approved = queries.files_of(session, case).case(attachment_id).approved
    if approved is None:
        return False
    approved.state, approved.withdrawn_at = FileState.WITHDRAWN, at
    session.flush()
    _note(session, case, "blind-file.withdrawn", approved, by=by, at=at)
    return True


def _lock(session: Session, case: CopyCase, at: datetime) -> None:
    """Let nobody else copy in this award meanwhile, and check that a copy may change at all."""
    session.execute(select(Award.id).where(Award.id == case.award.id).with_for_update())
    session.refresh(case.candidate)
    require_copyable(case.candidate.verdict, phase_of(case.award, at))


def _note(
    session: Session, case: CopyCase, event: str, blind: BlindFile, *, by: Actor, at: datetime
) -> None:
    record(
        session,
        event,
        subject=f"attachment:{blind.attachment_id}",
        by=by,
        at=at,
        programme_id=case.award.edition.programme_id,
        version=blind.version,
    )
