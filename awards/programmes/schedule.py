"""An edition's four dates: whether they stand in order, and what follows when one moves.

In come the dates as they are and as they are to be, out come plain answers. Nothing here writes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

from awards.core.clock import exactly_from_zone, to_zone
from awards.core.errors import Conflict, WrongInput
from awards.core.languages import N_
from awards.programmes.models import Phase


class Turn(StrEnum):
    """A date on which an edition goes from one phase to the next; the value is its column."""

    OPENS = "opens_at"
    CLOSES = "closes_at"
    SCORING_OPENS = "scoring_opens_at"
    SCORING_CLOSES = "scoring_closes_at"


class Dated(Protocol):
    """Whatever carries the four dates: an edition, a schedule."""

    @property
    def opens_at(self) -> datetime: ...  # noqa: D102 - the names say it
    @property
    def closes_at(self) -> datetime: ...  # noqa: D102
    @property
    def scoring_opens_at(self) -> datetime: ...  # noqa: D102
    @property
    def scoring_closes_at(self) -> datetime: ...  # noqa: D102


@dataclass(frozen=True)
class Schedule:
    """The four dates, apart from any edition."""

    opens_at: datetime
    closes_at: datetime
    scoring_opens_at: datetime
    scoring_closes_at: datetime

    def of(self, turn: Turn) -> datetime:
        """Return one of the dates."""
        date: datetime = getattr(self, turn.value)
        return date

    def with_turn(self, turn: Turn, at: datetime) -> "Schedule":
        """Return the schedule with one date moved."""
        return replace(self, **{turn.value: at})


def schedule_of(dated: Dated) -> Schedule:
    """Return an edition's dates."""
    return Schedule(*(getattr(dated, turn.value) for turn in Turn))


class WrongOrder(WrongInput):
    """A date stands before the one it has to follow; `turn` is the one to change."""

    def __init__(self, turn: Turn, message: str) -> None:
        """Name the date."""
        super().__init__(message)
        self.turn = turn


class DatesDecided(Conflict):
    """What has been decided stands on the dates it was made on."""

    message = N_("An award of this edition is decided, so its dates stay as they are.")


class NothingToClose(Conflict):
    """Only what runs can be closed early."""

    message = N_("This is not open, so there is nothing to close.")


class LeadsElsewhere(Conflict):
    """Between the question and the answer the edition went on to another phase."""

    message = N_("The edition stands in another phase by now. Look at what happens once more.")


_ORDER = {
    Turn.CLOSES: N_("Nominations have to close after they open. Choose a later time."),
    Turn.SCORING_OPENS: N_(
        "Scoring cannot open before nominations close. Choose a later time, or the same."
    ),
    Turn.SCORING_CLOSES: N_("Scoring has to close after it opens. Choose a later time."),
}


def disorder(schedule: Schedule) -> list[WrongOrder]:
    """Return what is wrong with the order of the dates; empty when nothing is."""
    return [
        WrongOrder(later, _ORDER[later])
        for earlier, later in pairwise(Turn)
        if not _follows(schedule, earlier, later)
    ]


def _follows(schedule: Schedule, earlier: Turn, later: Turn) -> bool:
    before, after = schedule.of(earlier), schedule.of(later)
    return before <= after if later is Turn.SCORING_OPENS else before < after


def require_order(schedule: Schedule) -> None:
    """Raise the first WrongOrder of a schedule."""
    for wrong in disorder(schedule):
        raise wrong


def phase_in(dated: Dated, at: datetime) -> Phase:
    """Return the phase that the dates alone give."""
    if at < dated.opens_at:
        return Phase.UPCOMING
    if at < dated.closes_at:
        return Phase.NOMINATING
    if at < dated.scoring_opens_at:
        return Phase.TRIAGE
    if at < dated.scoring_closes_at:
        return Phase.SCORING
    return Phase.DELIBERATION


@dataclass(frozen=True)
class Move:
    """One date that goes from one moment to another."""

    turn: Turn
    was: datetime
    becomes: datetime


@dataclass(frozen=True)
class Consequence:
    """What new dates mean at this moment."""

    moves: tuple[Move, ...]
    before: Phase
    after: Phase
    past: tuple[Turn, ...]
    """Dates that are set to a moment that has gone by."""
    needs_reason: bool
    """Nominations have opened, so the old dates are public: say why they change."""

    @property
    def flips(self) -> bool:
        """Whether the edition goes to another phase the moment the dates are saved."""
        return self.before is not self.after

    @property
    def needs_confirmation(self) -> bool:
        """Whether somebody has to say yes first."""
        return self.flips or bool(self.past)


def consequence_of(
    before: Schedule, after: Schedule, at: datetime, *, draft: bool = False
) -> Consequence:
    """Return what happens at `at` when `after` takes the place of `before`.

    A draft stands in no phase, and nobody has been told its dates.
    """
    moves = tuple(
        Move(turn, before.of(turn), after.of(turn))
        for turn in Turn
        if before.of(turn) != after.of(turn)
    )
    return Consequence(
        moves=moves,
        before=Phase.UPCOMING if draft else phase_in(before, at),
        after=Phase.UPCOMING if draft else phase_in(after, at),
        past=tuple(move.turn for move in moves if move.becomes <= at),
        needs_reason=bool(moves) and not draft and before.opens_at <= at,
    )


def later_turns(turn: Turn) -> tuple[Turn, ...]:
    """Return the dates that come after one."""
    turns = tuple(Turn)
    return turns[turns.index(turn) + 1 :]


def shifted(schedule: Schedule, turn: Turn, to: datetime, zone: str) -> Schedule:
    """Move a date, and those after it by as many days, each at its own time of day.

    Raises WrongInput when one of them lands on a time that the clock skips or shows twice.
    """
    days = to_zone(to, zone).date() - to_zone(schedule.of(turn), zone).date()
    moved = schedule.with_turn(turn, to)
    for later in later_turns(turn):
        wall = to_zone(schedule.of(later), zone).replace(tzinfo=None) + days
        moved = moved.with_turn(later, exactly_from_zone(wall, zone))
    return moved


CLOSABLE = {Phase.NOMINATING: Turn.CLOSES, Phase.SCORING: Turn.SCORING_CLOSES}
"""The phases that somebody may end by hand, and the date that then becomes now."""


def require_undecided(decided: Iterable[datetime | None]) -> None:
    """Raise DatesDecided when one of an edition's awards has its decision."""
    if any(moment is not None for moment in decided):
        raise DatesDecided
