"""The people of a file: who is new, who has moved, who has left."""

from awards.accounts.organisation.imports.columns import Column
from awards.accounts.organisation.imports.plan import Change, Plan
from awards.accounts.organisation.imports.rows import Content, PersonRow
from awards.accounts.organisation.imports.standing import Known, Unit
from awards.accounts.organisation.imports.units import ELSEWHERE, Placed
from awards.core.languages import N_

_THEIRS = N_("%(email)s belongs to somebody in another programme. Leave the row out.")
_Places = dict[tuple[str, str, tuple[str, ...]], str | None]


def plan_people(plan: Plan, content: Content, placed: Placed, *, complete: bool) -> None:
    """Say what becomes of each person, and who manages which unit."""
    places: _Places = {}
    first: dict[str, int] = {}
    for person in placed.standing.people.values():
        if person.active and person.unit is not None:
            placed.people[person.email] = person.unit
    for row in content.people:
        if row.email in first:
            content.blame(
                "people",
                row.row,
                Column.EMAIL,
                N_("The address stands in row %(earlier)s already. One address, one person."),
                earlier=first[row.email],
            )
            continue
        first[row.email] = row.row
        known = placed.standing.people.get(row.email)
        if known is not None and known.id in placed.standing.people_elsewhere:
            content.blame("people", row.row, Column.EMAIL, _THEIRS, email=row.email)
            continue
        unit = _unit_of(content, placed, row, places)
        if unit is not None:
            placed.people[row.email] = unit
        _compare(plan, placed, row, unit)
        if unit is not None and (row.manager or row.manages):
            _manages(content, placed, row, unit)
    if complete and content.people:
        _close_missing(plan, placed, first)


def _unit_of(content: Content, placed: Placed, row: PersonRow, places: _Places) -> str | None:
    """Return the id of the unit a row names; each way of naming is looked up once."""
    key = (row.employer, row.unit_code, row.unit_path)
    if key not in places and (row.unit_code or row.unit_path) and placed.is_elsewhere(row.employer):
        content.blame("people", row.row, Column.EMPLOYER, ELSEWHERE)
        places[key] = None
    if key not in places:
        places[key] = _find_unit(content, placed, row)
    return places[key]


def _find_unit(content: Content, placed: Placed, row: PersonRow) -> str | None:
    if not (row.unit_code or row.unit_path):
        return None
    employer = placed.employer(row.employer)
    standing = placed.standing
    if row.unit_code:
        found = standing.with_code(employer.id, row.unit_code)
        if found is not None:
            found.mentioned = True
            return _as_told(content, placed, row, found)
        if not row.unit_path:
            content.blame(
                "people",
                row.row,
                Column.CODE,
                N_("There is no unit with the code %(code)s. Import the units first."),
                code=row.unit_code,
            )
            return None
    elif len(row.unit_path) == 1:
        return _by_name(content, placed, row)
    unit = placed.walk(employer, row.unit_path)
    if row.unit_code and unit.code:
        above = standing.units.get(unit.parent or "")
        return placed.new_unit(unit.name, above, row.unit_code, unit.kind).id
    unit.code = row.unit_code or unit.code
    placed.renamed[unit.id] = unit.name
    return standing.add(unit).id


def _as_told(content: Content, placed: Placed, row: PersonRow, unit: Unit) -> str:
    """Give a unit that is known by its code the name and place that a row says."""
    if not row.unit_path:
        return unit.id
    name = row.unit_path[-1]
    if placed.renamed.setdefault(unit.id, name) != name:
        content.blame(
            "people",
            row.row,
            Column.UNIT,
            N_("The code %(code)s stands beside two names: %(first)s and %(second)s."),
            code=row.unit_code,
            first=placed.renamed[unit.id],
            second=name,
        )
        return unit.id
    unit.name = name
    if len(row.unit_path) > 1:
        _move(content, placed, row, unit)
    placed.standing.add(unit)
    return unit.id


def _move(content: Content, placed: Placed, row: PersonRow, unit: Unit) -> None:
    """Put a unit below the path that stands before its name."""
    parent = placed.walk(placed.standing.units[unit.employer], row.unit_path[:-1])
    above: str | None = parent.id
    while above is not None and above != unit.id:
        above = placed.standing.units[above].parent
    if above is None:
        unit.parent = parent.id
        return
    content.blame(
        "people",
        row.row,
        Column.UNIT,
        N_("%(unit)s cannot belong to %(parent)s, because %(parent)s is a part of it."),
        unit=unit.name,
        parent=parent.name,
    )


def _by_name(content: Content, placed: Placed, row: PersonRow) -> str | None:
    """Find a unit by what a single cell says: its code, or a name that only one has."""
    (name,) = row.unit_path
    employer = placed.employer(row.employer)
    found = placed.standing.with_code(employer.id, name)
    named = [found] if found else placed.standing.named(employer.id, name)
    if len(named) > 1 and (first := placed.standing.below(employer.id, name)):
        named = [first]
    if len(named) > 1:
        content.blame(
            "people",
            row.row,
            Column.UNIT,
            N_("Several units are called “%(name)s”. Write the code instead."),
            name=name,
        )
        return None
    unit = named[0] if named else placed.walk(employer, row.unit_path)
    unit.mentioned = True
    return unit.id


def _compare(plan: Plan, placed: Placed, row: PersonRow, unit: str | None) -> None:
    known = placed.standing.people.get(row.email)
    if known is None:
        values = (
            ("name", row.name),
            ("email", row.email),
            ("title", row.title or ""),
            ("unit", unit),
        )
        where = placed.path(unit)
        plan.people.append(Change("added", row.email, row.name, after=where, values=values))
        return
    if not known.active and known.id in placed.standing.barred:
        plan.left_out.append(known.name)
        return
    before = len(plan.people)
    if row.name != known.name:
        _change(plan, known, "renamed", known.name, row.name, ("name", row.name))
    if row.title is not None and row.title != known.title:
        _change(plan, known, "title", known.title, row.title, ("title", row.title))
    if unit is not None and unit != known.unit:
        was, now = placed.path(known.unit), placed.path(unit)
        _change(plan, known, "moved", was, now, ("unit", unit))
    if not known.active:
        _change(plan, known, "reopened", "", "", ("active", True))
        if known.id in placed.standing.holders:
            plan.let_in.append(known.name)
    plan.unchanged["people"] += len(plan.people) == before


def _change(
    plan: Plan, known: Known, verb: str, was: str, now: str, *values: tuple[str, object]
) -> None:
    plan.people.append(Change(verb, known.id, known.name, was, now, values))


def _manages(content: Content, placed: Placed, row: PersonRow, unit: str) -> None:
    """Note who manages a unit; two at once is a fault."""
    email = row.email if row.manages else row.manager
    given = placed.managers.setdefault(unit, (email, row.row, "people"))
    if given[0] != email:
        content.blame(
            "people",
            row.row,
            Column.MANAGES if Column.MANAGES in content.heads["people"] else Column.MANAGER,
            N_("%(unit)s would have two managers: %(first)s (row %(earlier)s) and %(second)s."),
            unit=placed.standing.units[unit].name,
            first=given[0],
            earlier=given[1],
            second=email,
        )
        placed.managers[unit] = given


def _close_missing(plan: Plan, placed: Placed, mentioned: dict[str, int]) -> None:
    """Close people whom a complete file leaves out; who holds a role stays, and is named."""
    standing = placed.standing
    for known in standing.people.values():
        if not known.active or known.email in mentioned or known.unit is None:
            continue
        if standing.units[known.unit].employer not in placed.employers:
            continue
        if known.id in standing.holders:
            plan.kept.append(known.name)
            continue
        placed.people.pop(known.email, None)
        _change(plan, known, "closed", "", "", ("active", False))
