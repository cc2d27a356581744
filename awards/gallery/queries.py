"""Reading what the public may know. The embargo stands in the SQL, here and in decisions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from awards.core.errors import NotFound
from awards.decisions.models import Decision
from awards.decisions.queries import AwardOutcome
from awards.programmes.models import Award, Edition, Programme
from awards.programmes.queries import is_open


@dataclass(frozen=True)
class EditionWinners:
    """An edition, and what is announced of it."""

    edition: Edition
    outcomes: tuple[AwardOutcome, ...]


def programme_with(session: Session, slug: str) -> Programme:
    """Return a programme by its slug, once an edition of it was opened. Raises NotFound."""
    opened = select(Edition.programme_id).join(Edition.programme).where(is_open())
    wanted = select(Programme).where(Programme.slug == slug, Programme.id.in_(opened))
    found = session.scalars(wanted).first()
    if found is None:
        raise NotFound
    return found


def accent_of(session: Session, slug: str) -> str:
    """Return a programme's colour; the desk needs it also for one that is not public yet."""
    wanted = select(Programme.accent).where(Programme.slug == slug)
    found = session.scalars(wanted).first()
    if found is None:
        raise NotFound
    return found


def announced_editions(
    session: Session, programme: Programme, at: datetime
) -> list[EditionWinners]:
    """Return a programme's editions of which something is announced, newest first."""
    rows = session.execute(
        select(Edition, Award, Decision)
        .join(Award, Award.edition_id == Edition.id)
        .join(Decision, Decision.award_id == Award.id)
        .where(
            Edition.programme_id == programme.id,
            Edition.archived_at.is_(None),
            Award.archived_at.is_(None),
            Award.decided_at.is_not(None),
            Award.announce_at <= at,
        )
        .options(selectinload(Decision.winners))
        .order_by(Edition.year.desc(), Edition.slug, Award.position, Award.id)
    )
    found: dict[str, tuple[Edition, list[AwardOutcome]]] = {}
    for edition, award, decision in rows:
        _edition, outcomes = found.setdefault(edition.id, (edition, []))
        outcomes.append(AwardOutcome(award, decision))
    return [EditionWinners(edition, tuple(outcomes)) for edition, outcomes in found.values()]
