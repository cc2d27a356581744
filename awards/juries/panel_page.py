"""What the page of panels shows: who sits where, who has stepped out, and how many are left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.juries import queries, rules
from awards.juries.forms import SEAT_MEANINGS, SEAT_WORDS, SeatForm
from awards.juries.models import OTHER_BODIES, VOTING, Answer, PanelSeat, StepOut
from awards.juries.rules import Change
from awards.juries.standing_in.queries import left_in
from awards.juries.standing_in.rules import AwardLeft
from awards.programmes.models import Award, Edition


@dataclass(frozen=True)
class Panel:
    """An award's panel on the page, or that of all of them, with the form that adds to it."""

    award: Award
    of_all: bool
    jury: list[queries.Seated]
    bodies: list[queries.Seated]
    """Who prepares and who decides, where they are others than the jury."""
    form: SeatForm
    open: bool
    left: Sequence[tuple[Award, AwardLeft]]
    """How many are left to judge: of this award, or of each where all have one panel."""


@dataclass(frozen=True)
class _Room:
    """Everything about an edition's panels, read once."""

    edition: Edition
    at: datetime
    seats: list[queries.Seated]
    people: Mapping[Person, bool]
    left: Mapping[str, AwardLeft]
    steps: Sequence[StepOut]

    def is_open(self, award: Award) -> bool:
        """Say whether seats of an award may change."""
        return rules.is_open(award, self.at, Change.SEATS)

    def panels(self, wrong: SeatForm | None, award_id: str) -> list[Panel]:
        """Return each panel: one of all the awards that are open where they have the same."""
        awards = self.edition.awards
        alike = [a for a in awards if self.is_open(a)] if self.edition.one_panel else []
        groups = ([alike] if alike else []) + [[a] for a in awards if a not in alike]
        return [self._panel(group, wrong, award_id) for group in groups]

    def _panel(self, group: list[Award], wrong: SeatForm | None, award_id: str) -> Panel:
        award = group[0]
        own = [s for s in self.seats if s.seat.award_id == award.id]
        seated = {s.person.id for s in own}
        free = [person for person in self.people if person.id not in seated]
        fresh = SeatForm.for_people(free, award.id, formdata=None)
        return Panel(
            award,
            self.edition.one_panel and self.is_open(award),
            [s for s in own if s.seat.role not in OTHER_BODIES],
            [s for s in own if s.seat.role in OTHER_BODIES],
            wrong if wrong is not None and award.id == award_id else fresh,
            self.is_open(award),
            [(one, self.left[one.id]) for one in group],
        )

    def seat_ids(self) -> dict[tuple[str, str], PanelSeat]:
        """Return (award, person) → seat."""
        return {(s.seat.award_id, s.person.id): s.seat for s in self.seats}


def shown(
    session: Session,
    edition: Edition,
    *,
    at: datetime,
    wrong: SeatForm | None = None,
    award_id: str = "",
) -> dict[str, Any]:
    """Return what the page's template needs. A constant number of queries."""
    room = _Room(
        edition,
        at,
        queries.seats_of(session, edition),
        queries.possible_members(session, edition),
        left_in(session, edition.awards),
        queries.open_steps(session, edition),
    )
    whole = [step for step in room.steps if step.candidate_id is None]
    lent = [step for step in room.steps if step.candidate_id is not None]
    return {
        "panels": room.panels(wrong, award_id),
        "seats": room.seat_ids(),
        "names": {one.person.id: one.person.name for one in room.seats},
        "away": {(step.award_id, step.person_id): step for step in whole},
        "standing_in": {(step.award_id, step.stand_in_id): step for step in whole},
        "lent": {(step.candidate_id, step.person_id): step for step in lent},
        "seat_words": SEAT_WORDS,
        "meanings": SEAT_MEANINGS,
        "conflicted": Answer.CONFLICTED,
        "voting": VOTING,
        "at": at,
        "zone": edition.programme.time_zone,
        "open_awards": sum(map(room.is_open, edition.awards)),
    }
