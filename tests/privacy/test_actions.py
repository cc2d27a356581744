"""Purging: everything personal in old nominations goes, what was decided stays, and it is told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.core.permissions import SYSTEM
from awards.decisions.models import DecidedOutcome
from awards.files.models import StoredFile
from awards.juries.models import Answer, ConflictStatement, Ground
from awards.mail.models import OutboxMail
from awards.nominations.attachments.models import Attachment
from awards.nominations.models import Nomination, NominationAnswer, NominationMember
from awards.privacy import actions, rules
from awards.privacy.models import Purge
from awards.privacy.queries import counts
from awards.privacy.record_classes import KEPT_COLUMNS, STAYS, classes_of
from awards.programmes.models import Award, Edition, Phase
from awards.programmes.rules import is_past_keeping, kept_until
from awards.scoring.models import ScoreSheet, SheetState
from awards.tables import metadata
from awards.triage.blind_files.models import BlindFile
from awards.triage.models import Candidate, JurorCopy
from tests.attached import attach, blind_copy
from tests.decided import decide, given
from tests.factories import Make

NOW = datetime.now(UTC)


def a_decided_edition(make: Make, slug: str, decided_at: datetime) -> Edition:
    """One award, decided, with a nomination, a conflict, a sheet and a mail."""
    edition = make.edition(Phase.ANNOUNCED, slug=slug)
    award = make.award(edition)
    candidate = make.candidate(award)
    juror = make.person(f"Juror {slug}", roles=["juror"])
    make.seat(juror, award)
    make.statement(juror, candidate, Answer.CONFLICTED, ground=Ground.OTHER)
    statement = make.session.scalars(
        select(ConflictStatement).where(ConflictStatement.candidate_id == candidate.id)
    ).one()
    statement.note = "She is my sister."
    sheet = make.sheet(
        juror, candidate, [4] * 6, state=SheetState.SEALED, criteria=edition.criteria
    )
    make.session.get_one(ScoreSheet, sheet.id).reason = "Anna Ek did it."
    decide(make, award, given(make, award))
    award.decided_at = decided_at
    nomination = make.session.scalars(
        select(Nomination).where(Nomination.award_id == award.id)
    ).first()
    assert nomination is not None
    make.session.add(
        OutboxMail(
            about=f"nomination:{nomination.id}",
            recipient="ko@example.org",
            subject="Thank you",
            body="You nominated Anna Ek.",
            language="en",
            next_try_at=NOW,
            queued_at=NOW,
        )
    )
    make.session.commit()
    return edition


@pytest.mark.parametrize(
    ("decided", "until"),
    [
        (datetime(2024, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 1, 12, tzinfo=UTC)),
        (datetime(2024, 2, 29, 12, tzinfo=UTC), datetime(2026, 2, 28, 12, tzinfo=UTC)),
    ],
)
def test_texts_are_kept_two_years_after_the_last_decision(
    make: Make, decided: datetime, until: datetime
) -> None:
    edition = make.edition(Phase.ANNOUNCED)
    first, last = make.award(edition, slug="first"), make.award(edition, slug="last")
    first.decided_at = decided - timedelta(days=20)
    assert kept_until(edition) is None
    last.decided_at = decided
    assert kept_until(edition) == until
    second = timedelta(seconds=1)
    assert [is_past_keeping(edition, until - second), is_past_keeping(edition, until)] == [
        False,
        True,
    ]


def test_the_rule_of_the_edition_says_how_long(make: Make) -> None:
    edition = make.edition(Phase.ANNOUNCED, rules={"retention_years": 7})
    make.award(edition).decided_at = datetime(2020, 5, 5, tzinfo=UTC)
    assert kept_until(edition) == datetime(2027, 5, 5, tzinfo=UTC)


def test_everything_personal_goes_and_what_was_decided_stays(make: Make, session: Session) -> None:
    edition = a_decided_edition(make, "2020", NOW - timedelta(days=800))
    other = a_decided_edition(make, "2025", NOW - timedelta(days=30))
    before = counts(session, edition.id)
    kept = counts(session, other.id)
    winner = session.scalars(select(DecidedOutcome.public_name).limit(1)).one()
    done = actions.purge(session, edition, basis=" KS 2028 § 4 ", by=SYSTEM, at=NOW)
    session.commit()
    told = ("nomination", "juror_copy", "conflict_statement", "score_sheet", "outbox_mail")
    assert [before[name] for name in told] == [2, 2, 1, 1, 1]
    assert done.counts == before
    gone = (
        select(Nomination).join(Nomination.award).where(Nomination.award.has(edition_id=edition.id))
    )
    texts = [
        [n.nominee_name, n.nominee_title, n.nominee_email, n.partner, n.effect, n.nominator_name]
        for n in session.scalars(gone)
    ]
    assert texts == [["–", "", "", "", "", "–"]] * before["nomination"]
    assert {n.nominator_email for n in session.scalars(gone)} == {""}
    assert counts(session, other.id) == kept
    for model in (NominationAnswer, NominationMember):
        owners = set(session.scalars(select(model.nomination_id)))
        assert not owners & set(session.scalars(gone.with_only_columns(Nomination.id)))
    candidates = session.scalars(
        select(Candidate.id).where(Candidate.award_id == edition.awards[0].id)
    ).all()
    copies = session.scalars(select(JurorCopy).where(JurorCopy.candidate_id.in_(candidates)))
    assert [copy.sections for copy in copies] == [[] for _ in candidates]
    said = session.scalars(
        select(ConflictStatement).where(ConflictStatement.candidate_id.in_(candidates))
    ).all()
    assert {(one.answer, one.ground, one.note) for one in said} == {
        (Answer.CONFLICTED, Ground.OTHER, "")
    }
    sheets = session.scalars(select(ScoreSheet).where(ScoreSheet.candidate_id.in_(candidates)))
    assert {(sheet.reason, len(sheet.scores)) for sheet in sheets} == {("", 6)}
    assert len(session.scalars(select(OutboxMail)).all()) == kept["outbox_mail"]
    assert winner in session.scalars(select(DecidedOutcome.public_name)).all()
    assert (done.basis, edition.purged_at) == ("KS 2028 § 4", NOW)
    line = session.scalars(select(AuditLine).where(AuditLine.event == "edition.purged")).one()
    assert (line.subject, line.details) == (f"edition:{edition.id}", {"counts": before})


def test_texts_are_not_taken_before_their_time_nor_twice_nor_without_ground(
    make: Make, session: Session
) -> None:
    young = a_decided_edition(make, "2025", NOW - timedelta(days=30))
    with pytest.raises(rules.NotDue):
        actions.purge(session, young, basis="§ 4", by=SYSTEM, at=NOW)
    old = a_decided_edition(make, "2020", NOW - timedelta(days=800))
    with pytest.raises(rules.BasisMissing):
        actions.purge(session, old, basis="  ", by=SYSTEM, at=NOW)
    actions.purge(session, old, basis="§ 4", by=SYSTEM, at=NOW)
    with pytest.raises(rules.NotDue):
        actions.purge(session, old, basis="§ 4", by=SYSTEM, at=NOW)
    assert [one.edition_id for one in session.scalars(select(Purge))] == [old.id]


def test_every_personal_column_goes_or_is_named_among_what_stays() -> None:
    """A new one that hangs on a nomination goes by itself; any other has to be thought about."""
    personal = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if "personal" in column.info and table.name not in STAYS
    }
    going = {
        (one.table.name, column)
        for one in classes_of("some")
        for column in (one.table.columns.keys() if one.blank is None else one.blank)
    }
    files = {("stored_file", "name")}
    assert personal - going - KEPT_COLUMNS - files == set()


def test_files_of_nominations_go_with_their_blind_copies(
    make: Make, session: Session, tmp_path: Path
) -> None:
    old = a_decided_edition(make, "2022", NOW - timedelta(days=1500))
    new = a_decided_edition(make, "2025", NOW - timedelta(days=30))
    for edition in (old, new):
        wanted = select(Nomination).join(Nomination.award).where(Award.edition_id == edition.id)
        original = attach(session, session.scalars(wanted.limit(1)).one(), tmp_path)
        blind_copy(session, original, tmp_path)
    kept = set(
        session.scalars(select(StoredFile.id).order_by(StoredFile.stored_at.desc()).limit(2))
    )
    actions.purge(session, old, basis="§ 4", by=SYSTEM, at=NOW)
    assert set(session.scalars(select(StoredFile.id))) == kept
    held = {
        *session.scalars(select(Attachment.file_id)),
        *session.scalars(select(BlindFile.file_id)),
    }
    assert held == kept
