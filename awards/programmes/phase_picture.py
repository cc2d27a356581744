"""The phases of an edition, worded for the picture and for the list beside it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from babel.dates import format_date
from flask_babel import gettext as _
from markupsafe import Markup

from awards.core.clock import from_zone, to_zone
from awards.programmes.models import Edition, Phase
from awards.programmes.rules import intake_ends
from awards.programmes.schedule import Turn
from awards.programmes.timeline import Span, TimelineWords, draw_timeline
from awards.programmes.wording import PHASE_NAMES, TURN_NAMES
from awards.web.i18n import language, moment

MOST_MONTHS = 60


def picture_of(edition: Edition, at: datetime) -> Markup:
    """Return the picture of an edition's phases, safe to put into a page."""
    words = TimelineWords(
        title=_("The phases of this edition"),
        description=_("The list on this page holds the same dates."),
        now=_("now"),
        months=list(_months(edition)),
    )
    return Markup(draw_timeline(_spans(edition), at=at, words=words))  # noqa: S704 - escaped there


def moves_told(edition: Edition) -> list[dict[str, str]]:
    """Return the dates that were moved once people knew them, newest first, for a timeline."""
    zone = edition.programme.time_zone

    def when(change: dict[str, Any], key: str) -> str:
        return moment(datetime.fromisoformat(change[key]), zone)

    return [
        {
            "when": when(change, "at"),
            "title": _(
                "%(date)s: %(new)s (was %(old)s)",
                date=TURN_NAMES[Turn(change["turn"])],
                new=when(change, "becomes"),
                old=when(change, "was"),
            ),
            "text": change["reason"],
        }
        for change in reversed(edition.date_changes or ())
    ]


def _spans(edition: Edition) -> list[Span]:
    """Return the phases that dates bound, and the one that goes on until the decision."""
    bounds = (
        (Phase.NOMINATING, edition.opens_at, edition.closes_at, Turn.CLOSES),
        (Phase.TRIAGE, edition.closes_at, edition.scoring_opens_at, Turn.SCORING_OPENS),
        (Phase.SCORING, edition.scoring_opens_at, edition.scoring_closes_at, Turn.SCORING_CLOSES),
    )
    spans = [
        Span(
            label=str(PHASE_NAMES[phase]),
            note=_from_to(begins, ends, edition),
            begins=begins,
            ends=ends,
            until=intake_ends(edition) if phase is Phase.NOMINATING else None,
            was=tuple(_earlier(edition, turn)),
        )
        for phase, begins, ends, turn in bounds
    ]
    last = edition.scoring_closes_at
    note = _("from %(day)s", day=_day(last, edition))
    return [*spans, Span(str(PHASE_NAMES[Phase.DELIBERATION]), note, last, None)]


def _earlier(edition: Edition, turn: Turn) -> Iterator[datetime]:
    for change in edition.date_changes or ():
        if change["turn"] == turn.value:
            yield datetime.fromisoformat(change["was"])


def _from_to(begins: datetime, ends: datetime, edition: Edition) -> str:
    if begins == ends:
        return str(_("no pause"))
    return f"{_day(begins, edition)} – {_day(ends, edition)}"


def _day(at: datetime, edition: Edition) -> str:
    wall = to_zone(at, edition.programme.time_zone)
    return str(format_date(wall, "d. MMM" if language() == "nb" else "d MMM", locale=language()))


def _months(edition: Edition) -> Iterator[tuple[datetime, str]]:
    """Return each first of a month from the edition's first date on, and what it is called."""
    zone = edition.programme.time_zone
    wall = to_zone(edition.opens_at, zone).replace(
        day=1, hour=12, minute=0, second=0, microsecond=0, tzinfo=None
    )
    for _number in range(MOST_MONTHS):
        wall = wall.replace(year=wall.year + wall.month // 12, month=wall.month % 12 + 1)
        yield from_zone(wall, zone), format_date(wall, "MMM", locale=language())
        if from_zone(wall, zone) > edition.scoring_closes_at:
            # One more: the picture goes on a little after the last date.
            break
