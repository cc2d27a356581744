"""Whom and what a coordinator can choose from."""

from typing import Any, NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgUnit, Person, RoleGrant
from awards.core.permissions import HELD_BY, Permission
from awards.nominations.models import Nomination, NominationUnit
from awards.programmes.models import Award, Edition, Programme
from awards.triage.desk.models import DeskNote

_ROLES = [role for role, held in HELD_BY.items() if Permission.TRIAGE in held]


class Choice(NamedTuple):
    """Something to choose: its id and name."""

    id: str
    name: str


def _colleagues(programme: Programme, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            Person.active,
            RoleGrant.role.in_(_ROLES),
            RoleGrant.edition_id.is_(None),
            or_(RoleGrant.programme_id == programme.id, RoleGrant.programme_id.is_(None)),
        )
        .order_by(Person.name, Person.id)
    )


def coordinators(session: Session, programme: Programme) -> list[Choice]:
    """Return who can look after a nomination of a programme, by name."""
    rows = session.execute(_colleagues(programme, Person.id, Person.name))
    return list(dict.fromkeys(Choice(*row) for row in rows))


def desk_of(session: Session, nomination: Nomination) -> tuple[DeskNote | None, list[Choice]]:
    """Return what is noted on a nomination, and who can look after it, in one query."""
    wanted = _colleagues(nomination.award.edition.programme, Person.id, Person.name, DeskNote)
    rows = session.execute(
        wanted.outerjoin(DeskNote, DeskNote.nomination_id == nomination.id).execution_options(
            populate_existing=True
        )
    ).all()
    note = next((row[2] for row in rows), None)
    return note, list(dict.fromkeys(Choice(row[0], row[1]) for row in rows))


def units_named(session: Session, edition: Edition) -> list[Choice]:
    """Return the units in which an edition's nominees work, and what they belong to, by name."""
    named = (
        select(NominationUnit.org_unit_id)
        .join(Nomination, Nomination.id == NominationUnit.nomination_id)
        .join(Award, Award.id == Nomination.award_id)
        .where(Award.edition_id == edition.id)
    )
    line = select(OrgUnit.id, OrgUnit.parent_id).where(OrgUnit.id.in_(named))
    above = line.cte("above", recursive=True)
    above = above.union(
        select(OrgUnit.id, OrgUnit.parent_id).join(above, OrgUnit.id == above.c.parent_id)
    )
    rows = session.execute(
        select(OrgUnit.id, OrgUnit.name)
        .where(OrgUnit.id.in_(select(above.c.id)))
        .order_by(OrgUnit.name, OrgUnit.id)
    )
    return [Choice(*row) for row in rows]
