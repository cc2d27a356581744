"""Which edition comes first."""

from datetime import UTC, datetime, timedelta

from awards.gallery.rules import current_edition, edition_before
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
