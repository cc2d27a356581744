"""Reading receipts: a juror's own, whether they still hold, and the list of all commitments."""

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from awards.core.db import Translated
from awards.core.permissions import Actor
from awards.juries.queries import values_of
from awards.programmes.models import Award
from awards.scoring.commitments import Opening, juror_secret
from awards.scoring.models import ScoreSheet, SheetReceipt, SheetState
from awards.scoring.queries import stored_marks, with_sheet
from awards.triage.models import Candidate


@dataclass(frozen=True)
class Receipt:
    """A juror's own receipt beside what is stored now."""

    code: str
    commitment: str
    sheet_id: str
    code_name: str
    award: Translated
    opening: Opening
    """The receipt's nonce and moment with the scores and reasons as they are stored now."""
    in_force: bool
    """Not in force: the sheet was opened again, so that a later receipt, or none, stands for it."""

    @property
    def holds(self) -> bool:
        """Whether what is stored is exactly what was handed in."""
        return self.opening.commitment == self.commitment


class _Stored(NamedTuple):
    receipt: SheetReceipt
    sheet: ScoreSheet
    code_name: str
    award: Translated


def receipts_of(session: Session, juror: Actor, edition_id: str, *, secret: str) -> list[Receipt]:
    """Return a juror's receipts of an edition, newest first, in two statements.

    Those of a sheet that is sealed, or whose text the juror may not read now, are not there.
    """
    values = {**values_of(juror), "edition": edition_id}
    rows = [_Stored(*row) for row in session.execute(_own(), values)]
    marks = stored_marks(session, [row.sheet.id for row in rows])
    own_secret = juror_secret(secret, juror.person_id or "", edition_id)
    return [
        Receipt(
            code=row.receipt.code,
            commitment=row.receipt.commitment,
            sheet_id=row.sheet.id,
            code_name=row.code_name,
            award=row.award,
            opening=Opening(
                sheet=row.sheet.id,
                marks=marks[row.sheet.id],
                reason=row.sheet.reason,
                reasons=row.sheet.reasons or {},
                handed_in_at=row.receipt.handed_in_at,
                secret=own_secret,
                nonce=row.receipt.nonce,
            ),
            in_force=row.sheet.receipt == row.receipt.code,
        )
        for row in rows
    ]


@cache
def _own() -> Select[*tuple[Any, ...]]:
    return (
        with_sheet()
        .join(SheetReceipt, SheetReceipt.sheet_id == ScoreSheet.id)
        .join(Award, Award.id == Candidate.award_id)
        .where(Award.edition_id == bindparam("edition"))
        .order_by(SheetReceipt.handed_in_at.desc(), SheetReceipt.code)
        .with_only_columns(SheetReceipt, ScoreSheet, Candidate.code_name, Award.name)
    )


def commitments_in(session: Session, edition_id: str) -> list[str]:
    """Return the commitments of every sheet that is handed in, sorted: order tells nothing.

    Sealed sheets and void receipts are not among them. For after scoring has closed.
    """
    rows = session.scalars(
        select(SheetReceipt.commitment)
        .join(ScoreSheet, ScoreSheet.receipt == SheetReceipt.code)
        .join(Candidate, Candidate.id == ScoreSheet.candidate_id)
        .join(Award, Award.id == Candidate.award_id)
        .where(Award.edition_id == edition_id, ScoreSheet.state == SheetState.HANDED_IN)
        .order_by(SheetReceipt.commitment)
    )
    return list(rows)
