"""What somebody who prepares an award may read: never a name, never somebody they are close to."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.core.permissions import Actor, Permission
from awards.juries.models import PREPARING, PanelSeat
from awards.juries.queries import barred, in_office_now, suggestions_for
from awards.programmes.models import Award, Edition
from awards.triage.blind import approved_copies, ready
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


def texts_of(session: Session, actor: Actor, award: Award) -> list[Text]:
    """Return the approved texts of an award that the actor prepares, by code name.

    Without those with whom a stated conflict, or a fact on file, connects them: whoever prepares
    is not asked about each candidate, so what is known counts by itself.
    """
    if award.id not in {one.id for one in prepared_awards(session, actor, award.edition)}:
        return []
    person = session.get_one(Person, actor.person_id)
    close = suggestions_for(session, person, [award.id])
    rows = session.execute(
        ready()
        .where(Candidate.award_id == award.id, Candidate.id.not_in(barred(actor.person_id)))
        .with_only_columns(Candidate.id, Candidate.code_name)
        .order_by(Candidate.code_name)
    )
    codes = {key: code for key, code in rows if key not in close}
    copies = approved_copies(session, codes)
    return [Text(code, copies[key]) for key, code in codes.items() if key in copies]
