"""Reading panels."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, or_, select
from sqlalchemy.orm import Session

from awards.accounts.models import Person, RoleGrant
from awards.core.errors import NotFound
from awards.core.permissions import HELD_BY, Actor, Permission, Role
from awards.juries.models import PanelSeat, StepOut
from awards.programmes.models import Award, Edition


class Seated(NamedTuple):
    """A seat with the person on it."""

    seat: PanelSeat
    person: Person


def seats_of(session: Session, edition: Edition) -> list[Seated]:
    """Return all seats of an edition's panels with their people, by name."""
    rows = session.execute(
        select(PanelSeat, Person)
        .join(Award, Award.id == PanelSeat.award_id)
        .join(Person, Person.id == PanelSeat.person_id)
        .where(Award.edition_id == edition.id)
        .order_by(Person.name, Person.id)
    )
    return [Seated(*row) for row in rows]


def seat_for(session: Session, actor: Actor, seat_id: str) -> PanelSeat:
    """Return a seat the actor may manage. Raises NotFound for any other."""
    found = session.scalars(
        select(PanelSeat)
        .join(Award, Award.id == PanelSeat.award_id)
        .join(Edition, Edition.id == Award.edition_id)
        .where(
            PanelSeat.id == seat_id,
            Edition.programme_id.in_(actor.programmes_with(Permission.MANAGE_PANELS)),
        )
    ).first()
    if found is None:
        raise NotFound
    return found


_VOTE = frozenset(role for role, held in HELD_BY.items() if Permission.SCORE in held)


def may_vote(
    programme_id: str | BindParameter[str], edition_id: str | BindParameter[str]
) -> ColumnElement[bool]:
    """Return the condition on `Person` that they may vote on panels of an edition."""
    grants = select(RoleGrant.person_id).where(
        RoleGrant.programme_id == programme_id,
        or_(RoleGrant.edition_id.is_(None), RoleGrant.edition_id == edition_id),
        RoleGrant.role.in_(_VOTE),
    )
    return Person.active & Person.id.in_(grants)


def possible_members(session: Session, edition: Edition) -> dict[Person, bool]:
    """Return the people who may sit on a panel of an edition, by name, and whether they may vote.

    Jurors and chairs vote; secretaries and advisers sit there without.
    """
    wanted = (
        select(Person, RoleGrant.role)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.programme_id == edition.programme_id,
            or_(RoleGrant.edition_id.is_(None), RoleGrant.edition_id == edition.id),
            RoleGrant.role.in_(_VOTE | {Role.SECRETARY, Role.ADVISER}),
            Person.active,
        )
        .order_by(Person.name, Person.id)
    )
    found: dict[Person, bool] = {}
    for person, role in session.execute(wanted):
        found[person] = found.get(person, False) or role in _VOTE
    return found


def open_steps(session: Session, edition: Edition) -> Sequence[StepOut]:
    """Return who has stepped out in an edition and not come back, oldest first."""
    return session.scalars(
        select(StepOut)
        .join(Award, Award.id == StepOut.award_id)
        .where(Award.edition_id == edition.id, StepOut.ended_at.is_(None))
        .order_by(StepOut.stepped_out_at, StepOut.id)
    ).all()
