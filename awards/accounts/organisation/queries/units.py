"""One unit: where it stands, who works there, what belongs to it, what it was called."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import column, func, select, table
from sqlalchemy.orm import Session, selectinload

from awards.accounts.models import OrgUnit, Person
from awards.accounts.organisation.queries.whose import is_our_unit
from awards.core.db import UtcDateTime
from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission

PEOPLE_SHOWN = 50


@dataclass(frozen=True)
class Place:
    """A unit as a link."""

    id: str
    name: str
    open: bool = True


@dataclass(frozen=True)
class UnitView:
    """Everything the page of a unit shows."""

    unit: OrgUnit
    above: tuple[Place, ...]
    """From the employer down to what it belongs to."""
    below: tuple[Place, ...]
    manager: Place | None
    people: Sequence[Person]
    people_total: int


def unit_for(session: Session, actor: Actor, unit_id: str) -> OrgUnit:
    """Return a unit with its former names, for whoever looks after its employer.

    Raises NotFound.
    """
    wanted = (
        select(OrgUnit)
        .where(OrgUnit.id == unit_id, is_our_unit(actor))
        .options(selectinload(OrgUnit.former_names))
    )
    found = session.scalars(wanted).first()
    if found is None or not actor.may(Permission.MANAGE_PEOPLE):
        raise NotFound
    return found


def view_of(session: Session, unit: OrgUnit, *, today: date, page: int = 1) -> UnitView:
    """Return what the page of a unit shows, in five queries."""
    rows = session.execute(
        select(OrgUnit.id, OrgUnit.parent_id, OrgUnit.name, OrgUnit.valid_to).order_by(OrgUnit.name)
    ).all()
    places = {r.id: Place(r.id, r.name, r.valid_to is None or today <= r.valid_to) for r in rows}
    parents = {row.id: row.parent_id for row in rows}
    works_here = (Person.org_unit_id == unit.id, Person.active)
    people = select(Person).where(*works_here).order_by(Person.search)
    manager = session.get(Person, unit.manager_id) if unit.manager_id else None
    return UnitView(
        unit=unit,
        above=tuple(places[i] for i in reversed(_above(unit.parent_id, parents))),
        below=tuple(places[row.id] for row in rows if row.parent_id == unit.id),
        manager=Place(manager.id, manager.name) if manager else None,
        people=session.scalars(people.limit(PEOPLE_SHOWN).offset((page - 1) * PEOPLE_SHOWN)).all(),
        people_total=session.scalar(select(func.count()).select_from(Person).where(*works_here))
        or 0,
    )


def _above(unit_id: str | None, parents: dict[str, str | None]) -> list[str]:
    found: list[str] = []
    while unit_id is not None and unit_id not in found:
        found.append(unit_id)
        unit_id = parents.get(unit_id)
    return found


def counts_in(session: Session, unit: OrgUnit, today: date) -> tuple[int, int]:
    """Return how many people work in a unit, and how many open units belong to it."""
    people = (
        select(func.count()).select_from(Person).where(Person.org_unit_id == unit.id, Person.active)
    )
    below = session.scalars(select(OrgUnit).where(OrgUnit.parent_id == unit.id))
    open_below = sum(one.valid_to is None or today <= one.valid_to for one in below)
    return session.scalar(people) or 0, open_below


_ELIGIBLE = table("eligible_organisation", column("org_unit_id"), column("edition_id"))
_EDITION = table(
    "edition", column("id"), column("archived_at"), column("scoring_closes_at", UtcDateTime())
)
"""What an edition is, is a later feature's; until when its form offers workplaces is enough."""


def editions_with(session: Session, unit: OrgUnit, at: datetime) -> int:
    """Return in how many rounds, on or to come, a unit's staff may be nominated by name of it."""
    wanted = (
        select(func.count())
        .select_from(_ELIGIBLE)
        .join(_EDITION, _EDITION.c.id == _ELIGIBLE.c.edition_id)
        .where(
            _ELIGIBLE.c.org_unit_id == unit.id,
            _EDITION.c.archived_at.is_(None),
            _EDITION.c.scoring_closes_at > at,
        )
    )
    return session.scalar(wanted) or 0


def in_rounds(session: Session, at: datetime) -> frozenset[str]:
    """Return the units that a round, on or to come, names: their staff may be nominated."""
    wanted = (
        select(_ELIGIBLE.c.org_unit_id)
        .join(_EDITION, _EDITION.c.id == _ELIGIBLE.c.edition_id)
        .where(_EDITION.c.archived_at.is_(None), _EDITION.c.scoring_closes_at > at)
    )
    return frozenset(session.scalars(wanted))


def with_code(session: Session, employer_id: str | None, code: str) -> OrgUnit | None:
    """Return an employer's unit with a code."""
    wanted = select(OrgUnit).where(OrgUnit.employer_id == employer_id, OrgUnit.code == code)
    return session.scalars(wanted).first()
