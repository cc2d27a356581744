"""What the jury's side may ask triage for: candidates under code names, and approved copies.

The one place that decides what reaches a juror. Nothing here returns a nomination; of the
nominations only whether one still stands is asked, never a column that names somebody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, exists, select
from sqlalchemy.orm import Session, joinedload

from awards.core.errors import NotFound
from awards.files.kinds import ending_of
from awards.files.models import StoredFile
from awards.nominations.attachments.models import Attachment
from awards.nominations.models import Nomination, NominationState
from awards.triage.blind_files.models import BlindFile, FileState
from awards.triage.blind_files.rules import numbered
from awards.triage.models import (
    Candidate,
    CandidateNomination,
    CopyState,
    JurorCopy,
    Verdict,
)


def has_approved_copy() -> ColumnElement[bool]:
    """Return the condition on `Candidate` for an approved copy that still says what was written.

    Whoever rewrites a nomination after its copy was made takes the approval back by it.
    """
    wanted = (
        JurorCopy.candidate_id == Candidate.id,
        JurorCopy.state == CopyState.APPROVED,
        ~_rewritten_since(),
    )
    return exists().where(*wanted).correlate(Candidate)


def _rewritten_since() -> ColumnElement[bool]:
    wanted = (
        CandidateNomination.candidate_id == JurorCopy.candidate_id,
        Nomination.id == CandidateNomination.nomination_id,
        Nomination.state == NominationState.RECEIVED,
        Nomination.changed_at > JurorCopy.prepared_at,
    )
    return exists().where(*wanted).correlate(JurorCopy)


def is_withheld() -> ColumnElement[bool]:
    """Return the condition on `Candidate` for one whose text was approved and is so no more."""
    was_approved = (JurorCopy.state == CopyState.APPROVED) | JurorCopy.withdrawn_at.is_not(None)
    wanted = (JurorCopy.candidate_id == Candidate.id, was_approved)
    had_one = exists().where(*wanted).correlate(Candidate)
    return (Candidate.verdict == Verdict.ELIGIBLE) & had_one & ~has_approved_copy()


def _still_nominated() -> ColumnElement[bool]:
    """One nomination that has not been withdrawn is enough."""
    wanted = (
        CandidateNomination.candidate_id == Candidate.id,
        Nomination.id == CandidateNomination.nomination_id,
        Nomination.state == NominationState.RECEIVED,
    )
    return exists().where(*wanted).correlate(Candidate)


def is_ready() -> ColumnElement[bool]:
    """Return the condition on `Candidate` for reaching jurors; put it into any `where`.

    Eligible, with an approved copy, and with at least one nomination that still stands.
    """
    return (Candidate.verdict == Verdict.ELIGIBLE) & has_approved_copy() & _still_nominated()


def ready() -> Select[Candidate]:
    """Select the candidates that jurors may know of, in no order; narrow it as you need."""
    return select(Candidate).where(is_ready())


def ready_candidates(award_id: str) -> Select[str]:
    """Select the ids of an award's candidates that jurors may know of, in no order."""
    return select(Candidate.id).where(Candidate.award_id == award_id, is_ready())


def approved_copy(session: Session, candidate_id: str) -> JurorCopy | None:
    """Return what jurors read of a ready candidate; none when there is nothing they may read."""
    return approved_copies(session, [candidate_id]).get(candidate_id)


def approved_copies(session: Session, candidate_ids: Iterable[str]) -> dict[str, JurorCopy]:
    """Return candidate id → approved copy, in one query, for the ready ones among the ids."""
    found = session.scalars(_approved(), {"candidates": list(candidate_ids)})
    return {copy.candidate_id: copy for copy in found}


@cache
def _approved() -> Select[JurorCopy]:
    """Make the statement once: every sheet that is opened asks for it."""
    return (
        select(JurorCopy)
        .join(Candidate, Candidate.id == JurorCopy.candidate_id)
        .where(
            JurorCopy.candidate_id.in_(bindparam("candidates", expanding=True)),
            JurorCopy.state == CopyState.APPROVED,
            is_ready(),
        )
    )


@dataclass(frozen=True)
class JurorFile:
    """A file that jurors may have, under a number and no other name."""

    number: int
    file: StoredFile

    @property
    def ending(self) -> str:
        """What its name ends with."""
        return ending_of(self.file.media_type)


def approved_files(session: Session, candidate_id: str) -> list[JurorFile]:
    """Return the files of a ready candidate that jurors may have, by number, in one query.

    Approved copies only, and only as long as what they were made from still stands.
    """
    rows = session.execute(_files(), {"candidate": candidate_id}).all()
    numbers = numbered([row[0] for row in rows])
    approved = (one for one, stands in rows if stands and one.state is FileState.APPROVED)
    found = (JurorFile(numbers[one.attachment_id], one.file) for one in approved)
    return sorted(found, key=lambda one: one.number)


def approved_file(session: Session, candidate_id: str, number: int) -> JurorFile:
    """Return one of `approved_files`. Raises NotFound."""
    for one in approved_files(session, candidate_id):
        if one.number == number:
            return one
    raise NotFound


@cache
def _files() -> Select[BlindFile, bool]:
    stands = Attachment.removed_at.is_(None) & (Nomination.state == NominationState.RECEIVED)
    return (
        select(BlindFile, stands.label("stands"))
        .join(Attachment, Attachment.id == BlindFile.attachment_id)
        .join(Nomination, Nomination.id == Attachment.nomination_id)
        .join(CandidateNomination, CandidateNomination.nomination_id == Nomination.id)
        .join(Candidate, Candidate.id == CandidateNomination.candidate_id)
        .where(Candidate.id == bindparam("candidate"), is_ready())
        .options(joinedload(BlindFile.file))
    )
