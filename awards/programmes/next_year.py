"""An edition drawn up from last year's: everything it consists of, with new dates. Pure."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import inspect

from awards.core.clock import to_zone
from awards.core.db import Base
from awards.core.ids import new_id
from awards.programmes.models import Award, Criterion, Edition, Prompt, Weight

MOMENTS = ("opens_at", "closes_at", "scoring_opens_at", "scoring_closes_at")
NOT_COPIED: Mapping[type[Base], frozenset[str]] = {
    Edition: frozenset({"id", "opened_at", "purged_at", "archived_at", "version", "date_changes"}),
    Criterion: frozenset({"id", "edition_id", "archived_at", "version"}),
    Award: frozenset({"id", "edition_id", "decided_at", "announce_at", "archived_at", "version"}),
    Prompt: frozenset({"id", "award_id"}),
    Weight: frozenset({"award_id", "criterion_id"}),
}
"""Columns that belong to one year's round only; all others are settings, and are copied."""

_SATURDAY = 5
Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True)
class CopyDraft:
    """What is new in next year's edition."""

    year: int
    slug: str
    name: dict[str, str]
    dates: dict[str, datetime]
    extras: tuple[str, ...] = ()
    """What comes along although it belongs to the round: keys of `carrying.EXTRAS`."""


def draw_up(edition: Edition, draft: CopyDraft) -> Edition:
    """Return a draft with all of an edition's settings; it is in no session yet."""
    made = _twin(
        edition,
        id=new_id(),
        year=draft.year,
        slug=draft.slug,
        name=draft.name,
        dates_confirmed=True,
        **draft.dates,
    )
    criteria = {criterion.id: _twin(criterion, id=new_id()) for criterion in edition.criteria}
    made.criteria = list(criteria.values())
    made.awards = [_copied(award, criteria) for award in edition.awards]
    return made


def _copied(award: Award, criteria: Mapping[str, Criterion]) -> Award:
    made = _twin(award, id=new_id())
    made.prompts = [_twin(prompt, id=new_id()) for prompt in award.prompts]
    made.weights = [
        _twin(weight, criterion_id=criteria[weight.criterion_id].id)
        for weight in award.weights
        if weight.criterion_id in criteria
    ]
    return made


def _twin(row: Row, **new: Any) -> Row:
    """Return a new row with the old one's settings."""
    kind = type(row)
    names = {attribute.key for attribute in inspect(kind).column_attrs} - NOT_COPIED[kind]
    return kind(**{**{name: deepcopy(getattr(row, name)) for name in names}, **new})


def moved_a_year(moments: Mapping[str, datetime], zone: str) -> dict[str, datetime]:
    """Return an edition's four moments a year later: same day and time on the zone's clock.

    What was on a working day and would be on a weekend moves to the Monday after. Where that
    breaks their order, all four move by 52 weeks instead, which keeps every weekday.
    """
    walls = [to_zone(moments[name], zone).replace(tzinfo=None) for name in MOMENTS]
    moved = [_next_year(wall) for wall in walls]
    if not all(one < next_ for one, next_ in pairwise(moved)):
        moved = [wall + timedelta(weeks=52) for wall in walls]
    # A time that the clocks skip becomes the one an hour later: no choice is lost by it.
    return {
        name: wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for name, wall in zip(MOMENTS, moved, strict=True)
    }


def _next_year(wall: datetime) -> datetime:
    later = datetime.combine(_same_day(wall.date(), wall.year + 1), wall.time())
    if wall.weekday() < _SATURDAY <= later.weekday():
        later += timedelta(days=7 - later.weekday())
    return later


def _same_day(day: date, year: int) -> date:
    """Return the same day of another year; 28 February for the day that year lacks."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def renamed(name: Mapping[str, str], old: int, new: int) -> dict[str, str]:
    """Return an edition's name with one year in place of the other."""
    return {code: text.replace(str(old), str(new)) for code, text in name.items()}
