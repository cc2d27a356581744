"""The organisation as a nominator picks from it: workplaces under their administration."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape

from markupsafe import Markup

from awards.accounts.models import OrgKind, OrgUnit

_HEADS = frozenset({OrgKind.ADMINISTRATION, OrgKind.COMPANY})
_Children = Mapping[str | None, Sequence[OrgUnit]]


@dataclass(frozen=True)
class Workplace:
    """A unit that can be picked; `depth` counts levels below its group's head."""

    id: str
    name: str
    depth: int = 0


@dataclass(frozen=True)
class WorkplaceGroup:
    """An administration or company with its units, itself first."""

    name: str
    places: tuple[Workplace, ...]
    employer: str = ""
    """What stands on top of it: a municipality, or the company itself."""

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of all its places."""
        return frozenset(place.id for place in self.places)

    @cached_property
    def _options(self) -> str:
        """All boxes as HTML, made once: a municipality has hundreds of units."""
        return "".join(
            f'<li class="c-units__unit c-units__unit--{min(place.depth, 3)}"><label>'
            f'<input type="checkbox" name="units" value="{escape(place.id)}">'
            f"<span>{escape(place.name)}</span></label></li>"
            for place in self.places
        )

    def options(self, chosen: Collection[str]) -> Markup:
        """Return a box for each place as list items, those in `chosen` ticked."""
        html = self._options
        for unit_id in self.ids.intersection(chosen):
            html = html.replace(f'value="{unit_id}"', f'value="{unit_id}" checked')
        return Markup(html)  # noqa: S704 - names and ids are escaped above


def valid_on(unit: OrgUnit, today: date) -> bool:
    """Say whether a unit exists on a day; both its dates belong to its life."""
    begun = unit.valid_from is None or unit.valid_from <= today
    return begun and (unit.valid_to is None or today <= unit.valid_to)


def grouped(
    units: Sequence[OrgUnit], eligible: Collection[str], today: date
) -> tuple[WorkplaceGroup, ...]:
    """Group the units that take part, in the order given, under their administration or company.

    A unit takes part when it, or something above it, is in `eligible`; all do when `eligible`
    is empty. What is not valid today is left out, with everything below it.
    """
    children: dict[str | None, list[OrgUnit]] = {}
    for unit in units:
        if valid_on(unit, today):
            children.setdefault(unit.parent_id, []).append(unit)
    return tuple(_groups(children.get(None, ()), children, eligible, not eligible))


def _groups(
    units: Sequence[OrgUnit],
    children: _Children,
    eligible: Collection[str],
    inside: bool,
    employer: str = "",
) -> Iterator[WorkplaceGroup]:
    """Walk down to the heads: administrations and companies, or what has none below it."""
    for unit in units:
        takes_part = inside or unit.id in eligible
        below, top = children.get(unit.id, ()), employer or unit.name
        if takes_part and (unit.kind in _HEADS or not _has_heads(below, children)):
            yield WorkplaceGroup(unit.name, tuple(_places(unit, children, 0)), top)
            continue
        if takes_part:
            yield WorkplaceGroup(unit.name, (Workplace(unit.id, unit.name),), top)
        yield from _groups(below, children, eligible, takes_part, top)


def _has_heads(units: Sequence[OrgUnit], children: _Children) -> bool:
    return any(u.kind in _HEADS or _has_heads(children.get(u.id, ()), children) for u in units)


def _places(unit: OrgUnit, children: _Children, depth: int) -> Iterator[Workplace]:
    yield Workplace(unit.id, unit.name, depth)
    for child in children.get(unit.id, ()):
        yield from _places(child, children, depth + 1)
