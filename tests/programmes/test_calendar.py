"""The calendar file, parsed back as a calendar does."""

from datetime import UTC, datetime

from icalendar import Calendar

from awards.programmes.calendar import Entry, write_calendar

AT = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)
CLOSES = datetime(2026, 10, 1, 21, 59, tzinfo=UTC)
OPENS = datetime(2026, 9, 1, 6, 0, tzinfo=UTC)


def _entry(key: str = "closes-e1", **values: object) -> Entry:
    given: dict[str, object] = {
        "key": key,
        "at": CLOSES,
        "title": "Sista dag att nominera; åäö",
        "text": "Rad ett,\nrad två",
        "url": "https://example.org/awards/lund/2026/",
    }
    return Entry(**{**given, **values})  # type: ignore[arg-type]


def _read(*entries: Entry) -> Calendar:
    body = write_calendar(
        entries, name="Priser", language="sv", zone="Europe/Stockholm", host="example.org", at=AT
    )
    found = Calendar.from_ical(body)
    assert isinstance(found, Calendar)
    return found


def test_a_deadline_comes_back_as_it_went_in() -> None:
    calendar = _read(_entry(moved=2))
    (event,) = calendar.events
    assert (event["uid"], event.start, event["sequence"]) == ("closes-e1@example.org", CLOSES, 2)
    assert (event["summary"], event["description"]) == (
        "Sista dag att nominera; åäö",
        "Rad ett,\nrad två",
    )
    assert event["summary"].params["LANGUAGE"] == "sv"
    assert event["url"] == "https://example.org/awards/lund/2026/"
    assert calendar["x-wr-calname"] == "Priser"


def test_moments_are_utc_so_that_no_zone_has_to_be_described() -> None:
    body = write_calendar(
        [_entry()], name="n", language="sv", zone="Europe/Stockholm", host="h", at=AT
    ).decode()
    assert "DTSTART:20261001T215900Z" in body
    assert "VTIMEZONE" not in body
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))


def test_a_deadline_that_moves_keeps_its_uid() -> None:
    before, after = _read(_entry()), _read(_entry(at=OPENS, moved=1))
    assert [e["uid"] for e in before.events] == [e["uid"] for e in after.events]
    assert (before.events[0].sequence, after.events[0].sequence) == (0, 1)


def test_entries_stand_in_the_order_of_their_moments() -> None:
    calendar = _read(_entry(), _entry("opens-e1", at=OPENS))
    assert [event["uid"] for event in calendar.events] == [
        "opens-e1@example.org",
        "closes-e1@example.org",
    ]


def test_an_empty_calendar_is_still_a_calendar() -> None:
    assert _read().events == []
