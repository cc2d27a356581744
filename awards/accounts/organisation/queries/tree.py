"""The whole organisation as a tree, in two queries however large it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgKind, OrgUnit, Person
from awards.accounts.organisation.queries.whose import is_our_person, is_our_unit
from awards.core.permissions import Actor, Permission


@dataclass(frozen=True)
class Node:
    """A unit in the tree; `people` counts those in it and in everything below it."""

    id: str
    name: str
    code: str
    kind: OrgKind
    manager: str
    to_be_confirmed: bool
    closed: bool
    people: int
    units: int
    children: "tuple[Node, ...]"


@dataclass(frozen=True)
class Tree:
    """The tops of the organisation, and how many units and people there are in it."""

    tops: tuple[Node, ...]
    units: int
    people: int


def organisation(session: Session, actor: Actor, today: date, *, closed: bool = False) -> Tree:
    """Return the organisation as it is today, for whoever looks after it; nothing for others."""
    if not actor.may(Permission.MANAGE_PEOPLE):
        return Tree((), 0, 0)
    rows = session.execute(
        select(OrgUnit, Person.name)
        .join(Person, Person.id == OrgUnit.manager_id, isouter=True)
        .where(is_our_unit(actor))
        .order_by(OrgUnit.name, OrgUnit.id)
    )
    counted = session.execute(
        select(Person.org_unit_id, func.count())
        .where(Person.active, is_our_person(actor))
        .group_by(Person.org_unit_id)
    )
    people = {row[0]: row[1] for row in counted}
    children: dict[str | None, list[tuple[OrgUnit, str]]] = {}
    for unit, manager in rows:
        if closed or unit.valid_to is None or today <= unit.valid_to:
            children.setdefault(unit.parent_id, []).append((unit, manager or ""))
    tops = tuple(_nodes(children.get(None, ()), children, people, today))
    units = sum(len(below) for below in children.values())
    return Tree(tops, units, sum(people.values()))


_Children = Mapping[str | None, Sequence[tuple[OrgUnit, str]]]


def _nodes(
    units: Sequence[tuple[OrgUnit, str]],
    children: _Children,
    people: Mapping[str | None, int],
    today: date,
) -> Iterator[Node]:
    for unit, manager in units:
        below = tuple(_nodes(children.get(unit.id, ()), children, people, today))
        yield Node(
            id=unit.id,
            name=unit.name,
            code=unit.code or "",
            kind=unit.kind,
            manager=manager,
            to_be_confirmed=unit.to_be_confirmed,
            closed=not unit.valid_on(today),
            people=people.get(unit.id, 0) + sum(node.people for node in below),
            units=len(below) + sum(node.units for node in below),
            children=below,
        )
