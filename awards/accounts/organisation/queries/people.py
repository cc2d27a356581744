"""People, one and many, for whoever looks after them."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from awards.accounts.models import OrgUnit, Person
from awards.accounts.organisation.queries.whose import is_our_person, is_our_unit
from awards.accounts.organisation.search import fits
from awards.core.errors import NotFound
from awards.core.permissions import WHOLE_PROGRAMME, Actor, Permission
from awards.core.search import search_terms


def people_for(
    session: Session, actor: Actor, question: str, *, page: int, size: int
) -> tuple[Sequence[Person], int]:
    """Return a page of people by name, those who left last, and how many fit; two queries."""
    if not actor.may(Permission.MANAGE_PEOPLE):
        return (), 0
    terms = search_terms(question)
    wanted = [is_our_person(actor), *([fits(terms)] if terms else [])]
    total = session.scalar(select(func.count()).select_from(Person).where(*wanted)) or 0
    people = (
        select(Person)
        .where(*wanted)
        .options(joinedload(Person.unit))
        .order_by(Person.active.desc(), Person.search)
        .limit(size)
        .offset((page - 1) * size)
    )
    return session.scalars(people).all(), total


def person_for(session: Session, actor: Actor, person_id: str) -> Person:
    """Return a person with their unit, for whoever looks after them. Raises NotFound."""
    ours = (Person.id == person_id, is_our_person(actor))
    wanted = select(Person).where(*ours).options(joinedload(Person.unit))
    found = session.scalars(wanted).first()
    if found is None or not actor.may(Permission.MANAGE_PEOPLE):
        raise NotFound
    return found


def lets_in(actor: Actor, person: Person) -> bool:
    """Say whether the actor could give every role of a person: so much is their address worth."""
    return all(actor.may_give(grant.role, grant.programme_id) for grant in person.grants)


def may_close(actor: Actor, person: Person) -> bool:
    """Say whether the actor may say that a person has left, or is back.

    An employer knows who works there, also when they sit on another programme's jury.
    """
    return all(
        actor.may_give(grant.role, grant.programme_id)
        for grant in person.grants
        if grant.role in WHOLE_PROGRAMME
    )


def units_managed_by(session: Session, actor: Actor, person: Person) -> Sequence[OrgUnit]:
    """Return the units that a person manages, by name; of those that the actor looks after."""
    wanted = select(OrgUnit).where(OrgUnit.manager_id == person.id, is_our_unit(actor))
    return session.scalars(wanted.order_by(OrgUnit.name)).all()


def with_address(session: Session, email: str) -> Person | None:
    """Return whoever has an address, also somebody who has left."""
    return session.scalars(select(Person).where(Person.email == email)).first()


def namesake(session: Session, name: str, unit_id: str | None, but: str | None) -> Person | None:
    """Return an active person of the same name in the same unit, other than `but`."""
    if unit_id is None:
        return None
    wanted = select(Person).where(
        func.lower(Person.name) == name.lower(),
        Person.org_unit_id == unit_id,
        Person.active,
        Person.id != (but or ""),
    )
    return session.scalars(wanted).first()
