"""Adding, renaming, moving and closing units, and saying who manages them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgKind, OrgUnit, OrgUnitName
from awards.accounts.organisation import rules
from awards.accounts.organisation.queries.units import counts_in, editions_with, with_code
from awards.accounts.organisation.queries.whose import require_our_person, require_our_unit
from awards.audit.actions import record
from awards.core.clock import day_of
from awards.core.ids import new_id
from awards.core.permissions import Actor


@dataclass(frozen=True)
class UnitDraft:
    """A unit as somebody writes it."""

    name: str
    code: str
    kind: OrgKind
    parent_id: str | None
    valid_from: date | None = None


def _write_down(
    session: Session, event: str, unit: OrgUnit, by: Actor, at: datetime, **details: Any
) -> None:
    session.flush()
    record(session, event, subject=f"unit:{unit.id}", by=by, at=at, **details)


def add_unit(session: Session, draft: UnitDraft, *, by: Actor, at: datetime) -> OrgUnit:
    """Add a unit, or an employer when it belongs to nothing. Raises CodeTaken, NotFound."""
    require_our_unit(session, by, draft.parent_id)
    parent = session.get_one(OrgUnit, draft.parent_id) if draft.parent_id else None
    unit = OrgUnit(
        id=new_id(),
        name=draft.name,
        code=draft.code or None,
        kind=draft.kind,
        parent_id=draft.parent_id,
        valid_from=draft.valid_from,
    )
    unit.employer_id = parent.employer_id if parent else unit.id
    if draft.code:
        _require_free_code(session, unit, unit.employer_id)
    session.add(unit)
    _write_down(session, "unit.added", unit, by, at)
    return unit


def _require_free_code(session: Session, unit: OrgUnit, employer_id: str | None) -> None:
    """Raise CodeTaken when another unit of an employer has the unit's code."""
    other = with_code(session, employer_id, unit.code) if unit.code else None
    if other is not None and other.id != unit.id:
        raise rules.CodeTaken(unit=other.name, code=unit.code)


def rename(
    session: Session, unit: OrgUnit, *, name: str, day: date, by: Actor, at: datetime
) -> None:
    """Give a unit a new name from a day on; until then, what is old keeps the old name."""
    rules.require_rename_day(unit, day, day_of(at))
    if name == unit.name:
        return
    unit.former_names.append(OrgUnitName(until=day, name=unit.name))
    unit.name = name
    _write_down(session, "unit.renamed", unit, by, at, until=day.isoformat())


def move(
    session: Session, unit: OrgUnit, parent: OrgUnit | None, *, by: Actor, at: datetime
) -> None:
    """Let a unit, with all below it, belong to another; to none when it is an employer.

    Raises Cycle, and CodeTaken when the new employer has one of the codes already.
    """
    # All rows, so that two moves at once cannot make a circle that neither of them saw.
    rows = session.execute(select(OrgUnit.id, OrgUnit.parent_id).with_for_update()).all()
    parents = {row.id: row.parent_id for row in rows}
    if parent is not None:
        rules.require_no_cycle(unit, parent, parents)
    unit.parent_id = parent.id if parent else None
    employer = parent.employer_id if parent else unit.id
    if employer != unit.employer_id:
        _change_employer(session, unit, parents, employer)
    _write_down(session, "unit.moved", unit, by, at, parent_id=unit.parent_id)


def _change_employer(
    session: Session, unit: OrgUnit, parents: dict[str, str | None], employer: str | None
) -> None:
    """Take everything below a unit along to another employer."""
    with session.no_autoflush:
        inside = {unit.id}
        grew = True
        while grew:
            more = {i for i, above in parents.items() if above in inside} - inside
            inside |= more
            grew = bool(more)
        for one in session.scalars(select(OrgUnit).where(OrgUnit.id.in_(inside))).all():
            _require_free_code(session, one, employer)
            one.employer_id = employer


def set_manager(
    session: Session, unit: OrgUnit, person_id: str | None, *, by: Actor, at: datetime
) -> None:
    """Say who manages a unit; one person, or nobody. Raises NotFound for another employer's."""
    require_our_person(session, by, person_id)
    unit.manager_id = person_id
    _write_down(session, "unit.manager-set", unit, by, at, person_id=person_id)


def close(session: Session, unit: OrgUnit, *, day: date, by: Actor, at: datetime) -> None:
    """Close a unit after a day. Raises InUse while somebody works there or a round needs it."""
    people, units = counts_in(session, unit, day)
    rules.require_closable(
        unit, day, people=people, units=units, editions=editions_with(session, unit, at)
    )
    unit.valid_to = day
    _write_down(session, "unit.closed", unit, by, at, valid_to=day.isoformat())


def reopen(session: Session, unit: OrgUnit, *, by: Actor, at: datetime) -> None:
    """Open a closed unit again."""
    unit.valid_to = None
    _write_down(session, "unit.reopened", unit, by, at)
