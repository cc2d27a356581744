"""The organisation as it stands, read at once, and found again by code, name and path."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgKind, OrgUnit, Person, RoleGrant
from awards.accounts.organisation.queries.units import in_rounds


@dataclass(slots=True)
class Unit:
    """A unit while a plan is made; a new one has an id that begins with "new:"."""

    id: str
    parent: str | None
    employer: str
    code: str
    name: str
    kind: OrgKind
    manager: str | None
    valid_from: date | None
    valid_to: date | None
    mentioned: bool = False

    @property
    def new(self) -> bool:
        """Whether it is not there yet."""
        return self.id.startswith("new:")


class Known(NamedTuple):
    """A person who is there."""

    id: str
    name: str
    email: str
    title: str
    unit: str | None
    active: bool


@dataclass
class Standing:
    """All units and people, and ways to find them; a plan adds its new units."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Known] = field(default_factory=dict)
    """By e-mail."""
    by_id: dict[str, Known] = field(default_factory=dict)
    holders: frozenset[str] = frozenset()
    """Who holds a role somewhere."""
    barred: frozenset[str] = frozenset()
    """Among them those to whom whoever imports could not give their roles: see `may_close`."""
    employers_elsewhere: frozenset[str] = frozenset()
    people_elsewhere: frozenset[str] = frozenset()
    """Another programme's: not the importer's to change."""
    in_rounds: frozenset[str] = frozenset()
    """Units whose staff may be nominated in a round that is on or to come."""
    _codes: dict[tuple[str, str], str] = field(default_factory=dict)
    _names: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _children: dict[tuple[str | None, str], str] = field(default_factory=dict)

    def add(self, unit: Unit) -> Unit:
        """Take a unit in, or note its new name, code or place."""
        self.units[unit.id] = unit
        if unit.code:
            self._codes[unit.employer, unit.code.casefold()] = unit.id
        named = self._names.setdefault((unit.employer, unit.name.casefold()), [])
        if unit.id not in named:
            named.append(unit.id)
        self._children[unit.parent, unit.name.casefold()] = unit.id
        return unit

    def with_code(self, employer: str, code: str) -> Unit | None:
        """Return the unit with a code."""
        return self._found(self._codes.get((employer, code.casefold())))

    def named(self, employer: str, name: str) -> list[Unit]:
        """Return the units with a name, anywhere under the employer."""
        return [self.units[i] for i in self._names.get((employer, name.casefold()), ())]

    def below(self, parent: str | None, name: str) -> Unit | None:
        """Return the unit with a name right below another, or at the top."""
        return self._found(self._children.get((parent, name.casefold())))

    def _found(self, unit_id: str | None) -> Unit | None:
        return None if unit_id is None else self.units[unit_id]


def stands(session: Session, at: datetime) -> Standing:
    """Read the whole organisation as it is at a moment, in four queries."""
    standing = Standing()
    for row in session.execute(select(*(getattr(OrgUnit, name) for name in _UNIT))):
        code = row.code or ""
        standing.add(
            Unit(
                row.id,
                row.parent_id,
                row.employer_id or row.id,
                code,
                row.name,
                row.kind,
                row.manager_id,
                row.valid_from,
                row.valid_to,
            )
        )
    people = session.execute(select(*(getattr(Person, name) for name in _PERSON)))
    _take_people(standing, (Known(*row) for row in people))
    standing.holders = frozenset(session.scalars(select(RoleGrant.person_id)))
    standing.in_rounds = in_rounds(session, at)
    return standing


_UNIT = (
    "id",
    "parent_id",
    "employer_id",
    "code",
    "name",
    "kind",
    "manager_id",
    "valid_from",
    "valid_to",
)
_PERSON = ("id", "name", "email", "title", "org_unit_id", "active")


def _take_people(standing: Standing, people: Iterable[Known]) -> None:
    for person in people:
        standing.people[person.email] = person
        standing.by_id[person.id] = person
