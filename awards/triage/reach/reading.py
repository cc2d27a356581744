"""Reading what reach counts: the same few queries, however many nominations and people."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.nominations.models import Nomination, NominationState, NominationUnit
from awards.nominations.queries import workplaces
from awards.programmes.models import Award, Edition
from awards.triage.reach.lines import Reach, reach_of


def reach_in(session: Session, edition: Edition, today: date) -> Reach:
    """Return the reach of an edition now: the nominations that count, and who works there."""
    groups = workplaces(session, edition, today)
    above = {group.employer for group in groups if group.name != group.employer}
    rows = session.execute(
        select(Person.org_unit_id, func.count())
        .where(Person.active, Person.org_unit_id.is_not(None))
        .group_by(Person.org_unit_id)
    )
    people = {unit_id: number for unit_id, number in rows if unit_id}
    pairs = session.execute(
        select(NominationUnit.org_unit_id, NominationUnit.nomination_id)
        .join(Nomination, Nomination.id == NominationUnit.nomination_id)
        .join(Award, Award.id == Nomination.award_id)
        .where(Award.edition_id == edition.id, Nomination.state == NominationState.RECEIVED)
    )
    found = [(unit_id, nomination_id) for unit_id, nomination_id in pairs]
    known = {*people, *(unit_id for unit_id, _nomination in found)}
    return reach_of(
        # A municipality itself stands here only if somebody belongs to it and to nothing below it.
        [(g.name, g.ids) for g in groups if g.name not in above or not known.isdisjoint(g.ids)],
        people,
        found,
    )
