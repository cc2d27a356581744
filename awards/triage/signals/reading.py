"""Reading what signals look at: three queries, however many nominations an edition has."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
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


def signals_of_edition(session: Session, edition_id: str) -> Found:
    """Return nomination id → its signals, for all of an edition that is not withdrawn.

    A process remembers them for a minute, unless something has come, gone or been changed: whoever
    reads one nomination after the other does not wait for two thousand comparisons each time.
    """
    stamp = session.execute(
        select(
            func.count(),
            func.max(Nomination.changed_at),
            func.count().filter(Nomination.state == NominationState.WITHDRAWN),
        )
        .join(Award, Award.id == Nomination.award_id)
        .where(Award.edition_id == edition_id)
    ).one()
    key = (edition_id, *stamp)
    return _remembered.get(key, lambda: signals_in(sent_in(session, edition_id)))


def sent_in(session: Session, edition_id: str) -> list[Sent]:
    """Return an edition's nominations, the unconfirmed too, in the order they came in."""
    here = select(Nomination.id).join(Award, Award.id == Nomination.award_id)
    here = here.where(Award.edition_id == edition_id, Nomination.state != NominationState.WITHDRAWN)
    members: dict[str, list[str]] = defaultdict(list)
    texts: dict[str, list[str]] = defaultdict(list)
    for rows, kept in (
        (select(NominationMember.nomination_id, NominationMember.name), members),
        (select(NominationAnswer.nomination_id, NominationAnswer.text), texts),
    ):
        for nomination_id, text in session.execute(
            rows.where(rows.selected_columns.nomination_id.in_(here))
        ):
            kept[nomination_id].append(text)
    wanted = select(
        Nomination.id,
        Nomination.reference,
        Nomination.nominator_name,
        Nomination.nominator_email,
        Nomination.nominee_name,
        Nomination.nominee_email,
        Nomination.effect,
        Nomination.origin,
    ).where(Nomination.id.in_(here))
    return [
        Sent(
            *row[:6],
            members=tuple(members[row.id]),
            text="\n".join([*texts[row.id], row.effect]),
            origin=row.origin,
        )
        for row in session.execute(wanted.order_by(Nomination.arrived_at, Nomination.id))
    ]


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
