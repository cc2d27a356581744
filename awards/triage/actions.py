"""What a coordinator does: give a verdict, make a juror copy, approve it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.errors import WrongInput
from awards.core.languages import N_
from awards.core.permissions import Actor
from awards.mail import release
from awards.mail.models import MailState
from awards.nominations import emails as nominee_emails
from awards.nominations.models import Nomination
from awards.programmes.models import Award
from awards.programmes.rules import phase_of
from awards.programmes.settings import rules_of
from awards.programmes.settings.choices import Notice, Told
from awards.triage import emails, queries, rules
from awards.triage.copying.looking import Sections, marks_in
from awards.triage.copying.mark import Mark
from awards.triage.desk.queries import overruled_on
from awards.triage.findings import FindingKind, won_before
from awards.triage.models import (
    Candidate,
    CandidateNomination,
    CopyState,
    JurorCopy,
    Verdict,
)
from awards.triage.originals import draft_sections, texts_of
from awards.triage.rules import Judgement


def lock(session: Session, award: Award) -> None:
    """Let nobody else judge or copy in this award until this transaction is over."""
    session.execute(select(Award.id).where(Award.id == award.id).with_for_update())


def judge(
    session: Session,
    nomination: Nomination,
    judgement: Judgement,
    *,
    seen: str,
    page: str = "",
    by: Actor,
    at: datetime,
) -> Candidate:
    """Give a verdict on a nomination, or another one; the first makes it a candidate.

    Where the rules say so, a nominee who takes part gets a letter that names `page`, the
    edition's public address; it waits in the outbox.

    `seen` is the `verdict_mark` of what the page showed. The same verdict twice is one.
    Raises Conflict, Closed or WrongInput as `rules` says, and AlreadyJudged.
    """
    lock(session, nomination.award)
    candidate = queries.candidate_of(session, nomination.id)
    if candidate is not None and _judgement_of(candidate) == judgement:
        return candidate
    if verdict_mark(candidate) != seen:
        raise rules.AlreadyJudged
    facts = rules.Facts(
        nomination.state, nomination.late, verdict=candidate.verdict if candidate else None
    )
    rules.require_judgeable(facts, phase_of(nomination.award, at))
    late, ruled_out = words_needed(session, nomination, at)
    rules.require_words(judgement, late=late, ruled_out=ruled_out)
    before = _judgement_of(candidate) if candidate else None
    candidate = _write_verdict(session, nomination, candidate, judgement, at)
    record(
        session,
        "nomination.judged",
        subject=f"nomination:{nomination.id}",
        by=by,
        at=at,
        programme_id=nomination.award.edition.programme_id,
        verdict=judgement.verdict.value,
        reason=judgement.reason.value if judgement.reason else "",
    )
    if judgement.verdict is Verdict.ELIGIBLE:
        _tell_nominee(session, nomination, page=page, at=at)
    _write_letters(session, candidate, before, by=by, at=at)
    return candidate


def _tell_nominee(session: Session, nomination: Nomination, *, page: str, at: datetime) -> None:
    """Write the letters to a nominee that the rules ask for when somebody takes part."""
    told = rules_of(nomination.award)
    letters = {
        nominee_emails.TAKES_PART: told.nominee_told is Told.AFTER_TRIAGE,
        nominee_emails.NOTICE: told.nominee_notice is Notice.AFTER_TRIAGE,
    }
    for template, is_asked in letters.items():
        if is_asked:
            nominee_emails.tell_nominees(session, [nomination], template, page=page, at=at)


def words_needed(session: Session, nomination: Nomination, at: datetime) -> tuple[bool, bool]:
    """Say whether taking part needs a reason: for coming late, for having won before.

    Whoever has overruled the finding has written the reason there.
    """
    overruled = overruled_on(session, nomination, at)
    late = nomination.late_without_reason and FindingKind.LATE not in overruled
    if FindingKind.WON_BEFORE in overruled:
        return late, False
    return late, any(one.rules_out for one in won_before(session, nomination, at))


def _write_letters(
    session: Session, candidate: Candidate, before: Judgement | None, *, by: Actor, at: datetime
) -> None:
    """Prepare a letter to everybody who nominated it when it does not take part.

    A letter that still waits goes when the verdict does, or when its reason is another.
    """
    after = _judgement_of(candidate)
    refused = after is not None and after.verdict is Verdict.INELIGIBLE
    if (
        refused
        and before is not None
        and (before.verdict, before.reason)
        == (
            candidate.verdict,
            candidate.reason,
        )
    ):
        return
    nominations = queries.standing_of(session, candidate.id)
    if before is not None:
        drop_letters(session, nominations, by=by, at=at)
    if refused and candidate.reason is not None:
        emails.prepare_letters(session, nominations, candidate.reason, at=at)


def drop_letters(
    session: Session, nominations: Sequence[Nomination], *, by: Actor, at: datetime
) -> None:
    """Drop the letters about nominations that still wait; what has gone has gone."""
    for mail in emails.letters_about(session, [one.id for one in nominations]):
        if mail.state is MailState.HELD:
            release.drop(session, mail, version=mail.version, by=by, at=at)


def _write_verdict(
    session: Session,
    nomination: Nomination,
    candidate: Candidate | None,
    judgement: Judgement,
    at: datetime,
) -> Candidate:
    if candidate is None:
        name = rules.draw_code_name(queries.code_names(session, nomination.award_id))
        candidate = Candidate(award_id=nomination.award_id, code_name=name)
        session.add(candidate)
    candidate.verdict = judgement.verdict
    candidate.reason = judgement.reason
    candidate.note = judgement.note
    candidate.judged_at = at
    session.flush()
    link = session.get(CandidateNomination, nomination.id)
    if link is None:
        session.add(CandidateNomination(nomination_id=nomination.id, candidate_id=candidate.id))
        session.flush()
    return candidate


def _judgement_of(candidate: Candidate) -> Judgement | None:
    """Return the verdict so far; none while a merged candidate waits for one."""
    if candidate.verdict is None:
        return None
    return Judgement(candidate.verdict, candidate.reason, candidate.note)


def verdict_mark(candidate: Candidate | None) -> str:
    """Return what a page carries to notice that another verdict was given meanwhile."""
    judged_at = candidate.judged_at if candidate else None
    return judged_at.isoformat() if judged_at else ""


def copy_mark(copy: JurorCopy | None) -> str:
    """Return what a page carries to notice that the copy was saved meanwhile."""
    return "" if copy is None else f"{copy.id} {copy.changed_at.isoformat()}"


@dataclass(frozen=True)
class Bench:
    """A candidate's copies under the lock, with what every verb on them needs."""

    session: Session
    case: queries.CopyCase
    copies: queries.Copies
    by: Actor
    at: datetime

    def note(self, event: str, copy: JurorCopy) -> None:
        """Write the audit line of a copy."""
        record(
            self.session,
            event,
            subject=f"candidate:{self.case.candidate.id}",
            by=self.by,
            at=self.at,
            programme_id=self.case.award.edition.programme_id,
            version=copy.version,
        )

    def draft(
        self,
        sections: list[dict[str, Any]],
        prepared_at: datetime | None,
        looked_at: Sequence[str] = (),
    ) -> JurorCopy:
        """Return the draft with these sections: the open one, else a new version."""
        left = len(self.open_marks(sections, looked_at))
        copy = self.copies.draft
        if copy is None:
            newest = self.copies.newest
            version = 1 if newest is None else newest.version + 1
            copy = JurorCopy(
                candidate_id=self.case.candidate.id, version=version, state=CopyState.DRAFT
            )
            self.session.add(copy)
        copy.sections = sections
        copy.prepared_at = prepared_at
        copy.looked_at = list(looked_at)
        copy.open_marks = left
        copy.changed_at = self.at
        self.session.flush()
        return copy

    @property
    def looked_at(self) -> list[str]:
        """Which marks a person has looked at so far, of the version they work on."""
        newest = self.copies.newest
        return list(newest.looked_at) if newest else []

    def open_marks(self, sections: Sections, looked_at: Sequence[str]) -> list[Mark]:
        """Return the marks in these texts that nobody has looked at."""
        marks = marks_in(self.session, self.case, sections, looked_at)
        return [mark for mark in marks if mark.is_open]


def bench_for(session: Session, case: queries.CopyCase, by: Actor, at: datetime) -> Bench:
    """Take the lock and check that a copy may be worked on at all."""
    lock(session, case.award)
    session.refresh(case.candidate)
    rules.require_copyable(case.candidate.verdict, phase_of(case.award, at))
    return Bench(session, case, queries.copies_of(session, case.candidate.id), by, at)


def prepare(
    session: Session, case: queries.CopyCase, *, again: bool = False, by: Actor, at: datetime
) -> JurorCopy:
    """Make the draft of a candidate's juror copy from what was written, masked.

    With `again` a draft starts from the original once more; an approved copy stays what jurors
    read, and the new draft stands beside it. Without it, what is there already is returned.
    """
    bench = bench_for(session, case, by, at)
    if bench.copies.newest is not None and not again:
        return bench.copies.newest
    copy = bench.draft(draft_sections(case.nominations, blind=case.award.edition.blind), at)
    bench.note("juror-copy.prepared", copy)
    return copy


def save_copy(
    session: Session,
    case: queries.CopyCase,
    texts: Sequence[str],
    *,
    seen: str,
    by: Actor,
    at: datetime,
) -> JurorCopy:
    """Save the sections' texts as the draft; an approved copy stays until this one is approved.

    `seen` is the `copy_mark` of what the page showed. Raises CopyChanged when it is no longer so.
    """
    return saved(bench_for(session, case, by, at), texts, seen)


def saved(bench: Bench, texts: Sequence[str], seen: str) -> JurorCopy:
    """Return the newest version when it says so already, else a draft that does."""
    copy = bench.copies.newest
    if copy is None:
        raise WrongInput(N_("Prepare the juror copy first."))
    if texts_of(copy.sections) == list(texts):
        return copy
    if copy_mark(copy) != seen:
        raise rules.CopyChanged
    sections = [
        {**section, "text": text} for section, text in zip(copy.sections, texts, strict=True)
    ]
    draft = bench.draft(sections, copy.prepared_at, bench.looked_at)
    bench.note("juror-copy.changed", draft)
    return draft


def approve(
    session: Session,
    case: queries.CopyCase,
    texts: Sequence[str],
    *,
    seen: str,
    by: Actor,
    at: datetime,
) -> JurorCopy:
    """Save the texts and let jurors read them, in place of what they read before.

    An emptied section stays empty. Approving the same copy twice is approving it once. Raises
    MarksLeft while somebody has to look at a mark, TextRewritten when it is not what is written.
    """
    bench = bench_for(session, case, by, at)
    copy = saved(bench, texts, seen)
    if copy.prepared_at is not None and queries.is_older(copy, case.nominations):
        raise rules.TextRewritten
    if copy.state is CopyState.APPROVED:
        return copy
    copy.open_marks = len(bench.open_marks(copy.sections, copy.looked_at))
    if copy.open_marks:
        raise rules.MarksLeft
    if bench.copies.approved is not None:
        bench.copies.approved.state = CopyState.REPLACED
    copy.state = CopyState.APPROVED
    copy.withdrawn_at = copy.withdrawn_why = None
    copy.approved_at = at
    copy.changed_at = at
    session.flush()
    bench.note("juror-copy.approved", copy)
    return copy
