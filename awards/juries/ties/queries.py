"""Reading whom jurors are close to: one's own, and all of an edition for matching."""

from collections import defaultdict
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, String, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from awards.accounts.models import Person
from awards.juries.ties.models import Circle, Tie
from awards.programmes.models import Award


class Named(NamedTuple):
    """What a juror has named, as it is matched."""

    people: tuple[str, ...] = ()
    """Names."""
    units: tuple[str, ...] = ()
    """Ids."""


def circle_of(session: Session, person_id: str | None, edition_id: str) -> Circle | None:
    """Return a juror's own circle with its people and units; none before they have begun."""
    wanted = (
        select(Circle)
        .where(Circle.person_id == person_id, Circle.edition_id == edition_id)
        .options(
            joinedload(Circle.ties).joinedload(Tie.person),
            joinedload(Circle.ties).joinedload(Tie.unit),
        )
    )
    return session.scalars(wanted).unique().first()


@cache
def _named_by() -> Select[str, str, str | None]:
    """Built once: pages ask it again and again."""
    people = bindparam("people", type_=String(), expanding=True)
    awards = bindparam("awards", type_=String(), expanding=True)
    editions = select(Award.edition_id).where(Award.id.in_(awards))
    return (
        select(Circle.person_id, func.coalesce(Person.name, Tie.name), Tie.org_unit_id)
        .join(Tie, Tie.circle_id == Circle.id)
        .join(Person, Person.id == Tie.person_id, isouter=True)
        .where(Circle.person_id.in_(people), Circle.edition_id.in_(editions))
        .order_by(Tie.named_at, Tie.id)
    )


def named_by(
    session: Session, person_ids: Collection[str], award_ids: Collection[str]
) -> dict[str, Named]:
    """Return person → what they have named in the awards' edition, in one query."""
    values = {"people": list(person_ids), "awards": list(award_ids)}
    rows = session.execute(_named_by(), values)
    found: dict[str, Named] = defaultdict(Named)
    for person_id, name, unit_id in rows:
        known = found[person_id]
        if unit_id is not None:
            found[person_id] = known._replace(units=(*known.units, unit_id))
        else:
            found[person_id] = known._replace(people=(*known.people, name))
    return dict(found)
