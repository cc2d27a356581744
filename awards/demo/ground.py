"""Programme, organisation, people and editions: what is there before anybody acts."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from awards.accounts.models import OrgKind, OrgUnit, Person, RoleGrant
from awards.core.permissions import Actor, Grant, Role
from awards.demo.calendar import Dates
from awards.demo.files import Folder
from awards.programmes import ready_made
from awards.programmes.models import Edition, EligibleOrganisation, Programme


@dataclass(frozen=True)
class Ground:
    """What the rest of the demo stands on, by the data files' keys."""

    files: Folder
    programme: Programme
    units: dict[str, OrgUnit]
    people: dict[str, Person]

    @property
    def template(self) -> str:
        """The template that the programme and its editions are made from."""
        return str(self.files.read("programme")["template"])

    def with_role(self, role: Role) -> list[tuple[str, Person]]:
        """Return key and person of everybody with a role, in the file's order."""
        return [
            (row["key"], self.people[row["key"]])
            for row in self.files.read("people")["people"]
            if role in row["roles"]
        ]

    def actor(self, person: Person) -> Actor:
        """Return a person as they act."""
        grants = frozenset(Grant(g.programme_id, g.role, g.edition_id) for g in person.grants)
        return Actor(person.id, person.name, person.email, grants)

    @property
    def coordinator(self) -> Actor:
        """The coordinator who does the desk's work in the demo."""
        return self.actor(self.with_role(Role.COORDINATOR)[0][1])


def lay_ground(session: Session, files: Folder) -> Ground:
    """Make the programme, the organisation and the people."""
    about = files.read("programme")
    columns = ready_made.read(about["template"])["programme"]
    programme = Programme(**columns | {"contact_email": about["contact_email"]})
    session.add(programme)
    session.flush()
    units = _units(session, files)
    people = {row["key"]: _person(programme, units, row) for row in files.read("people")["people"]}
    session.add_all(people.values())
    session.flush()
    for row in files.read("organisation")["units"]:
        units[row["key"]].manager_id = people[row["manager"]].id if row["manager"] else None
    session.flush()
    return Ground(files, programme, units, people)


def _units(session: Session, files: Folder) -> dict[str, OrgUnit]:
    units: dict[str, OrgUnit] = {}
    for row in files.read("organisation")["units"]:
        units[row["key"]] = OrgUnit(
            name=row["name"],
            kind=OrgKind(row["kind"]),
            code=row["code"],
            to_be_confirmed=row["to_be_confirmed"],
            parent=units[row["parent"]] if row["parent"] else None,
        )
    session.add_all(units.values())
    session.flush()
    return units


def _person(programme: Programme, units: dict[str, OrgUnit], row: dict[str, Any]) -> Person:
    return Person(
        name=row["name"],
        email=row["email"],
        title=row["title"],
        unit=units[row["unit"]],
        language=programme.language,
        grants=[RoleGrant(programme_id=programme.id, role=Role(role)) for role in row["roles"]],
    )


def add_edition(session: Session, ground: Ground, year: int, dates: Dates) -> Edition:
    """Make a year's edition from the programme's template; its organisations all take part."""
    programme = ground.programme
    edition = ready_made.edition_from(ground.template, year, programme.time_zone)
    edition.programme = programme
    edition.rules = {**edition.rules, **ground.files.read("programme").get("rules", {})}
    edition.opens_at, edition.closes_at = dates.opens, dates.closes
    edition.scoring_opens_at, edition.scoring_closes_at = dates.scoring_opens, dates.scoring_closes
    edition.dates_confirmed, edition.opened_at = True, dates.opens
    session.add(edition)
    session.flush()
    heads = [
        u for u in ground.units.values() if u.kind in {OrgKind.ADMINISTRATION, OrgKind.COMPANY}
    ]
    session.add_all(
        EligibleOrganisation(edition_id=edition.id, org_unit_id=unit.id) for unit in heads
    )
    session.flush()
    return edition
