"""The registry: a number for each nomination that counts, without gaps, and the list of them.

A number is given when a nomination begins to count: confirmed, sent by somebody signed in, or
registered by hand. It is taken in the same transaction under the series' own row, so that a
transaction that fails gives its number back, and two at once never get the same.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from awards.core.db import Translated
from awards.nominations.models import Channel, Nomination, NominationState
from awards.nominations.queries import by_state
from awards.programmes.models import Award, Edition

DIGITS = 4
"""How many a number has at least: the list sorts like the numbers, up to 9,999 of them."""

_NEXT = text(
    "INSERT INTO reference_series (prefix, last) VALUES (:prefix, 1)"
    " ON CONFLICT (prefix) DO UPDATE SET last = reference_series.last + 1 RETURNING last"
)
"""One statement on both databases; the row stays locked until the transaction is over."""


def series_of(edition: Edition) -> str:
    """Return what an edition's references begin with: LUND-2026; its year is always in it."""
    slug = edition.slug if str(edition.year) in edition.slug else f"{edition.year}-{edition.slug}"
    return f"{edition.programme.slug}-{slug}".upper()


def next_reference(session: Session, edition: Edition) -> str:
    """Return the next reference of an edition's series: LUND-2026-0042."""
    prefix = series_of(edition)
    number = session.execute(_NEXT, {"prefix": prefix}).scalar_one()
    return f"{prefix}-{number:0{DIGITS}}"


@dataclass(frozen=True)
class Entry:
    """A line of the registry: number, date, sender, matter, and how it came in."""

    reference: str
    arrived_at: datetime
    sender: str
    nominee: str
    award: Translated
    channel: Channel
    late: bool
    withdrawn: bool


@dataclass(frozen=True)
class Counts:
    """How many lines a registry has, and how many texts wait for their number."""

    listed: int
    unconfirmed: int


def counts_of(session: Session, edition: Edition) -> Counts:
    """Count an edition's registry."""
    counts = by_state(session, edition)
    waiting = counts.pop(NominationState.UNCONFIRMED, 0)
    return Counts(sum(counts.values()), waiting)


def entries_of(
    session: Session, edition: Edition, *, page: int = 1, size: int | None = None
) -> list[Entry]:
    """Return an edition's registry, or a page of it, in the order of its numbers.

    What is withdrawn stays in it. The unconfirmed are not in it: they have no number yet.
    """
    wanted = (
        select(
            Nomination.reference,
            Nomination.arrived_at,
            Nomination.nominator_name,
            Nomination.nominee_name,
            Award.name,
            Nomination.channel,
            Nomination.late,
            Nomination.state == NominationState.WITHDRAWN,
        )
        .join(Award, Award.id == Nomination.award_id)
        .where(Award.edition_id == edition.id, Nomination.state != NominationState.UNCONFIRMED)
        .order_by(func.length(Nomination.reference), Nomination.reference)
    )
    if size is not None:
        wanted = wanted.limit(size).offset((page - 1) * size)
    return [Entry(*row) for row in session.execute(wanted)]
