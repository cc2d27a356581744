"""An edition's deadlines as iCalendar: a file that a calendar subscribes to.

Moments stand in UTC, which every calendar shows on its owner's clock, so no zone has to be
described and none can be described wrongly. A deadline keeps its UID for good and counts its moves
in SEQUENCE: the calendar moves the entry instead of adding one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//Utmärkt//Utmärkt//EN"
FRESH = timedelta(hours=6)
"""How often a calendar is asked to look again."""


@dataclass(frozen=True)
class Entry:
    """A moment in the calendar. ``key`` tells it apart within the installation, for good."""

    key: str
    at: datetime
    title: str
    text: str
    url: str
    moved: int = 0


def write_calendar(
    entries: Sequence[Entry], *, name: str, language: str, zone: str, host: str, at: datetime
) -> bytes:
    """Return the entries, in the order of their moments, as an iCalendar file.

    ``host`` ends the UIDs; ``at`` is when the file was made; ``zone`` is what a calendar that
    shows several zones may show this one in.
    """
    from icalendar import Calendar  # 70 ms, which only who asks for a calendar waits for

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", FRESH, parameters={"VALUE": "DURATION"})
    for entry in sorted(entries, key=lambda entry: (entry.at, entry.key)):
        calendar.add_component(_event(entry, language=language, host=host, at=at))
    body: bytes = calendar.to_ical()
    return body


def _event(entry: Entry, *, language: str, host: str, at: datetime) -> "Event":
    from icalendar import Event  # see above

    said = {"LANGUAGE": language}
    event = Event()
    event.add("uid", f"{entry.key}@{host}")
    event.add("dtstamp", at)
    event.add("dtstart", entry.at)
    event.add("summary", entry.title, parameters=said)
    event.add("description", entry.text, parameters=said)
    event.add("url", entry.url)
    event.add("sequence", entry.moved)
    event.add("transp", "TRANSPARENT")
    return event
