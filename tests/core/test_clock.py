"""Time at the edges of a zone."""

from datetime import UTC, date, datetime

import pytest

from awards.core.clock import day_of, from_zone, to_zone
from awards.core.errors import WrongInput

STOCKHOLM = "Europe/Stockholm"


def test_a_winter_hour_is_one_ahead_of_utc() -> None:
    assert from_zone(datetime(2026, 1, 5, 12, 0), STOCKHOLM) == datetime(
        2026, 1, 5, 11, 0, tzinfo=UTC
    )


def test_an_hour_that_summer_time_skips_is_refused() -> None:
    with pytest.raises(WrongInput):
        from_zone(datetime(2026, 3, 29, 2, 30), STOCKHOLM)


def test_of_an_hour_that_comes_twice_the_first_is_meant() -> None:
    assert from_zone(datetime(2026, 10, 25, 2, 30), STOCKHOLM) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_a_moment_is_shown_on_the_clock_of_its_zone() -> None:
    shown = to_zone(datetime(2026, 7, 1, 22, 0, tzinfo=UTC), STOCKHOLM)
    assert (shown.day, shown.hour) == (2, 0)


def test_a_day_begins_at_midnight_on_the_wall() -> None:
    before = datetime(2026, 7, 1, 21, 59, tzinfo=UTC)
    after = datetime(2026, 7, 1, 22, 0, tzinfo=UTC)
    assert [day_of(before), day_of(after)] == [date(2026, 7, 1), date(2026, 7, 2)]
    assert day_of(after, "Atlantic/Reykjavik") == date(2026, 7, 1)
