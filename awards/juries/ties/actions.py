"""Naming whom one is close to, taking it back, and saying that this is everybody."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.errors import Conflict, NotFound, WrongInput
from awards.core.languages import N_
from awards.core.permissions import Actor
from awards.juries.ties.models import Circle, Tie
from awards.juries.ties.queries import circle_of
from awards.programmes.models import Edition

MOST = 60
"""More people and units than anybody is close to."""


class TooMany(WrongInput):
    """A list nobody can be asked about one by one."""

    message = N_(
        "That is more than anybody is close to. Name units instead of each person in them."
    )


class OnlyGrows(Conflict):
    """A list that shrank would ask otherwise, and so tell who is behind a candidate."""

    message = N_(
        "You have gone on to the candidates, so your list can only grow."
        " Write to the coordinator if something on it is wrong."
    )


@dataclass(frozen=True)
class Naming:
    """Somebody in the directory, a unit, or a name: exactly one of the three."""

    person_id: str | None = None
    org_unit_id: str | None = None
    name: str = ""

    @property
    def kind(self) -> str:
        """What it is, as the trail says it."""
        if self.person_id is not None:
            return "person"
        return "unit" if self.org_unit_id is not None else "name"


def _own_circle(session: Session, edition: Edition, by: Actor) -> Circle:
    wanted = select(Circle).where(Circle.edition_id == edition.id, Circle.person_id == by.person_id)
    session.execute(select(Edition.id).where(Edition.id == edition.id).with_for_update(read=True))
    circle = session.scalars(wanted.with_for_update()).first()
    if circle is None:
        assert by.person_id is not None
        circle = Circle(edition_id=edition.id, person_id=by.person_id)
        session.add(circle)
        session.flush()
    return circle


def _record(
    session: Session, event: str, edition: Edition, by: Actor, at: datetime, **d: str
) -> None:
    subject, programme_id = f"edition:{edition.id}", edition.programme_id
    record(session, event, subject=subject, by=by, at=at, programme_id=programme_id, **d)


def name(session: Session, edition: Edition, naming: Naming, *, by: Actor, at: datetime) -> bool:
    """Put somebody, or a unit, on a juror's own list; False when it stands there already.

    Raises TooMany, and WrongInput for a name that says nothing.
    """
    circle = _own_circle(session, edition, by)
    values = (naming.person_id, naming.org_unit_id, naming.name)
    if not any(values):
        raise WrongInput(N_("Write who or what you are close to."))
    if any((t.person_id, t.org_unit_id, t.name) == values for t in circle.ties):
        return False
    if len(circle.ties) >= MOST:
        raise TooMany
    circle.ties.append(
        Tie(
            person_id=naming.person_id,
            org_unit_id=naming.org_unit_id,
            name=naming.name,
            named_at=at,
        )
    )
    session.flush()
    _record(session, "circle.named", edition, by, at, kind=naming.kind)
    return True


def take_back(
    session: Session, edition: Edition, tie_id: str, *, only_grows: bool, by: Actor, at: datetime
) -> bool:
    """Take something off a juror's own list; False when it is gone already.

    What was stated about candidates stays: only the coordinator lifts a possible conflict.
    With `only_grows` they have seen what they are asked. Raises OnlyGrows, NotFound.
    """
    if only_grows:
        raise OnlyGrows
    circle = circle_of(session, by.person_id, edition.id)
    if circle is None:
        raise NotFound
    tie = next((one for one in circle.ties if one.id == tie_id), None)
    if tie is None:
        return False
    kind = Naming(tie.person_id, tie.org_unit_id, tie.name).kind
    circle.ties.remove(tie)
    session.flush()
    _record(session, "circle.taken-back", edition, by, at, kind=kind)
    return True


def tell(session: Session, edition: Edition, *, by: Actor, at: datetime) -> bool:
    """Write down that a juror has named everybody, or that there is nobody; once."""
    circle = _own_circle(session, edition, by)
    if circle.told_at is not None:
        return False
    circle.told_at = at
    session.flush()
    _record(session, "circle.told", edition, by, at, named=str(len(circle.ties)))
    return True
