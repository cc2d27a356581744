"""Finding people and units by the beginnings of words.

Every word that is typed has to begin a word of the name, the address, the title or the unit. That
is a look through the narrow index on `search`: 11,000 people take about two milliseconds, on
SQLite and on PostgreSQL alike, and less when many fit, since it stops at the last row shown. A
full-text index would be two different ones to keep in step, and a table of words would make an
import write seven rows instead of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal, or_, select, true
from sqlalchemy.orm import Session, aliased

from awards.accounts.models import OrgUnit, Person
from awards.accounts.organisation.queries.whose import is_our_person, is_our_unit
from awards.core.permissions import Actor, Permission
from awards.core.search import fold, search_terms

MOST_SHOWN = 20

_REST = func.replace(Person.search, literal(" ") + func.lower(Person.email), "")
_WITHOUT_ADDRESS = case(
    (Person.search != _REST, _REST), else_=literal(" ") + func.lower(Person.name)
)
"""What is searched of a person but their address; of one with a strange address only the name."""


@dataclass(frozen=True)
class Found:
    """A person or unit that fits; `detail` tells it from others of the same name."""

    id: str
    name: str
    detail: str


@dataclass(frozen=True)
class Matches:
    """What was found, in the order of names; `more` when there is more than that."""

    found: tuple[Found, ...] = ()
    more: bool = False


def _may_look(actor: Actor) -> bool:
    return actor.may(Permission.MANAGE_PEOPLE) or actor.may(Permission.SCORE)


def find_people(
    session: Session, actor: Actor, question: str, *, most: int = MOST_SHOWN
) -> Matches:
    """Return active people whom a question fits, for whoever looks after people; one query.

    A juror finds them, too, to say who they are close to, without addresses; so are people of
    another programme's employers found. Whose address is not shown is not found by it either.
    """
    terms = search_terms(question)
    if not terms or not _may_look(actor):
        return Matches()
    all_of_it = is_our_person(actor) if actor.may(Permission.MANAGE_PEOPLE) else false()
    address = case((all_of_it, Person.email), else_="")
    nobody_guesses = or_(all_of_it, fits(terms, _WITHOUT_ADDRESS))
    wanted = (
        select(Person.id, Person.name, Person.title, OrgUnit.name.label("unit"), address)
        .join(OrgUnit, OrgUnit.id == Person.org_unit_id, isouter=True)
        .where(fits(terms), nobody_guesses, Person.active)
        .order_by(Person.search)
        .limit(most + 1)
    )
    rows = session.execute(wanted).all()
    found = [Found(row.id, row.name, ", ".join(filter(None, row[2:5]))) for row in rows[:most]]
    found.sort(key=lambda one: (fold(one.name), one.id))  # namesakes not by a hidden address
    return Matches(tuple(found), more=len(rows) > most)


def fits(terms: Sequence[str], words: ColumnElement[str] | None = None) -> ColumnElement[bool]:
    """Say in SQL that each term begins a word of a person, or of the unit they work in."""
    theirs = Person.search if words is None else words
    return and_(
        *(
            or_(
                theirs.contains(term, autoescape=True),
                Person.org_unit_id.in_(_units_with(term)),
            )
            for term in terms
        )
    )


def _units_with(term: str) -> Select[str]:
    return select(OrgUnit.id).where(OrgUnit.search.contains(term, autoescape=True))


def find_units(session: Session, actor: Actor, question: str, *, most: int = MOST_SHOWN) -> Matches:
    """Return units that a question fits and that are not closed, with what they belong to."""
    terms = search_terms(question)
    if not terms or not _may_look(actor):
        return Matches()
    above = aliased(OrgUnit)
    every = actor.may(Permission.SCORE)  # a juror may be close to any
    wanted = (
        select(OrgUnit.id, OrgUnit.name, OrgUnit.code, above.name.label("parent"))
        .join(above, above.id == OrgUnit.parent_id, isouter=True)
        .where(
            and_(*(OrgUnit.search.contains(term, autoescape=True) for term in terms)),
            or_(OrgUnit.valid_to.is_(None), OrgUnit.valid_to >= func.current_date()),
            true() if every else is_our_unit(actor),
        )
        .order_by(OrgUnit.name, OrgUnit.id)
        .limit(most + 1)
    )
    rows = session.execute(wanted).all()
    found = [
        Found(row.id, row.name, ", ".join(filter(None, (row.parent, row.code))))
        for row in rows[:most]
    ]
    return Matches(tuple(found), more=len(rows) > most)


def person_named(session: Session, actor: Actor, person_id: str) -> Found | None:
    """Return an active person by id, for whoever looks after people."""
    if not _may_look(actor):
        return None
    wanted = select(Person.id, Person.name, Person.email).where(
        Person.id == person_id, Person.active
    )
    row = session.execute(wanted).first()
    return None if row is None else Found(row.id, row.name, row.email)


def unit_named(session: Session, actor: Actor, unit_id: str) -> Found | None:
    """Return a unit by id, for whoever looks after the organisation."""
    if not _may_look(actor):
        return None
    row = session.execute(select(OrgUnit.id, OrgUnit.name).where(OrgUnit.id == unit_id)).first()
    return None if row is None else Found(row.id, row.name, "")
