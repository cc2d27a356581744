"""Reading panels."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person, RoleGrant
from awards.core.errors import NotFound
from awards.core.permissions import HELD_BY, Actor, Permission
from awards.juries.models import PanelSeat
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


def possible_jurors(session: Session, programme_id: str) -> Sequence[Person]:
    """Return the people who may sit on a panel of a programme: its jurors and chairs, by name."""
    roles = [role for role, held in HELD_BY.items() if Permission.SCORE in held]
    grants = select(RoleGrant.person_id).where(
        RoleGrant.programme_id == programme_id, RoleGrant.role.in_(roles)
    )
    wanted = select(Person).where(Person.id.in_(grants), Person.active)
    return session.scalars(wanted.order_by(Person.name, Person.id)).all()
