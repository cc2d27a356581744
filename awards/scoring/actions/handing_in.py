"""Handing score sheets in, taking them back, and what follows when scoring has closed."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Table, select, update
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import SYSTEM, Actor
from awards.scoring import rules
from awards.scoring.actions.saving import change_sheet, record_about, require_scoring
from awards.scoring.commitments import Opening, code_of, juror_secret, new_nonce
from awards.scoring.models import ScoreSheet, SheetReceipt, SheetState
from awards.scoring.queries import Sheet, notes_to_purge, stored_marks

_SHEETS = cast("Table", ScoreSheet.__table__)


def hand_in(session: Session, sheet: Sheet, *, by: Actor, at: datetime, secret: str) -> str:
    """Close a sheet and return its receipt; the second click gets the first's.

    Raises ScoringOver, NotComplete, NothingScored, and StaleSheet when it was changed meanwhile.
    """
    if sheet.receipt is not None:
        return sheet.receipt
    require_scoring(sheet, at)
    rules.require_complete(sheet.criteria, sheet.marks)
    opening = Opening(
        sheet=sheet.id,
        marks=stored_marks(session, [sheet.id])[sheet.id],
        reason=sheet.reason,
        reasons=sheet.reasons,
        handed_in_at=at,
        secret=juror_secret(secret, by.person_id or "", sheet.award.edition_id),
        nonce=new_nonce(),
    )
    receipt = code_of(opening.commitment)
    closed = {"state": SheetState.HANDED_IN, "handed_in_at": at, "receipt": receipt}
    change_sheet(session, sheet, closed)
    session.add(
        SheetReceipt(
            code=receipt,
            sheet_id=sheet.id,
            commitment=opening.commitment,
            nonce=opening.nonce,
            handed_in_at=at,
        )
    )
    record_about(session, "sheet.handed-in", sheet, by, at, receipt=receipt)
    return receipt


def reopen(
    session: Session, sheet: Sheet, *, why: rules.Reopening, by: Actor, at: datetime
) -> str | None:
    """Open a handed-in sheet for its juror again; return the receipt that is void by it.

    A sheet that is open already stays so: the second click changes nothing. Raises ScoringOver.
    """
    if sheet.state is SheetState.OPEN:
        return None
    require_scoring(sheet, at)
    opened = {"state": SheetState.OPEN, "handed_in_at": None, "receipt": None}
    unchanged = (
        (_SHEETS.c.id == sheet.id)
        & (_SHEETS.c.version == sheet.version)
        & (_SHEETS.c.state == SheetState.HANDED_IN)
    )
    back = update(_SHEETS).where(unchanged).values(**opened, version=sheet.version + 1)
    if cast("CursorResult[Any]", session.execute(back)).rowcount != 1:
        raise rules.StaleSheet
    record_about(session, "sheet.taken-back", sheet, by, at, receipt=sheet.receipt, why=why.value)
    return sheet.receipt


def hold(
    session: Session,
    juror_id: str | None,
    *,
    sheets: Collection[str] | None = None,
    candidates: Collection[str] | None = None,
) -> None:
    """Let nobody else change a juror's sheets, or those of these ids, until the commit.

    For a verb that changes several, or tells the trail of something else first: whoever appends
    to it keeps all others from appending, so it comes after what a save holds, never before.
    """
    own = select(_SHEETS.c.id).where(_SHEETS.c.person_id == juror_id)
    if sheets is not None:
        own = own.where(_SHEETS.c.id.in_(sheets))
    if candidates is not None:
        own = own.where(_SHEETS.c.candidate_id.in_(candidates))
    session.execute(own.order_by(_SHEETS.c.id).with_for_update())


def hand_in_all(
    session: Session, sheets: Iterable[Sheet], *, by: Actor, at: datetime, secret: str
) -> int:
    """Hand in those of the sheets that are open and complete; return how many."""
    ready = [s for s in sheets if s.state is SheetState.OPEN and s.complete]
    hold(session, by.person_id, sheets=[sheet.id for sheet in ready])
    for sheet in ready:
        hand_in(session, sheet, by=by, at=at, secret=secret)
    return len(ready)


def purge_notes(session: Session, *, at: datetime) -> int:
    """Empty the private notes of all rounds whose scoring has closed; return how many.

    Nothing is written when there are none, and the audit trail says of each edition how many.
    """
    sheets: dict[tuple[str, str], list[str]] = {}
    for edition_id, programme_id, sheet_id in notes_to_purge(session, at):
        sheets.setdefault((edition_id, programme_id), []).append(sheet_id)
    for (edition_id, programme_id), ids in sheets.items():
        session.execute(update(_SHEETS).where(_SHEETS.c.id.in_(ids)).values(note=""))
        subject, counts = f"edition:{edition_id}", {"score_sheet": len(ids)}
        record(
            session,
            "notes.purged",
            subject=subject,
            by=SYSTEM,
            at=at,
            programme_id=programme_id,
            counts=counts,
        )
    return sum(map(len, sheets.values()))
