"""Whose staff may be nominated: the tops of the organisation, to choose from. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from awards.accounts.models import OrgKind, OrgUnit
from awards.core.languages import N_
from awards.programmes.models import Phase
from awards.programmes.settings import Kind, Setting, Where

ORGANISATIONS = Setting(
    key="organisations",
    group="nominating",
    kind=Kind.CHOICES,
    default=(),
    label=N_("Organisations"),
    help=N_("Whose staff may be nominated this year."),
    where=Where.EDITION,
    reason_from=Phase.NOMINATING,
    locked_from=Phase.SCORING,
)


@dataclass(frozen=True)
class Choice:
    """An organisation to choose, and what it belongs to."""

    id: str
    name: str
    above: str
    chosen: bool
    closed: bool
    """No longer there on the day; shown only while it is chosen."""


def choices_of(units: Sequence[OrgUnit], chosen: Iterable[str], today: date) -> list[Choice]:
    """Return what can be chosen: everything but plain units, and plain units without a parent.

    Those that are closed today are left out unless they are chosen already.
    """
    names = {unit.id: unit.name for unit in units}
    ticked = set(chosen)
    found = [
        Choice(
            id=unit.id,
            name=unit.name,
            above=names.get(unit.parent_id or "", ""),
            chosen=unit.id in ticked,
            closed=not unit.valid_on(today),
        )
        for unit in units
        if unit.id in ticked or unit.kind is not OrgKind.UNIT or unit.parent_id is None
    ]
    return sorted(
        (choice for choice in found if choice.chosen or not choice.closed),
        key=lambda choice: (choice.above, choice.name, choice.id),
    )
