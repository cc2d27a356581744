"""An edition's phases as a picture: a bar for each on one scale of time, made on the server.

In come rows that are already worded, out goes one ``<svg>`` to stand beside the list with the same
dates. What has gone by is filled, what lies ahead is an outline, and an upright line says now: so
it reads without colour, on paper, and by whoever cannot tell two tints apart.

The picture is 400 units wide and grows downwards. Each phase's name stands above its bar, not left
of it, so that it can be read on a phone. Colours come from classes (``css/components/phases.css``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

WIDTH = 400.0
LEFT, RIGHT = 6.0, WIDTH - 6.0
HEAD = 40.0
"""Height of the months on top, and of the word over the line of now."""

ROW = 48.0
BAR_AT, BAR = 22.0, 14.0
"""How far below the top of its row a bar begins, and how high it is."""

THIN = 5.0
"""Height of what goes on beside another phase: intake while the jury scores."""

HAIR = 2.0
"""The shortest a bar is drawn: a phase of an hour among weeks is still there to be seen."""

MOST_MONTHS = 7
TAIL = 0.12
"""How much of the picture is left for what has no end yet."""


@dataclass(frozen=True)
class Span:
    """A phase: its name, its dates in words, where it begins and ends; no end, no fixed date.

    ``until`` is how far it goes on beside the next ones; ``was`` are moments it once ended on.
    """

    label: str
    note: str
    begins: datetime
    ends: datetime | None
    until: datetime | None = None
    was: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class TimelineWords:
    """The words of the picture. ``months`` are (moment, name) of each first of a month."""

    title: str
    description: str
    now: str
    months: Sequence[tuple[datetime, str]]


@dataclass(frozen=True)
class _Scale:
    first: datetime
    last: datetime

    def x(self, at: datetime) -> float:
        """Return where a moment stands, never outside the picture."""
        share = (at - self.first) / (self.last - self.first)
        return LEFT + min(max(share, 0.0), 1.0) * (RIGHT - LEFT)

    def holds(self, at: datetime) -> bool:
        return self.first <= at <= self.last


def draw_timeline(spans: Sequence[Span], *, at: datetime, words: TimelineWords) -> str:
    """Return the picture of an edition's phases, as they are at ``at``, as SVG.

    Every text is escaped, so the answer is safe to put into a page as it is. Raises
    ``ValueError`` without a span that lasts.
    """
    scale = _scale_of(spans)
    height = HEAD + ROW * len(spans)
    body = [*_months(scale, words, bottom=height)]
    # The line of today comes before the rows, so that it runs behind their words.
    if scale.holds(at):
        body.extend(_now(scale.x(at), words.now, height))
    for number, span in enumerate(spans):
        body.extend(_row(span, scale, HEAD + ROW * number, at))
    return _frame(body, height=height, words=words)


def _scale_of(spans: Sequence[Span]) -> _Scale:
    ends = [moment for span in spans for moment in (span.ends, span.until) if moment is not None]
    first, last = min(span.begins for span in spans), max(ends, default=spans[0].begins)
    if last <= first:
        raise ValueError("A timeline needs a phase that lasts.")
    return _Scale(first, last + max((last - first) * TAIL, timedelta(hours=1)))


def _months(scale: _Scale, words: TimelineWords, *, bottom: float) -> Iterator[str]:
    """Draw a hairline down from each first of a month; of many months only some are named."""
    inside = [(at, name) for at, name in words.months if scale.holds(at)]
    step = -(-len(inside) // MOST_MONTHS) or 1
    for number, (at, name) in enumerate(inside):
        x = scale.x(at)
        yield (
            f'<path class="pt-month" d="M{x:.5g} {HEAD - 8:g}V{bottom:g}" fill="none" '
            'stroke="currentColor" stroke-opacity="0.2"/>'
        )
        if number % step == 0:
            end = x > RIGHT - 26
            yield _text(x - 3 if end else x + 3, HEAD - 12, name, "pt-tick", end=end)


def _row(span: Span, scale: _Scale, top: float, at: datetime) -> Iterator[str]:
    """Draw a phase: name and dates, then the outline of its bar, then what of it has gone by."""
    y = top + BAR_AT
    yield _text(LEFT, top + 14, span.label, "pt-label")
    yield _text(RIGHT, top + 14, span.note, "pt-note", end=True)
    start = scale.x(span.begins)
    if span.ends is None:
        yield _open_end(start, y)
    else:
        yield _bar("pt-bar", start, scale.x(span.ends), y)
        if span.until is not None and span.until > span.ends:
            yield _bar("pt-beside", scale.x(span.ends), scale.x(span.until), y, height=THIN)
    gone = min(at, span.ends) if span.ends is not None else at
    if gone > span.begins:
        yield _bar("pt-gone", start, scale.x(gone), y, fill="currentColor")
    for moment in span.was:
        yield _was(scale.x(moment), y)


def _bar(
    css: str, start: float, end: float, y: float, *, height: float = BAR, fill: str = "none"
) -> str:
    width = max(end - start, HAIR)
    return (
        f'<rect class="{css}" x="{start:.5g}" y="{y:g}" width="{width:.5g}" '
        f'height="{height:g}" rx="2" fill="{fill}" stroke="currentColor"/>'
    )


def _open_end(start: float, y: float) -> str:
    """Draw an outline without a right side: nobody has fixed yet when this ends."""
    return (
        f'<path class="pt-bar" d="M{RIGHT:g} {y:g}H{start:.5g}v{BAR:g}H{RIGHT:g}" fill="none" '
        'stroke="currentColor"/>'
    )


def _was(x: float, y: float) -> str:
    """Draw where a deadline stood before: a cross, told from a bar's end without colour."""
    arm = 4.0
    middle = y + BAR / 2
    return (
        f'<path class="pt-was" d="M{x - arm:.5g} {middle - arm:g}l{2 * arm:g} {2 * arm:g}'
        f'm0 {-2 * arm:g}l{-2 * arm:g} {2 * arm:g}" fill="none" stroke="currentColor"/>'
    )


def _now(x: float, word: str, height: float) -> Iterator[str]:
    end = x > WIDTH * 0.75
    yield (
        f'<path class="pt-now" d="M{x:.5g} 4V{height - 6:g}" fill="none" stroke="currentColor" '
        'stroke-width="2"/>'
    )
    yield _text(x - 5 if end else x + 5, 14, word, "pt-now-word", end=end)


def _text(x: float, y: float, words: str, css: str, *, end: bool = False) -> str:
    shown = "".join(c for c in words if c.isprintable())
    return (
        f'<text class="{css}" x="{x:.5g}" y="{y:g}" text-anchor="{"end" if end else "start"}" '
        f'font-size="13" font-family="sans-serif" fill="currentColor">{escape(shown)}</text>'
    )


def _frame(body: Sequence[str], *, height: float, words: TimelineWords) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="pt" viewBox="0 0 {WIDTH:g} {height:g}" '
        'role="img" aria-labelledby="phases-title phases-desc">'
        f'<title id="phases-title">{escape(words.title)}</title>'
        f'<desc id="phases-desc">{escape(words.description)}</desc>'
        f"{''.join(body)}</svg>"
    )
