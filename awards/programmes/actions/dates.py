"""Moving an edition's dates, and closing what is open before its time."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.errors import WrongInput
from awards.core.languages import N_
from awards.core.permissions import Actor
from awards.programmes import rules
from awards.programmes.models import Award, Edition, Phase
from awards.programmes.schedule import (
    Consequence,
    LeadsElsewhere,
    Move,
    Schedule,
    Turn,
    consequence_of,
    require_order,
    require_undecided,
    schedule_of,
)


class ReasonNeeded(WrongInput):
    """Dates that people have been told change only with a reason they can read."""

    message = N_(
        "Nominations have opened, so everybody can see the dates. Write why they change: "
        "the reason is shown with the new date."
    )


def what_follows(edition: Edition, after: Schedule, at: datetime) -> Consequence:
    """Return what happens when an edition gets these dates now."""
    return consequence_of(schedule_of(edition), after, at, draft=edition.opened_at is None)


def move_dates(
    session: Session,
    edition: Edition,
    after: Schedule,
    *,
    reason: str,
    agreed: Phase | None,
    version: int,
    by: Actor,
    at: datetime,
) -> Consequence:
    """Give an edition new dates; `agreed` is the phase somebody has said yes to going to.

    The same dates are no change. Raises WrongOrder, DatesDecided, ChangedMeanwhile,
    LeadsElsewhere when the edition would go to a phase, or a date into the past, that nobody has
    agreed to, and ReasonNeeded.
    """
    _lock(session, edition, version)
    found = what_follows(edition, after, at)
    if not found.moves and edition.dates_confirmed:
        return found
    _require_movable(session, edition, after)
    if found.needs_confirmation and agreed is not found.after:
        raise LeadsElsewhere
    if found.needs_reason and not reason.strip():
        raise ReasonNeeded
    _write(session, edition, found, reason=reason if found.needs_reason else "", at=at)
    record(
        session,
        "edition.dates-moved",
        subject=f"edition:{edition.id}",
        by=by,
        at=at,
        programme_id=edition.programme_id,
        moves=[_in_code(move) for move in found.moves],
        phase=found.after.value,
        reason=bool(reason.strip()),
    )
    return found


def close_early(
    session: Session,
    edition: Edition,
    turn: Turn,
    *,
    reason: str,
    version: int,
    by: Actor,
    at: datetime,
) -> Consequence:
    """Close nominations, or scoring, now.

    Raises NothingToClose, DatesDecided, ChangedMeanwhile and ReasonNeeded.
    """
    _lock(session, edition, version)
    rules.require_may_close(edition, turn, at)
    after = schedule_of(edition).with_turn(turn, at)
    _require_movable(session, edition, after)
    if not reason.strip():
        raise ReasonNeeded
    found = what_follows(edition, after, at)
    _write(session, edition, found, reason=reason, at=at)
    record(
        session,
        "edition.closed-early",
        subject=f"edition:{edition.id}",
        by=by,
        at=at,
        programme_id=edition.programme_id,
        moves=[_in_code(move) for move in found.moves],
        phase=found.after.value,
    )
    return found


def _lock(session: Session, edition: Edition, version: int) -> None:
    """Read the edition anew, and hold it. Raises ChangedMeanwhile when it is not what was seen."""
    session.refresh(edition, with_for_update=True)
    if edition.version != version:
        raise rules.ChangedMeanwhile


def _require_movable(session: Session, edition: Edition, after: Schedule) -> None:
    decided = select(Award.decided_at).where(Award.edition_id == edition.id)
    require_undecided(session.scalars(decided))
    require_order(after)


def _write(
    session: Session, edition: Edition, found: Consequence, *, reason: str, at: datetime
) -> None:
    for move in found.moves:
        setattr(edition, move.turn.value, move.becomes)
    edition.dates_confirmed = True
    edition.version += 1
    if reason.strip():
        told = [_entry(move, reason=reason.strip(), at=at) for move in found.moves]
        edition.date_changes = [*(edition.date_changes or ()), *told]
    session.flush()


def _entry(move: Move, *, reason: str, at: datetime) -> dict[str, Any]:
    """Return what is kept of a move: moments as text, for a column of JSON."""
    closed = move.becomes == at
    later = move.becomes > move.was
    return {
        "turn": move.turn.value,
        "kind": "closed" if closed else "later" if later else "earlier",
        "was": move.was.isoformat(),
        "becomes": move.becomes.isoformat(),
        "at": at.isoformat(),
        "reason": reason,
    }


def _in_code(move: Move) -> str:
    return f"{move.turn.value}:{move.was.isoformat()}>{move.becomes.isoformat()}"
