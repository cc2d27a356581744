"""A file beside the organisation: the plan that makes the one into the other."""

from datetime import date

from awards.accounts.organisation.imports.people import plan_people
from awards.accounts.organisation.imports.plan import Plan
from awards.accounts.organisation.imports.rows import Content
from awards.accounts.organisation.imports.standing import Standing, Unit
from awards.accounts.organisation.imports.units import place_units, plan_units


def make_plan(
    content: Content, standing: Standing, *, employer: str, complete: bool, today: date
) -> Plan:
    """Compare a file with the organisation; both are used up.

    `employer` is whose units and people these are where the file does not say; with `complete`,
    what is missing in the file is closed.
    """
    plan = Plan()
    before = {unit.id: _copy(unit) for unit in standing.units.values()}
    placed = place_units(content, standing, employer)
    plan_people(plan, content, placed, complete=complete)
    plan_units(plan, content, placed, before, complete=complete, today=today)
    plan.faults = sorted(content.faults, key=lambda fault: (fault.sheet, fault.row, fault.column))
    return plan


def _copy(unit: Unit) -> Unit:
    return Unit(*(getattr(unit, name) for name in Unit.__slots__))
