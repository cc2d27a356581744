"""Which edition comes first, and which colours can be read."""

from datetime import UTC, datetime, timedelta

import pytest

from awards.gallery.rules import contrast, current_edition, edition_before, readable_accent
from awards.programmes.models import Edition

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def edition(slug: str, opens_in_days: int) -> Edition:
    return Edition(slug=slug, programme_id="p", opens_at=NOW + timedelta(days=opens_in_days))


def test_the_edition_that_opened_last_is_current() -> None:
    editions = [edition("2027", 300), edition("2026", -10), edition("2025", -375)]
    assert current_edition(editions, NOW).slug == "2026"


def test_before_the_first_opens_the_next_one_is_current() -> None:
    assert current_edition([edition("2028", 600), edition("2027", 300)], NOW).slug == "2027"


def test_the_round_before() -> None:
    old, new = edition("2025", -375), edition("2026", -10)
    assert edition_before(new, [new, old]) is old
    assert edition_before(old, [new, old]) is None


@pytest.mark.parametrize("accent", ["#ffff00", "#ffffff", "#ff8800", "#0f5c63", "#000000"])
def test_every_accent_can_be_read_on_paper(accent: str) -> None:
    made = readable_accent(accent)
    colour = (int(made[1:3], 16), int(made[3:5], 16), int(made[5:7], 16))
    assert contrast(colour, (0xFB, 0xFA, 0xF7)) >= 4.5


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert round(contrast((0, 0, 0), (255, 255, 255)), 2) == 21.0
