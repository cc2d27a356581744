"""Blind copies as the coordinator sees them. What jurors get: `awards.triage.blind`."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from awards.core.errors import NotFound
from awards.nominations.attachments import queries as attachments
from awards.nominations.attachments.models import Attachment
from awards.triage.blind_files.models import BlindFile, FileState
from awards.triage.queries import CopyCase


@dataclass(frozen=True)
class FileCase:
    """An attachment of a candidate, and all versions of its blind copy, newest first."""

    attachment: Attachment
    versions: Sequence[BlindFile] = ()

    @property
    def newest(self) -> BlindFile | None:
        """The version the coordinator works on."""
        return self.versions[0] if self.versions else None

    @property
    def draft(self) -> BlindFile | None:
        """The version that waits for a look."""
        newest = self.newest
        return newest if newest is not None and newest.state is FileState.DRAFT else None

    @property
    def approved(self) -> BlindFile | None:
        """The version jurors may have."""
        return next((one for one in self.versions if one.state is FileState.APPROVED), None)


@dataclass(frozen=True)
class Files:
    """All files of a candidate."""

    cases: Sequence[FileCase] = ()
    gone: int = 0
    """How many were approved for the jury, and have been removed by their nominator since."""

    def case(self, attachment_id: str) -> FileCase:
        """Return one of them. Raises NotFound."""
        found = next((one for one in self.cases if one.attachment.id == attachment_id), None)
        if found is None:
            raise NotFound
        return found

    @property
    def versions(self) -> list[BlindFile]:
        """Every version of every copy."""
        return [one for case in self.cases for one in case.versions]


def files_of(session: Session, case: CopyCase) -> Files:
    """Return the files of a candidate's nominations, with their blind copies, in two queries."""
    standing = attachments.of_nominations(session, case.nominations)
    versions = _versions(session, [one.id for one in case.nominations])
    by_attachment: dict[str, list[BlindFile]] = {}
    for one in versions:
        by_attachment.setdefault(one.attachment_id, []).append(one)
    here = {one.id for one in standing}
    gone = {v.attachment_id for v in versions if v.state is FileState.APPROVED} - here
    cases = [FileCase(one, by_attachment.get(one.id, [])) for one in standing]
    return Files(cases, len(gone))


def _versions(session: Session, nomination_ids: Sequence[str]) -> Sequence[BlindFile]:
    wanted = (
        select(BlindFile)
        .join(Attachment, Attachment.id == BlindFile.attachment_id)
        .where(Attachment.nomination_id.in_(nomination_ids))
        .options(joinedload(BlindFile.file))
        .order_by(BlindFile.version.desc())
        .execution_options(populate_existing=True)
    )
    return session.scalars(wanted).all()
