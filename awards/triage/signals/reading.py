"""Reading what signals look at: one query, however many nominations an edition has."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, Select, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from awards.core.db import Translated
from awards.nominations.memory import ForAMinute
from awards.nominations.models import (
    Nomination,
    NominationAnswer,
    NominationMember,
    NominationState,
)
from awards.programmes.models import Award
from awards.triage.signals.finding import Found, signals_in
from awards.triage.signals.kinds import Sent

_remembered: ForAMinute[Found] = ForAMinute()


Stamp = tuple[int, datetime | None, int]
"""How many nominations an edition has, when the last one changed, and how many are withdrawn."""


def signals_of_edition(session: Session, edition_id: str, stamp: Stamp | None = None) -> Found:
    """Return nomination id → its signals, for all of an edition that is not withdrawn.

    A process remembers them for a minute, unless something has come, gone or been changed: whoever
    reads one nomination after the other does not wait for two thousand comparisons each time.
    Who has the edition's list at hand gives its stamp.
    """
    key = (edition_id, *(stamp or _stamp(session, edition_id)))
    return _remembered.get(key, lambda: signals_in(sent_in(session, edition_id)))


def _stamp(session: Session, edition_id: str) -> Stamp:
    found = session.execute(
        select(
            func.count(),
            func.max(Nomination.changed_at),
            func.count().filter(Nomination.state == NominationState.WITHDRAWN),
        )
        .join(Award, Award.id == Nomination.award_id)
        .where(Award.edition_id == edition_id)
    ).one()
    return found[0], found[1], found[2]


def sent_in(session: Session, edition_id: str) -> list[Sent]:
    """Return an edition's nominations, the unconfirmed too, in the order they came in."""
    here = select(Nomination.id).join(Award, Award.id == Nomination.award_id)
    here = here.where(Award.edition_id == edition_id, Nomination.state != NominationState.WITHDRAWN)
    members: dict[str, list[str]] = defaultdict(list)
    texts: dict[str, list[str]] = defaultdict(list)
    whole: list[Row[*tuple[Any, ...]]] = []
    for row in session.execute(union_all(*_parts(here))):
        if row.arrived_at is not None:
            whole.append(row)
        else:
            is_name = row.name is not None
            (members if is_name else texts)[row.id].append(row.name if is_name else row.effect)
    return [
        Sent(
            row.id,
            row.reference,
            row.nominator_name,
            row.nominator_email,
            row.nominee_name,
            row.nominee_email,
            members=tuple(members[row.id]),
            text="\n".join([*texts[row.id], row.effect]),
            origin=row.origin,
        )
        for row in sorted(whole, key=attrgetter("arrived_at", "id"))
    ]


def _parts(here: Select[str]) -> Iterator[Select[*tuple[Any, ...]]]:
    """Select nominations whole, and beside them a row for each member and each answer."""
    empty = literal("")
    yield select(
        Nomination.id,
        Nomination.reference,
        Nomination.nominator_name,
        Nomination.nominator_email,
        Nomination.nominee_name,
        Nomination.nominee_email,
        Nomination.effect,
        Nomination.origin,
        Nomination.arrived_at,
        empty.label("name"),
    ).where(Nomination.id.in_(here))
    blank = (empty, empty, empty, empty, empty)
    names = select(
        NominationMember.nomination_id, *blank, empty, null(), null(), NominationMember.name
    )
    yield names.where(NominationMember.nomination_id.in_(here))
    texts = select(
        NominationAnswer.nomination_id, *blank, NominationAnswer.text, null(), null(), null()
    )
    yield texts.where(NominationAnswer.nomination_id.in_(here))


@dataclass(frozen=True)
class Named:
    """A nomination as a list of signals names it."""

    id: str
    nominee: str
    reference: str
    award: Translated


def named(session: Session, ids: Sequence[str]) -> list[Named]:
    """Return these nominations in this order; the ids are those of an edition's signals."""
    rows = session.execute(
        select(Nomination.id, Nomination.nominee_name, Nomination.reference, Award.name)
        .join(Award, Award.id == Nomination.award_id)
        .where(Nomination.id.in_(ids))
    )
    found = {row.id: Named(*row) for row in rows}
    return [found[one] for one in ids if one in found]
