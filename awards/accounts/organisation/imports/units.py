"""The units of a file put in their places, and what that changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from awards.accounts.models import OrgKind
from awards.accounts.organisation.imports.columns import Column
from awards.accounts.organisation.imports.plan import Change, Plan, path_names
from awards.accounts.organisation.imports.rows import Content, Fault, UnitRow
from awards.accounts.organisation.imports.standing import Standing, Unit
from awards.accounts.organisation.rules import NAMED_BY_A_ROUND
from awards.core.languages import N_


@dataclass
class Placed:
    """The organisation with the file's units in it."""

    standing: Standing
    default: str
    """The employer where the file names none."""
    employers: set[str] = field(default_factory=set)
    """Ids of the employers whose units or people the file holds."""
    managers: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    """Unit id → the manager's address, the row and sheet that say so."""
    people: dict[str, str] = field(default_factory=dict)
    """Address → unit id, of everybody who will work here."""
    dated: set[str] = field(default_factory=set)
    """Ids of the units whose last day the file says, if only by leaving it empty."""
    renamed: dict[str, str] = field(default_factory=dict)
    """Unit id → the name that a row with people gives it."""
    _counter: int = 0
    _paths: dict[str | None, str] = field(default_factory=dict)

    def path(self, unit_id: str | None) -> str:
        """Return where a unit stands, as a reader is told; thousands ask for the same."""
        if unit_id not in self._paths:
            self._paths[unit_id] = path_names(self.standing, unit_id)
        return self._paths[unit_id]

    def new_unit(self, name: str, parent: Unit | None, code: str, kind: OrgKind) -> Unit:
        """Add a unit that is not there yet."""
        self._counter += 1
        new = f"new:{self._counter}"
        above = None if parent is None else parent.id
        employer = new if parent is None else parent.employer
        unit = Unit(new, above, employer, code, name, kind, None, None, None, mentioned=True)
        return self.standing.add(unit)

    def employer(self, name: str) -> Unit:
        """Return the employer with a name (or code), made when it is new."""
        name = name or self.default
        found = self.standing.below(None, name)
        if found is None:
            tops = (u for u in self.standing.units.values() if u.parent is None and u.code)
            found = next((u for u in tops if u.code.casefold() == name.casefold()), None)
        found = found or self.new_unit(name, None, "", OrgKind.EMPLOYER)
        self.employers.add(found.id)
        found.mentioned = True
        return found

    def is_elsewhere(self, name: str) -> bool:
        """Say whether an employer takes part in another programme, and in none of one's own."""
        elsewhere = self.standing.employers_elsewhere
        return bool(elsewhere) and self.employer(name).id in elsewhere

    def walk(self, employer: Unit, path: tuple[str, ...]) -> Unit:
        """Return the unit at the end of a path of names, made with all that is missing on it."""
        here = employer
        for name in path:
            if here is employer and name.casefold() == employer.name.casefold():
                continue
            below = self.standing.below(here.id, name)
            kind = OrgKind.ADMINISTRATION if here.parent is None else OrgKind.UNIT
            here = below or self.new_unit(name, here, "", kind)
            here.mentioned = True
        return here


ELSEWHERE = N_("This employer takes part in another programme only. Leave it out of the file.")
_TWICE = N_("“%(name)s” stands twice in the same place. Give the units codes.")


def place_units(content: Content, standing: Standing, employer: str) -> Placed:
    """Put the units of a file in their places: codes first, then what belongs to what."""
    placed = Placed(standing, employer)
    rows = [(row, unit) for row in content.units if (unit := _identify(content, placed, row))]
    seen: set[tuple[str | None, str]] = set()
    for row, unit in rows:
        _put_below(content, placed, row, unit)
        here = (unit.parent, unit.name.casefold())
        if here in seen and not unit.code:
            content.blame("units", row.row, Column.NAME, _TWICE, name=row.name)
        seen.add(here)
    _find_cycles(content, standing, rows)
    return placed


def _identify(content: Content, placed: Placed, row: UnitRow) -> Unit | None:
    """Return the unit a row is about, with its new name; None when it cannot be told."""
    top = not row.parent and (row.kind is OrgKind.EMPLOYER or _is_employer(row))
    if placed.is_elsewhere(row.name if top else row.employer):
        content.blame("units", row.row, Column.EMPLOYER, ELSEWHERE)
        return None
    if top:
        unit = placed.employer(row.name)
        unit.code = row.code or unit.code
        return _note(placed, row, unit)
    employer = placed.employer(row.employer)
    found = placed.standing.with_code(employer.id, row.code) if row.code else None
    if found is None:
        found = _same_name(placed.standing, employer, row)
    if found is not None and found.mentioned and found.id not in placed.employers:
        content.blame(
            "units",
            row.row,
            Column.CODE,
            N_("The code %(code)s stands in two rows."),
            code=row.code,
        )
        return None
    kind = row.kind or OrgKind.UNIT
    unit = found or placed.new_unit(row.name, employer, row.code, kind)
    unit.mentioned = True
    return _note(placed, row, unit)


def _is_employer(row: UnitRow) -> bool:
    return row.employer.casefold() == row.name.casefold()


def _same_name(standing: Standing, employer: Unit, row: UnitRow) -> Unit | None:
    """Return the unit of that name and place that has no code, or, if the row has none, any."""
    parent_name = row.parent[-1].casefold() if row.parent else employer.name.casefold()
    for unit in standing.named(employer.id, row.name):
        if row.code and unit.code:
            continue
        above = standing.units.get(unit.parent or "")
        names = {above.name.casefold(), above.code.casefold()} if above else set()
        if not unit.mentioned and parent_name in names:
            return unit
    return None


def _note(placed: Placed, row: UnitRow, unit: Unit) -> Unit:
    """Write what the row says into the unit."""
    unit.name = row.name
    unit.code = row.code or unit.code
    unit.kind = row.kind or unit.kind
    if row.says_from:
        unit.valid_from = row.valid_from
    if row.says_to:
        unit.valid_to = row.valid_to
        placed.dated.add(unit.id)
    if row.manager is not None:
        placed.managers[unit.id] = (row.manager, row.row, "units")
    return placed.standing.add(unit)


def _put_below(content: Content, placed: Placed, row: UnitRow, unit: Unit) -> None:
    if unit.id in placed.employers:
        return
    employer = placed.standing.units[unit.employer]
    parent = _parent(content, placed, row, employer)
    if parent is not None:
        unit.parent = parent.id
        parent.mentioned = True
        placed.standing.add(unit)


def _parent(content: Content, placed: Placed, row: UnitRow, employer: Unit) -> Unit | None:
    """Find what a row belongs to: by code, by path, by a name that only one has."""
    if not row.parent:
        return employer
    last = row.parent[-1]
    if len(row.parent) == 1:
        found = placed.standing.with_code(employer.id, last)
        if found is not None:
            return found
        named = placed.standing.named(employer.id, last)
        if employer.name.casefold() == last.casefold():
            named = [employer]
        named = _nearest(placed.standing, employer, last, named)
        if len(named) == 1:
            return named[0]
        if named:
            content.blame(
                "units",
                row.row,
                Column.PARENT,
                N_("Several units are called “%(name)s”. Write the code instead."),
                name=last,
            )
            return None
    else:
        here: Unit | None = employer
        for name in row.parent:
            skip = here is employer and name.casefold() == employer.name.casefold()
            here = here if skip or here is None else placed.standing.below(here.id, name)
        if here is not None:
            return here
    content.blame(
        "units",
        row.row,
        Column.PARENT,
        N_("There is no unit “%(name)s”, neither in the file nor in Utmärkt."),
        name=" / ".join(row.parent),
    )
    return None


def _nearest(standing: Standing, employer: Unit, name: str, named: list[Unit]) -> list[Unit]:
    """Prefer, of several units of a name, the one right below the employer."""
    first = standing.below(employer.id, name) if len(named) > 1 else None
    return [first] if first else named


def _find_cycles(content: Content, standing: Standing, rows: list[tuple[UnitRow, Unit]]) -> None:
    for row, unit in rows:
        seen, above = {unit.id}, unit.parent
        while above is not None and above not in seen:
            seen.add(above)
            above = standing.units[above].parent
        if above == unit.id:
            parent = standing.units[unit.parent or ""]
            content.blame(
                "units",
                row.row,
                Column.PARENT,
                N_("%(unit)s cannot belong to %(parent)s, because %(parent)s is a part of it."),
                unit=unit.name,
                parent=parent.name,
            )


def plan_units(
    plan: Plan,
    content: Content,
    placed: Placed,
    before: Mapping[str, Unit],
    *,
    complete: bool,
    today: date,
) -> None:
    """Say what becomes of each unit."""
    _set_managers(content, placed)
    if complete and content.units:
        _close_missing(content, placed, today)
    _keep_for_rounds(content, placed, before)
    for unit in placed.standing.units.values():
        old = before.get(unit.id)
        _reopen(placed, unit, today)
        if old is None:
            plan.units.append(_added(placed, unit))
        elif unit.mentioned or unit.valid_to != old.valid_to or unit.manager != old.manager:
            changes = _changes(placed, old, unit)
            plan.units += changes
            plan.unchanged["units"] += not changes


def _reopen(placed: Placed, unit: Unit, today: date) -> None:
    """Open a closed unit again when a file that tells no last days has it."""
    if unit.mentioned and unit.id not in placed.dated and unit.valid_to and unit.valid_to <= today:
        unit.valid_to = None


def _added(placed: Placed, unit: Unit) -> Change:
    names = ("parent", "employer", "code", "name", "kind", "manager", "valid_from", "valid_to")
    values = tuple((name, getattr(unit, name)) for name in names)
    where = path_names(placed.standing, unit.parent)
    return Change("added", unit.id, unit.name, after=where, values=values)


def _changes(placed: Placed, old: Unit, unit: Unit) -> list[Change]:
    standing = placed.standing
    found: list[Change] = []

    def note(verb: str, was: object, now: object, *values: tuple[str, Any]) -> None:
        found.append(Change(verb, unit.id, unit.name, str(was or ""), str(now or ""), values))

    if unit.name != old.name:
        note("renamed", old.name, unit.name, ("name", unit.name))
    if unit.parent != old.parent:
        was, now = (path_names(standing, one.parent) for one in (old, unit))
        note("moved", was, now, ("parent", unit.parent))
    if unit.manager != old.manager:
        note(
            "manager",
            _person(placed, old.manager),
            _person(placed, unit.manager),
            ("manager", unit.manager),
        )
    if unit.valid_to != old.valid_to:
        verb = "closed" if unit.valid_to is not None else "reopened"
        note(verb, old.valid_to, unit.valid_to, ("valid_to", unit.valid_to))
    rest = [
        name for name in ("code", "kind", "valid_from") if getattr(unit, name) != getattr(old, name)
    ]
    if rest:
        was_rest, now_rest = (
            ", ".join(str(getattr(one, name) or "–") for name in rest) for one in (old, unit)
        )
        note("changed", was_rest, now_rest, *((name, getattr(unit, name)) for name in rest))
    return found


def _person(placed: Placed, key: str | None) -> str:
    """Return whom a manager's id or address means."""
    known = placed.standing.by_id.get(key or "")
    return known.name if known else (key or "").removeprefix("email:")


def _set_managers(content: Content, placed: Placed) -> None:
    """Give units their managers: an id of somebody there, or "email:…" of somebody new."""
    for unit_id, (email, row, sheet) in placed.managers.items():
        unit = placed.standing.units[unit_id]
        known = placed.standing.people.get(email)
        # Whoever works elsewhere is as little known here as an address nobody has.
        elsewhere = known is not None and known.id in placed.standing.people_elsewhere
        there = email in placed.people or (known is not None and known.active)
        if not email:
            unit.manager = None
        elif there and not elsewhere:
            unit.manager = known.id if known else f"email:{email}"
        else:
            content.blame(
                sheet,
                row,
                Column.MANAGER,
                N_("Nobody has the address %(email)s, neither in the file nor in Utmärkt."),
                email=email,
            )


def _keep_for_rounds(content: Content, placed: Placed, before: Mapping[str, Unit]) -> None:
    """Refuse to close what a round names, as closing by hand does."""
    standing = placed.standing
    for unit_id in standing.in_rounds & before.keys():
        unit, old = standing.units[unit_id], before[unit_id]
        if unit.valid_to is not None and unit.valid_to != old.valid_to:
            content.faults.append(
                Fault(content.sheets.get("units", ""), 0, "", NAMED_BY_A_ROUND, {"unit": unit.name})
            )


def _close_missing(content: Content, placed: Placed, today: date) -> None:
    """Close what a complete file leaves out, unless somebody works there."""
    standing = placed.standing
    working: dict[str, int] = {}
    for unit_id in placed.people.values():
        working[unit_id] = working.get(unit_id, 0) + 1
    for unit in standing.units.values():
        open_today = unit.valid_to is None or today <= unit.valid_to
        if unit.mentioned or unit.employer not in placed.employers or not open_today:
            continue
        if working.get(unit.id):
            content.faults.append(
                Fault(
                    content.sheets["units"],
                    0,
                    "",
                    N_("%(unit)s is missing in the file, but somebody works there.")
                    if working[unit.id] == 1
                    else N_("%(unit)s is missing in the file, but %(count)s people work there."),
                    {"unit": unit.name, "count": working[unit.id]},
                )
            )
        else:
            unit.valid_to = today
