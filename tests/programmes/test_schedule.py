"""What follows when an edition's dates move. Plain objects, no database."""

from datetime import UTC, datetime, timedelta

import pytest

from awards.core.clock import exactly_from_zone
from awards.core.errors import WrongInput
from awards.programmes.models import Phase
from awards.programmes.schedule import (
    Consequence,
    DatesDecided,
    Move,
    Schedule,
    Turn,
    WrongOrder,
    consequence_of,
    disorder,
    phase_in,
    require_order,
    require_undecided,
    shifted,
)

ZONE = "Europe/Stockholm"
DAY = timedelta(days=1)
OPENS = datetime(2026, 9, 1, 6, 0, tzinfo=UTC)
CLOSES = datetime(2026, 10, 1, 21, 59, tzinfo=UTC)
SCORING_OPENS = datetime(2026, 10, 15, 6, 0, tzinfo=UTC)
SCORING_CLOSES = datetime(2026, 11, 5, 22, 59, tzinfo=UTC)
PLAN = Schedule(OPENS, CLOSES, SCORING_OPENS, SCORING_CLOSES)
WEEK_TWO = OPENS + 8 * DAY


def test_dates_in_order_have_nothing_wrong() -> None:
    require_order(PLAN)
    assert disorder(PLAN.with_turn(Turn.SCORING_OPENS, CLOSES)) == []


@pytest.mark.parametrize(
    ("turn", "at", "wrong"),
    [
        (Turn.OPENS, CLOSES, Turn.CLOSES),
        (Turn.CLOSES, OPENS, Turn.CLOSES),
        (Turn.CLOSES, SCORING_OPENS + DAY, Turn.SCORING_OPENS),
        (Turn.SCORING_CLOSES, SCORING_OPENS, Turn.SCORING_CLOSES),
    ],
)
def test_a_date_out_of_order_is_named(turn: Turn, at: datetime, wrong: Turn) -> None:
    schedule = PLAN.with_turn(turn, at)
    assert [error.turn for error in disorder(schedule)] == [wrong]
    with pytest.raises(WrongOrder):
        require_order(schedule)


def test_every_wrong_date_is_named_at_once() -> None:
    backwards = Schedule(SCORING_CLOSES, SCORING_OPENS, CLOSES, OPENS)
    assert [error.turn for error in disorder(backwards)] == [
        Turn.CLOSES,
        Turn.SCORING_OPENS,
        Turn.SCORING_CLOSES,
    ]


def test_the_same_dates_have_no_consequence() -> None:
    assert consequence_of(PLAN, PLAN, WEEK_TWO) == Consequence(
        moves=(), before=Phase.NOMINATING, after=Phase.NOMINATING, past=(), needs_reason=False
    )


def test_a_longer_deadline_needs_a_reason_and_no_confirmation() -> None:
    after = PLAN.with_turn(Turn.CLOSES, CLOSES + DAY)
    found = consequence_of(PLAN, after, WEEK_TWO)
    assert found == Consequence(
        moves=(Move(Turn.CLOSES, CLOSES, CLOSES + DAY),),
        before=Phase.NOMINATING,
        after=Phase.NOMINATING,
        past=(),
        needs_reason=True,
    )
    assert not found.needs_confirmation


def test_before_anything_has_opened_dates_move_freely() -> None:
    after = PLAN.with_turn(Turn.CLOSES, CLOSES + DAY)
    found = consequence_of(PLAN, after, OPENS - DAY)
    assert (found.needs_reason, found.needs_confirmation) == (False, False)


@pytest.mark.parametrize(
    ("turn", "to", "at", "before", "after"),
    [
        (Turn.OPENS, WEEK_TWO + DAY, WEEK_TWO, Phase.NOMINATING, Phase.UPCOMING),
        (Turn.OPENS, OPENS - 2 * DAY, OPENS - DAY, Phase.UPCOMING, Phase.NOMINATING),
        (Turn.CLOSES, WEEK_TWO - DAY, WEEK_TWO, Phase.NOMINATING, Phase.TRIAGE),
        (Turn.CLOSES, CLOSES + 3 * DAY, CLOSES + DAY, Phase.TRIAGE, Phase.NOMINATING),
        (Turn.SCORING_OPENS, CLOSES + DAY, CLOSES + DAY, Phase.TRIAGE, Phase.SCORING),
        (
            Turn.SCORING_CLOSES,
            SCORING_CLOSES + 5 * DAY,
            SCORING_CLOSES,
            Phase.DELIBERATION,
            Phase.SCORING,
        ),
    ],
)
def test_a_date_moved_across_now_names_the_phase_it_leads_to(
    turn: Turn, to: datetime, at: datetime, before: Phase, after: Phase
) -> None:
    found = consequence_of(PLAN, PLAN.with_turn(turn, to), at)
    assert (found.before, found.after) == (before, after)
    assert (found.flips, found.needs_confirmation) == (True, True)


def test_a_deadline_in_the_past_needs_a_confirmation_even_when_no_phase_flips() -> None:
    found = consequence_of(PLAN, PLAN.with_turn(Turn.OPENS, OPENS - DAY), WEEK_TWO)
    assert (found.flips, found.past, found.needs_confirmation) == (False, (Turn.OPENS,), True)


def test_a_draft_has_no_phase_and_needs_no_reason() -> None:
    after = PLAN.with_turn(Turn.OPENS, OPENS - DAY)
    found = consequence_of(PLAN, after, WEEK_TWO, draft=True)
    assert found == Consequence(
        moves=(Move(Turn.OPENS, OPENS, OPENS - DAY),),
        before=Phase.UPCOMING,
        after=Phase.UPCOMING,
        past=(Turn.OPENS,),
        needs_reason=False,
    )


def test_moving_a_date_may_take_the_later_ones_along_at_their_own_time_of_day() -> None:
    # From summer time to winter time: scoring still opens at eight and closes at 23.59.
    moved = shifted(PLAN, Turn.CLOSES, CLOSES + 14 * DAY, ZONE)
    assert moved == Schedule(
        OPENS,
        CLOSES + 14 * DAY,
        datetime(2026, 10, 29, 7, 0, tzinfo=UTC),
        datetime(2026, 11, 19, 22, 59, tzinfo=UTC),
    )


def test_the_dates_of_something_decided_stay() -> None:
    require_undecided([None, None])
    with pytest.raises(DatesDecided):
        require_undecided([None, SCORING_CLOSES])


def test_the_dates_alone_give_the_phase() -> None:
    seen = [phase_in(PLAN, at) for at in (OPENS, CLOSES, SCORING_OPENS, SCORING_CLOSES)]
    assert seen == [Phase.NOMINATING, Phase.TRIAGE, Phase.SCORING, Phase.DELIBERATION]


def test_a_time_that_the_clock_skips_is_refused() -> None:
    with pytest.raises(WrongInput, match="does not exist"):
        exactly_from_zone(datetime(2026, 3, 29, 2, 30), ZONE)


def test_a_time_that_the_clock_shows_twice_is_refused() -> None:
    with pytest.raises(WrongInput, match="comes twice"):
        exactly_from_zone(datetime(2026, 10, 25, 2, 30), ZONE)
    before = exactly_from_zone(datetime(2026, 10, 25, 1, 59), ZONE)
    assert before == datetime(2026, 10, 24, 23, 59, tzinfo=UTC)
    after = exactly_from_zone(datetime(2026, 10, 25, 3, 0), ZONE)
    assert after == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)
