"""The organisation as rows of a file, so that an import of the same file changes nothing."""

from collections.abc import Callable, Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgKind, OrgUnit, Person
from awards.accounts.organisation.queries.whose import is_our_person, is_our_unit
from awards.core.permissions import Actor, Permission

Row = tuple[str, ...]


class Directory:
    """All units that somebody looks after, read once, and how a file names them."""

    def __init__(self, session: Session, actor: Actor) -> None:
        """Read the units, for whoever looks after the organisation."""
        self.session = session
        self.allowed = actor.may(Permission.MANAGE_PEOPLE)
        self.actor = actor
        order = (OrgUnit.employer_id, OrgUnit.code, OrgUnit.name)
        wanted = select(OrgUnit).where(is_our_unit(actor)).order_by(*order)
        found = session.scalars(wanted).all() if self.allowed else ()
        self.units = {unit.id: unit for unit in found}

    def _employer(self, unit: OrgUnit | None) -> str:
        top = self.units.get(unit.employer_id or "") if unit else None
        return top.name if top else ""

    def _path(self, unit: OrgUnit | None) -> str:
        """Return the names from below the employer down to a unit."""
        names: list[str] = []
        while unit is not None and unit.parent_id is not None and len(names) < len(self.units):
            names.append(unit.name)
            unit = self.units.get(unit.parent_id)
        return " / ".join(reversed(names))

    def unit_rows(self, kind_name: Callable[[OrgKind], str]) -> Iterator[Row]:
        """Give every unit: employer, code, name, parent, kind, manager, first and last day."""
        managed = {unit.manager_id for unit in self.units.values()} - {None}
        rows = self.session.execute(
            select(Person.id, Person.email).where(
                Person.id.in_(managed), Person.active, is_our_person(self.actor)
            )
        )
        emails = {row.id: row.email for row in rows}
        for unit in self.units.values():
            parent = self.units.get(unit.parent_id or "")
            yield (
                self._employer(unit),
                unit.code or "",
                unit.name,
                (parent.code or self._path(parent)) if parent else "",
                kind_name(unit.kind),
                emails.get(unit.manager_id or "", ""),
                _day(unit.valid_from),
                _day(unit.valid_to),
            )

    def person_rows(self, yes: str) -> Iterator[Row]:
        """Give everybody who works here: employer, name, e-mail, title, unit's code or path."""
        if not self.allowed:
            return
        columns = (Person.id, Person.name, Person.email, Person.title, Person.org_unit_id)
        ours = (Person.active, is_our_person(self.actor))
        people = select(*columns).where(*ours).order_by(Person.search)
        for row in self.session.execute(people):
            unit = self.units.get(row.org_unit_id or "")
            manages = unit is not None and unit.manager_id == row.id
            yield (
                self._employer(unit),
                row.name,
                row.email,
                row.title,
                unit.code or "" if unit else "",
                "" if unit is None or unit.code else self._path(unit),
                yes if manages else "",
            )


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
