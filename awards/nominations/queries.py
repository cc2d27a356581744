"""Reading nominations, and the workplaces that can be picked."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from awards.accounts.models import OrgUnit
from awards.core.errors import NotFound
from awards.nominations.links import mark_of, read_token
from awards.nominations.memory import ForAMinute
from awards.nominations.models import Nomination, NominationState
from awards.nominations.rules import LONGEST_REMINDER, nomination_text, reminder_due
from awards.nominations.workplaces import WorkplaceGroup, grouped
from awards.programmes.models import Award, Edition, EligibleOrganisation

__all__ = [
    "nomination_of_id",
    "nomination_of_key",
    "nomination_of_token",
    "nomination_text",
    "states_in",
    "units_of",
    "unreminded",
    "workplaces",
]

_remembered: ForAMinute[tuple[WorkplaceGroup, ...]] = ForAMinute()

_whole = (
    joinedload(Nomination.award, innerjoin=True)
    .joinedload(Award.edition, innerjoin=True)
    .joinedload(Edition.programme, innerjoin=True),
    joinedload(Nomination.award, innerjoin=True).selectinload(Award.prompts),
    selectinload(Nomination.members),
    selectinload(Nomination.answers),
    selectinload(Nomination.units).joinedload(OrgUnit.former_names),
)


def nomination_of_id(session: Session, nomination_id: str) -> Nomination:
    """Return a nomination with all it says. Raises NotFound.

    Only for whoever holds a link signed for exactly this nomination.
    """
    wanted = select(Nomination).where(Nomination.id == nomination_id).options(*_whole)
    found = session.scalars(wanted).first()
    if found is None:
        raise NotFound
    return found


def unreminded(session: Session, at: datetime) -> list[str]:
    """Return the ids of the nominations whose nominator has to be reminded to confirm."""
    wanted = (
        select(Nomination)
        .join(Nomination.award)
        .join(Award.edition)
        .where(
            Nomination.state == NominationState.UNCONFIRMED,
            Nomination.reminded_at.is_(None),
            Edition.opens_at <= at,
            Edition.scoring_closes_at > at,
            Edition.closes_at <= at + LONGEST_REMINDER,
        )
        .options(contains_eager(Nomination.award).contains_eager(Award.edition))
        .order_by(Nomination.arrived_at, Nomination.id)
    )
    return [one.id for one in session.scalars(wanted) if reminder_due(one, at)]


def nomination_of_token(session: Session, token: str, salt: str, *, secret: str) -> Nomination:
    """Return the nomination a link leads to. Raises NotFound for a link that is not ours."""
    nomination_id, mark = read_token(token, salt, secret=secret)
    nomination = nomination_of_id(session, nomination_id)
    if mark != mark_of(nomination, salt):
        raise NotFound
    return nomination


def nomination_of_key(session: Session, form_key: str) -> Nomination | None:
    """Return the nomination that was sent with a form's key, if it has been."""
    wanted = select(Nomination).where(Nomination.form_key == form_key).options(*_whole)
    return session.scalars(wanted).first()


@dataclass(frozen=True)
class States:
    """How many nominations of an edition stand where."""

    received: int
    unconfirmed: int


def states_in(session: Session, edition: Edition) -> States:
    """Count an edition's nominations that take part, and those that wait to be confirmed."""
    counts = by_state(session, edition)
    return States(
        counts.get(NominationState.RECEIVED, 0), counts.get(NominationState.UNCONFIRMED, 0)
    )


def by_state(session: Session, edition: Edition) -> dict[NominationState, int]:
    """Count an edition's nominations by where they stand."""
    rows = session.execute(
        select(Nomination.state, func.count())
        .join(Award, Award.id == Nomination.award_id)
        .where(Award.edition_id == edition.id)
        .group_by(Nomination.state)
    )
    return dict(rows.all())


def units_of(session: Session, ids: frozenset[str]) -> list[OrgUnit]:
    """Return the units with these ids, by name."""
    wanted = select(OrgUnit).where(OrgUnit.id.in_(ids)).order_by(OrgUnit.name, OrgUnit.id)
    return list(session.scalars(wanted))


def workplaces(session: Session, edition: Edition, today: date) -> tuple[WorkplaceGroup, ...]:
    """Return the organisation that takes part in an edition, as it is today.

    A process remembers it for a minute: the form is opened far more often than a unit is born.
    """
    key = (edition.id, today)
    return _remembered.get(key, lambda: _read_workplaces(session, edition, today))


def _read_workplaces(session: Session, edition: Edition, today: date) -> tuple[WorkplaceGroup, ...]:
    rows = select(EligibleOrganisation.org_unit_id).where(
        EligibleOrganisation.edition_id == edition.id
    )
    units = session.scalars(select(OrgUnit).order_by(OrgUnit.name, OrgUnit.id)).all()
    return grouped(units, set(session.scalars(rows)), today)
