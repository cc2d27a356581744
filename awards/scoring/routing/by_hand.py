"""Changing single assignments by hand, and noting what jurors can read."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.errors import NotFound
from awards.core.permissions import Actor
from awards.juries.routing.models import Assignment, Expert, Reader, Way
from awards.programmes.models import Award, Edition
from awards.scoring.routing import rules
from awards.scoring.routing.asides import bring_back, set_aside
from awards.scoring.routing.reading import round_of
from awards.scoring.routing.round import Round


def _single(
    session: Session, award: Award, person_id: str, candidate_id: str, at: datetime
) -> tuple[Round, Assignment | None]:
    """Return the round and one assignment of it. Raises RoutingOver, NotRouted, NotFound."""
    rules.require_open(award, at)
    known = round_of(session, [award])
    if award.id not in known.routed:
        raise rules.NotRouted
    if candidate_id not in known.row:
        raise NotFound
    return known, session.get(Assignment, (person_id, candidate_id), with_for_update=True)


def give(
    session: Session, award: Award, person_id: str, candidate_id: str, *, by: Actor, at: datetime
) -> bool:
    """Give a juror one more candidate, for good; False when they have it already.

    Raises RoutingOver, NotRouted, NotFound, MayNotRead, LimitReached, OnlyColleagues.
    """
    known, there = _single(session, award, person_id, candidate_id, at)
    if there is not None:
        return False
    rules.require_may_give(known, person_id, candidate_id)
    session.add(
        Assignment(
            person_id=person_id,
            candidate_id=candidate_id,
            pinned=True,
            way=Way.BY_HAND,
            assigned_at=at,
        )
    )
    session.flush()
    pair = {(person_id, candidate_id)}
    bring_back(session, pair, by=by, at=at, programme_id=award.edition.programme_id)
    _record(session, "routing.given", award, person_id, candidate_id, by, at)
    return True


def take(
    session: Session, award: Award, person_id: str, candidate_id: str, *, by: Actor, at: datetime
) -> bool:
    """Take a candidate from a juror; False when they do not have it. A begun sheet is set aside.

    Raises RoutingOver, NotRouted, NotFound, IsFinished, OnlyColleagues.
    """
    known, there = _single(session, award, person_id, candidate_id, at)
    if there is None:
        return False
    rules.require_may_take(known, person_id, candidate_id)
    session.delete(there)
    session.flush()
    pair = {(person_id, candidate_id)}
    set_aside(session, pair, by=by, at=at, programme_id=award.edition.programme_id)
    _record(session, "routing.taken", award, person_id, candidate_id, by, at)
    return True


def pin(
    session: Session,
    award: Award,
    person_id: str,
    candidate_id: str,
    *,
    pinned: bool,
    by: Actor,
    at: datetime,
) -> bool:
    """Fix an assignment, so that no plan moves it, or let it go; False when it is so already."""
    _known, there = _single(session, award, person_id, candidate_id, at)
    if there is None:
        raise NotFound
    if there.pinned is pinned:
        return False
    there.pinned = pinned
    session.flush()
    event = "routing.pinned" if pinned else "routing.unpinned"
    _record(session, event, award, person_id, candidate_id, by, at)
    return True


def _record(  # noqa: PLR0917 - one line above each of its callers says what it is
    session: Session,
    event: str,
    award: Award,
    person_id: str,
    candidate_id: str,
    by: Actor,
    at: datetime,
) -> None:
    record(
        session,
        event,
        subject=f"candidate:{candidate_id}",
        by=by,
        at=at,
        programme_id=award.edition.programme_id,
        person_id=person_id,
    )


def note_reader(
    session: Session,
    edition: Edition,
    person_id: str,
    *,
    fields: Collection[str],
    most: int | None,
    away_from: date | None,
    by: Actor,
    at: datetime,
) -> bool:
    """Write down what is known about somebody's reading; `fields` are awards they know well.

    Nothing moves by it: the next plan takes it up. Returns whether anything is new.
    """
    row = session.get(Reader, (edition.id, person_id), with_for_update=True)
    mine = [award.id for award in edition.awards]
    wanted = select(Expert).where(Expert.person_id == person_id, Expert.award_id.in_(mine))
    known = {expert.award_id: expert for expert in session.scalars(wanted)}
    changed = []
    if set(known) != set(fields):
        changed.append("fields")
        for award_id in set(known) - set(fields):
            session.delete(known[award_id])
        session.add_all(Expert(award_id=a, person_id=person_id) for a in set(fields) - set(known))
    if (row.most if row else None) != most:
        changed.append("most")
    if (row.away_from if row else None) != away_from:
        changed.append("away")
    if not changed:
        return False
    row = row or Reader(edition_id=edition.id, person_id=person_id)
    row.most, row.away_from = most, away_from
    session.add(row)
    session.flush()
    record(
        session,
        "routing.reader-changed",
        subject=f"edition:{edition.id}",
        by=by,
        at=at,
        programme_id=edition.programme_id,
        person_id=person_id,
        fields="+".join(changed),
    )
    return True
