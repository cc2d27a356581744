"""Which edition a visitor meets first, and which one came before it."""

from collections.abc import Sequence
from datetime import datetime

from awards.programmes.models import Edition


def current_edition(editions: Sequence[Edition], at: datetime) -> Edition:
    """Return the edition of a programme that a visitor came for.

    The one that opened last; before the first has opened, the one that opens first.
    """
    opened = [edition for edition in editions if edition.opens_at <= at]
    if opened:
        return max(opened, key=lambda edition: edition.opens_at)
    return min(editions, key=lambda edition: edition.opens_at)


def edition_before(edition: Edition, editions: Sequence[Edition]) -> Edition | None:
    """Return the round before this one in the same programme, if there was one."""
    earlier = [
        other
        for other in editions
        if other.programme_id == edition.programme_id and other.opens_at < edition.opens_at
    ]
    return max(earlier, key=lambda other: other.opens_at, default=None)
