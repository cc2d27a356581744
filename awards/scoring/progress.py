"""How far each juror has come, for the coordinator: counts and moments, never a score."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.juries.models import VOTING, ConflictStatement, PanelSeat, StepOut
from awards.juries.queries import in_office_now, is_lent, may_read
from awards.juries.queries.given import given_in
from awards.mail.models import MailState, OutboxMail
from awards.programmes.models import Award, Edition
from awards.programmes.settings import rules_of_edition
from awards.scoring import rules
from awards.scoring.models import ScoreSheet, SheetState
from awards.triage.blind import is_ready
from awards.triage.models import Candidate

REMINDER = "scoring/late_reminder"


@dataclass(frozen=True)
class Count:
    """How many sheets there are to write, and how many are in.

    One that waits for an answer about conflicts is to be written, too: the start page says so.
    """

    total: int = 0
    handed_in: int = 0

    @property
    def left(self) -> int:
        """How many are missing."""
        return self.total - self.handed_in


@dataclass(frozen=True)
class JurorProgress:
    """One juror of an edition, award by award."""

    person: Person
    awards: dict[str, Count]
    """Award id → count; an award the juror has nothing to read or answer about in is missing."""
    begun: int
    unanswered: int
    """Of all these, candidates that the juror has not said a word about and cannot read yet."""
    saved_at: datetime | None
    late: bool
    reminder_waits: bool

    @property
    def sheets(self) -> Count:
        """All awards together."""
        counts = self.awards.values()
        return Count(sum(c.total for c in counts), sum(c.handed_in for c in counts))

    @property
    def left(self) -> int:
        """How many candidates still wait for this juror, answered for or not."""
        return self.sheets.left


@dataclass(frozen=True)
class JuryProgress:
    """An edition's jury at a glance."""

    jurors: list[JurorProgress]

    @property
    def late(self) -> list[JurorProgress]:
        """Those who are late, by name."""
        return [juror for juror in self.jurors if juror.late]

    def of_award(self, award_id: str) -> Count:
        """Return an award's sheets, of all jurors together."""
        counts = [juror.awards.get(award_id, Count()) for juror in self.jurors]
        return Count(sum(c.total for c in counts), sum(c.handed_in for c in counts))

    @property
    def unanswered(self) -> int:
        """How many of the sheets left wait for an answer about conflicts."""
        return sum(juror.unanswered for juror in self.jurors)

    @property
    def sheets(self) -> Count:
        """All sheets of the round."""
        counts = [juror.sheets for juror in self.jurors]
        return Count(sum(c.total for c in counts), sum(c.handed_in for c in counts))


def progress_of_jury(session: Session, edition: Edition, at: datetime) -> JuryProgress:
    """Return how far an edition's jurors have come, by name, in eleven queries however many."""
    award_of, sheets = _award_of(session, edition), _sheets(session, edition)
    given = given_in(session, edition)
    theirs = {*given.pairs, *_lent(session, edition), *sheets}

    def is_theirs(pair: tuple[str, str]) -> bool:
        return award_of[pair[1]] not in given.routed or pair in theirs

    to_read: dict[str, list[str]] = {}
    for person_id, candidate_id in filter(is_theirs, may_read(session, edition)):
        to_read.setdefault(person_id, []).append(candidate_id)
    unanswered: dict[str, list[str]] = {}
    for person_id, candidate_id in filter(is_theirs, _unanswered(session, edition)):
        unanswered.setdefault(person_id, []).append(candidate_id)
    waiting = waiting_reminders(session, edition)
    days = rules_of_edition(edition).late_days
    found = []
    for person in _people(session, {*to_read, *unanswered}):
        own = {c: sheets.get((person.id, c)) for c in to_read.get(person.id, ())}
        silent = unanswered.get(person.id, [])
        totals = Counter(award_of[c] for c in (*own, *silent))
        done = Counter(award_of[c] for c, s in own.items() if s and s[0] is SheetState.HANDED_IN)
        counts = {award: Count(total, done[award]) for award, total in totals.items()}
        left = sum(count.left for count in counts.values())
        found.append(
            JurorProgress(
                person=person,
                awards=counts,
                begun=sum(1 for s in own.values() if s and s[0] is SheetState.OPEN),
                unanswered=len(silent),
                saved_at=max((s[1] for s in own.values() if s and s[1]), default=None),
                late=rules.is_late(left, edition.scoring_closes_at, at, days=days),
                reminder_waits=person.email in waiting,
            )
        )
    return JuryProgress(found)


def _award_of(session: Session, edition: Edition) -> dict[str, str]:
    rows = session.execute(
        select(Candidate.id, Candidate.award_id)
        .join(Award, Award.id == Candidate.award_id)
        .where(Award.edition_id == edition.id)
    )
    return dict(rows.all())


def _sheets(
    session: Session, edition: Edition
) -> dict[tuple[str, str], tuple[SheetState, datetime | None]]:
    """Return (person, candidate) → where the sheet stands and when it was saved; nothing else."""
    rows = session.execute(
        select(ScoreSheet.person_id, ScoreSheet.candidate_id, ScoreSheet.state, ScoreSheet.saved_at)
        .join(Candidate, Candidate.id == ScoreSheet.candidate_id)
        .join(Award, Award.id == Candidate.award_id)
        .where(Award.edition_id == edition.id, ScoreSheet.state != SheetState.SEALED)
    )
    return {(person, candidate): (state, saved) for person, candidate, state, saved in rows}


def _lent(session: Session, edition: Edition) -> list[tuple[str, str]]:
    """Return (substitute, candidate) where one stands in for somebody at a single candidate."""
    rows = session.execute(
        select(PanelSeat.person_id, StepOut.candidate_id)
        .join(StepOut, is_lent())
        .join(Award, Award.id == PanelSeat.award_id)
        .where(Award.edition_id == edition.id, in_office_now())
    )
    return [(person, candidate) for person, candidate in rows if candidate]


def _unanswered(session: Session, edition: Edition) -> list[tuple[str, str]]:
    """Return (juror, candidate) where the juror has not said a word about a conflict.

    A juror is who votes, and at single candidates who stands in.
    """
    stands_in = exists().where(is_lent(), StepOut.candidate_id == Candidate.id)
    votes = or_(PanelSeat.role.in_(VOTING), stands_in.correlate(PanelSeat, Candidate))
    said = (ConflictStatement.candidate_id == Candidate.id) & (
        ConflictStatement.person_id == PanelSeat.person_id
    )
    rows = session.execute(
        select(PanelSeat.person_id, Candidate.id)
        .join(Award, Award.id == PanelSeat.award_id)
        .join(Candidate, Candidate.award_id == Award.id)
        .join(ConflictStatement, said, isouter=True)
        .where(
            Award.edition_id == edition.id,
            votes,
            in_office_now(),
            is_ready(),
            ConflictStatement.id.is_(None),
        )
    )
    return [(person, candidate) for person, candidate in rows]


def _people(session: Session, ids: Collection[str]) -> list[Person]:
    wanted = select(Person).where(Person.id.in_(ids)).order_by(Person.name, Person.id)
    return list(session.scalars(wanted))


def waiting_reminders(session: Session, edition: Edition) -> dict[str, OutboxMail]:
    """Return address → the reminder about an edition that nobody has let go or dropped yet."""
    wanted = select(OutboxMail).where(
        OutboxMail.programme_id == edition.programme_id,
        OutboxMail.template == REMINDER,
        OutboxMail.about == f"edition:{edition.id}",
        OutboxMail.state == MailState.HELD,
    )
    return {mail.recipient: mail for mail in session.scalars(wanted)}
