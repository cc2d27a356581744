"""What tests of imports share: a file's text in, the plan or its result out."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgUnit, Person
from awards.accounts.organisation.actions import imports
from awards.accounts.organisation.actions.writing import write
from awards.accounts.organisation.imports.comparison import make_plan
from awards.accounts.organisation.imports.plan import Plan
from awards.accounts.organisation.imports.standing import stands

TODAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


def planned(session: Session, text: str | bytes, *, complete: bool = False) -> Plan:
    data = text.encode() if isinstance(text, str) else text
    content = imports.read_content(data)
    return make_plan(
        content, stands(session, AT), employer="Lunds kommun", complete=complete, today=TODAY
    )


def brought_in(session: Session, text: str, *, complete: bool = False) -> dict[str, int]:
    """Plan and write a file; return what was changed."""
    plan = planned(session, text, complete=complete)
    assert told(plan) == []
    write(session, plan, today=TODAY, language="sv")
    session.commit()
    return plan.counts()


def told(plan: Plan) -> list[tuple[int, str, str]]:
    """Return row, column and sentence of every fault."""
    return [(f.row, f.column, f.message % f.values) for f in plan.faults]


def tree(session: Session) -> dict[str, Any]:
    """Return unit → (parent, code, manager, closed), by names."""
    names = {unit.id: unit.name for unit in session.scalars(select(OrgUnit))}
    people = {p.id: p.name for p in session.scalars(select(Person))}
    return {
        unit.name: (
            names.get(unit.parent_id or ""),
            unit.code,
            people.get(unit.manager_id or ""),
            unit.valid_to,
        )
        for unit in session.scalars(select(OrgUnit))
    }


def staff(session: Session) -> dict[str, Any]:
    """Return e-mail → (name, title, unit, active)."""
    found = session.scalars(select(Person).order_by(Person.email))
    return {p.email: (p.name, p.title, p.unit.name if p.unit else None, p.active) for p in found}
