"""What somebody who prepares an award may read: never a name, never somebody they are close to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.permissions import Actor, Permission
from awards.juries.models import PREPARING, Answer, ConflictStatement, PanelSeat
from awards.juries.queries import in_office_now, prepared_by, suggested_in
from awards.programmes.models import Award, Edition
from awards.triage.blind import approved_copies
from awards.triage.models import Candidate, JurorCopy


class Text(NamedTuple):
    """A candidate's text as the jury reads it."""

    code_name: str
    copy: JurorCopy


def prepared_awards(session: Session, actor: Actor, edition: Edition) -> Sequence[Award]:
    """Return the awards of an edition that the actor prepares now, in their order."""
    if not actor.may(Permission.SEE_RESULTS, edition.programme_id, edition.id):
        return []
    mine = select(PanelSeat.award_id).where(
        PanelSeat.person_id == actor.person_id, PanelSeat.role.in_(PREPARING), in_office_now()
    )
    return session.scalars(
        select(Award)
        .where(Award.edition_id == edition.id, Award.archived_at.is_(None), Award.id.in_(mine))
        .order_by(Award.position)
    ).all()


@dataclass(frozen=True)
class Prepared:
    """An award's candidates as somebody who prepares it meets them, by code name."""

    asked: list[tuple[str, str]]
    """(candidate, code name) of those they have not answered about."""
    texts: list[Text]
    """What they may read."""
    waiting: int
    """Of how many the coordinator has to decide first."""


def prepared_in(session: Session, actor: Actor, award: Award) -> Prepared:
    """Return the candidates of an award that the actor prepares: to answer about, and to read.

    Read is what their own word opens, by the jurors' predicate. A fact on file that nobody has
    decided about keeps a text shut even then. Eight queries.
    """
    own = (ConflictStatement.candidate_id == Candidate.id) & (
        ConflictStatement.person_id == actor.person_id
    )
    rows = session.execute(
        select(Candidate.id, Candidate.code_name, ConflictStatement.answer)
        .join(ConflictStatement, own, isouter=True)
        .where(Candidate.award_id == award.id, Candidate.id.in_(prepared_by(actor)))
        .order_by(Candidate.code_name)
    ).all()
    person = session.get_one(Person, actor.person_id)
    known = suggested_in(session, [person], [award.id])
    doubtful = set(known.grounds) - known.said.freed
    shown = {row.id for row in rows if (person.id, row.id) in known.said.opened - doubtful}
    shut = {row.id for row in rows if row.answer is not None} - shown
    copies = approved_copies(session, shown)
    return Prepared(
        [(row.id, row.code_name) for row in rows if row.answer is None],
        [Text(row.code_name, copies[row.id]) for row in rows if row.id in copies],
        len(shut - {row.id for row in rows if row.answer is Answer.CONFLICTED}),
    )
