"""Whose units and people these are: an employer belongs with the programmes that name it.

There is one directory. An employer that rounds of other programmes name, and none of one's own, is
theirs: its units and people are at most names here. One that no round names yet is anybody's.
"""

from sqlalchemy import ColumnElement, Select, and_, column, or_, select, table, true
from sqlalchemy.orm import Session, aliased

from awards.accounts.models import OrgUnit, Person, RoleGrant
from awards.core.errors import NotFound
from awards.core.permissions import Actor, Permission

_ELIGIBLE = table("eligible_organisation", column("org_unit_id"), column("edition_id"))
_EDITION = table("edition", column("id"), column("programme_id"))
"""What an edition is, is a later feature's; which programme it is of is enough."""
_NAMED, _WORKPLACE = aliased(OrgUnit), aliased(OrgUnit)
"""Made once: an alias takes longer to make than a search to run."""


def _named(programmes: frozenset[str], *, by_these: bool) -> Select[str | None]:
    """Return the employers that a round of these programmes names, or of any other."""
    of = _EDITION.c.programme_id
    return (
        select(_NAMED.employer_id)
        .join(_ELIGIBLE, _ELIGIBLE.c.org_unit_id == _NAMED.id)
        .join(_EDITION, _EDITION.c.id == _ELIGIBLE.c.edition_id)
        .where(of.in_(programmes) if by_these else of.not_in(programmes))
    )


def is_our_unit(actor: Actor, unit: type[OrgUnit] = OrgUnit) -> ColumnElement[bool]:
    """Keep to units of employers that take part in a programme of the actor's, or in none."""
    if actor.may_everywhere(Permission.MANAGE_PEOPLE):
        return true()
    ours = actor.programmes_with(Permission.MANAGE_PEOPLE)
    return or_(
        unit.employer_id.not_in(_named(ours, by_these=False)),
        unit.employer_id.in_(_named(ours, by_these=True)),
    )


def is_our_person(actor: Actor) -> ColumnElement[bool]:
    """Keep to people of such employers; to guests who have no role outside one's programmes."""
    if actor.may_everywhere(Permission.MANAGE_PEOPLE):
        return true()
    ours = actor.programmes_with(Permission.MANAGE_PEOPLE)
    elsewhere = select(RoleGrant.id).where(
        RoleGrant.person_id == Person.id,
        or_(RoleGrant.programme_id.is_(None), RoleGrant.programme_id.not_in(ours)),
    )
    guest = and_(Person.org_unit_id.is_(None), ~elsewhere.exists())
    ours_to_work_in = select(_WORKPLACE.id).where(is_our_unit(actor, _WORKPLACE))
    works = Person.org_unit_id.in_(ours_to_work_in)
    return or_(guest, and_(Person.org_unit_id.is_not(None), works))


def is_ours(session: Session, actor: Actor, person: Person) -> bool:
    """Say whether somebody is one of those: of the actor's programmes, or of nobody's."""
    wanted = select(Person.id).where(Person.id == person.id, is_our_person(actor))
    return session.scalars(wanted).first() is not None


def require_our_unit(session: Session, actor: Actor, unit_id: str | None) -> None:
    """Raise NotFound for a unit of another programme's employer, and for none at all."""
    if unit_id is None:
        return
    wanted = select(OrgUnit.id).where(OrgUnit.id == unit_id, is_our_unit(actor))
    if session.scalars(wanted).first() is None:
        raise NotFound


def require_our_person(session: Session, actor: Actor, person_id: str | None) -> None:
    """Raise NotFound for somebody of another programme's employer."""
    if person_id is None:
        return
    wanted = select(Person.id).where(Person.id == person_id, is_our_person(actor))
    if session.scalars(wanted).first() is None:
        raise NotFound


def employers_elsewhere(session: Session, actor: Actor) -> frozenset[str]:
    """Return the employers that are another programme's only."""
    wanted = select(OrgUnit.id).where(OrgUnit.parent_id.is_(None), ~is_our_unit(actor))
    return frozenset(session.scalars(wanted))


def people_elsewhere(session: Session, actor: Actor) -> frozenset[str]:
    """Return the people who are another programme's only."""
    if actor.may_everywhere(Permission.MANAGE_PEOPLE):
        return frozenset()
    return frozenset(session.scalars(select(Person.id).where(~is_our_person(actor))))
