"""Drafts are deleted when their time is over, by themselves."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.config import Settings
from awards.core.db import Database
from awards.jobs.registry import HANDLERS, SWEEPS, Workshop
from awards.nominations.drafts.models import DraftHolder, NominationDraft
from awards.nominations.drafts.rules import GRACE, IDLE, code_of
from awards.programmes.models import Award, Phase
from tests.factories import DAY, Make


def draft_of(make: Make, award: Award, key: str, saved_at: datetime) -> None:
    make.draft(award, id=key, saved_at=saved_at)
    make.session.add(DraftHolder(key_digest=f"digest of {key}", draft_id=key))
    make.session.commit()


def test_only_what_is_over_is_deleted(
    make: Make, session: Session, database: Database, settings: Settings
) -> None:
    now = datetime.now(UTC)
    running = make.award(make.edition(Phase.NOMINATING))
    over = make.award(
        make.edition(
            Phase.SCORING,
            slug="2025",
            closes_at=now - GRACE - DAY,
            opens_at=now - GRACE - 2 * DAY,
            scoring_opens_at=now - DAY,
        )
    )
    archived = make.award(make.edition(Phase.NOMINATING, slug="2024", archived_at=now))
    draft_of(make, running, "running", now - DAY)
    draft_of(make, running, "forgotten", now - IDLE - DAY)
    draft_of(make, over, "over", now - DAY)
    draft_of(make, archived, "archived", now - DAY)
    assert "drafts.purge" in SWEEPS
    for _ in range(2):
        HANDLERS["drafts.purge"](Workshop(database, settings))
    session.expire_all()
    assert list(session.scalars(select(NominationDraft.id))) == ["running"]
    assert list(session.scalars(select(DraftHolder.draft_id))) == ["running"]
    lines = session.execute(select(AuditLine.subject, AuditLine.event, AuditLine.details)).all()
    assert sorted(map(tuple, lines)) == sorted(
        (f"draft:{code_of(key)}", "draft.deleted", {"why": "kept-long-enough"})
        for key in ("archived", "forgotten", "over")
    )
    session.commit()
