"""The picture of the phases: what it says without colour, and that nothing can break it."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from awards.programmes.timeline import Span, TimelineWords, draw_timeline

DAY = timedelta(days=1)
START = datetime(2026, 9, 1, 6, 0, tzinfo=UTC)
MONTHS = [
    (datetime(2026, month, 1, tzinfo=UTC), name) for month, name in ((10, "Oct"), (11, "Nov"))
]
WORDS = TimelineWords("The phases", "The list holds the same dates.", "now", MONTHS)
SPANS = (
    Span("Nominating", "1 Sep – 1 Oct", START, START + 30 * DAY, was=(START + 20 * DAY,)),
    Span("Review", "no pause", START + 30 * DAY, START + 30 * DAY),
    Span("Scoring", "1 Oct – 5 Nov", START + 30 * DAY, START + 65 * DAY),
    Span("Deliberation", "from 5 Nov", START + 65 * DAY, None),
)
NS = "{http://www.w3.org/2000/svg}"


def _drawn(
    at: datetime, spans: tuple[Span, ...] = SPANS, words: TimelineWords = WORDS
) -> ET.Element:
    return ET.fromstring(draw_timeline(spans, at=at, words=words))


def _marks(svg: ET.Element, css: str) -> list[ET.Element]:
    return [mark for mark in svg.iter() if mark.get("class") == css]


def _words(svg: ET.Element) -> list[str]:
    return [text.text or "" for text in svg.iter(f"{NS}text")]


def test_each_phase_has_its_name_its_dates_and_a_bar() -> None:
    svg = _drawn(START - DAY)
    assert [word for word in _words(svg) if word not in {"Oct", "Nov", "now"}] == [
        text for span in SPANS for text in (span.label, span.note)
    ]
    assert len(_marks(svg, "pt-bar")) == len(SPANS)
    assert _marks(svg, "pt-gone") == []


def test_what_has_gone_by_is_filled_up_to_now() -> None:
    svg = _drawn(START + 45 * DAY)
    gone = [float(mark.get("width", "0")) for mark in _marks(svg, "pt-gone")]
    bars = [float(mark.get("width", "0")) for mark in _marks(svg, "pt-bar") if mark.get("width")]
    assert gone[0] == bars[0]
    assert 0 < gone[1] < bars[2]
    assert len(gone) == 2
    line = _marks(svg, "pt-now")
    assert len(line) == 1
    assert "now" in _words(svg)


def test_now_is_left_out_when_it_is_far_outside() -> None:
    for at in (START - DAY, START + 400 * DAY):
        assert "now" not in _words(_drawn(at))


def test_a_deadline_that_moved_leaves_a_cross_where_it_was() -> None:
    assert len(_marks(_drawn(START), "pt-was")) == 1


def test_intake_beside_the_other_phases_is_a_thin_bar() -> None:
    rolling = (Span("Nominating", "", START, START + 30 * DAY, until=START + 65 * DAY), *SPANS[1:])
    (beside,) = _marks(_drawn(START, rolling), "pt-beside")
    assert float(beside.get("height", "0")) < 14


def test_words_are_escaped_and_cannot_break_the_picture() -> None:
    nasty = Span('<b>&\x00 "x"', "", START, START + DAY)
    svg = _drawn(START, (nasty,))
    assert '<b>& "x"' in _words(svg)


def test_of_many_months_some_are_named() -> None:
    months = [(START + 30 * DAY * n, f"m{n}") for n in range(24)]
    long = (Span("All year", "", START, START + 720 * DAY),)
    words = TimelineWords("t", "d", "now", months)
    named = [word for word in _words(_drawn(START, long, words)) if word.startswith("m")]
    assert 0 < len(named) <= 8


def test_phases_that_do_not_last_are_no_picture() -> None:
    with pytest.raises(ValueError, match="lasts"):
        draw_timeline([Span("x", "", START, START)], at=START, words=WORDS)
