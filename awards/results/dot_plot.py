"""Dot plot: every sheet's mean of every candidate on one scale, as an SVG made on the server.

In come rows that are already sorted and worded, out goes one ``<svg>`` to stand beside the table
with the same figures. It answers what a mean alone hides: do the jurors agree on this candidate?

The picture is 400 units wide and grows downwards. Each name stands above its own line, not left
of it, so that it can be read on a phone. Colours and sizes of type come from classes
(``static/css/components/dot-plot.css``); without that file everything has the text's colour.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_ROWS = 40
WIDTH = 400.0
LEFT, RIGHT = 12.0, WIDTH - 12.0
HEAD = 30.0
"""Height of a line of the key, and of the axis with its numbers."""

ROW = 50.0
LINE_AT = 29.0
"""How far below the top of its row a line runs: closer to its own name than to the next."""

BAND = 11.0
"""How far the marks of a line reach up and down."""

RADIUS = 4.0
LANES = (0.0, -4.5, 4.5, -9.0, 9.0)
"""Where dots that would hide each other go, above and below the line, nearest first."""

LETTER = 7.2
"""Width of an average letter at the size of the labels, to know what fits."""

LABEL_LETTERS = 40
MAX_TICKS = 11
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class DotRow:
    """One candidate: its name, the mean of each sheet, the weighted mean, the spread.

    All figures are in points of the scale; ``mean`` and ``spread`` are ``None`` where there are
    too few sheets. ``value`` is the mean as the reader's language writes it ("4,21").
    """

    label: str
    sheets: Sequence[float]
    mean: float | None
    spread: float | None
    value: str = ""


@dataclass(frozen=True, slots=True)
class PlotLabels:
    """The words of the picture, translated by who asks for it.

    ``title`` and ``description`` are what a screen reader says; ``sheet``, ``mean`` and ``spread``
    explain the marks (one without words is not in the key); ``axis`` names the scale;
    ``no_sheets`` stands where a candidate has none; ``empty`` where there is no candidate;
    ``more`` below the picture when rows were left out.
    """

    title: str
    description: str
    axis: str
    sheet: str
    mean: str
    spread: str
    no_sheets: str
    empty: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class _Scale:
    """From points of the scale to units of the picture."""

    low: float
    high: float

    def x(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return LEFT + min(max(share, 0.0), 1.0) * (RIGHT - LEFT)

    def ticks(self) -> list[int]:
        """Whole points, each when there are few, else every second, fifth, tenth and so on."""
        first, last = math.ceil(self.low), math.floor(self.high)
        wanted = (last - first) / (MAX_TICKS - 1)
        steps = (factor * 10**power for power in range(16) for factor in (1, 2, 5))
        step = next(step for step in steps if step >= wanted)
        return list(range(first, last + 1, step))


def dot_plot(
    rows: Sequence[DotRow],
    *,
    low: float,
    high: float,
    labels: PlotLabels,
    plot_id: str = "dot-plot",
) -> str:
    """Return the picture of ``rows`` (in their order) on the scale ``low`` to ``high`` as SVG.

    Only the first :data:`MAX_ROWS` rows are drawn, and then ``labels.more`` says so. Equal sheets
    are stacked, always in the same way. ``plot_id`` keeps apart the ids of two pictures on a page.

    Every text is escaped, so the answer is safe to put into a page as it is. Raises ``ValueError``
    for a scale without length and for a mean off the scale or not a number.
    """
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError("The scale must run from a lower to a higher number.")
    drawn = rows[:MAX_ROWS]
    _require_on_scale(drawn, low, high)
    body: list[str] = []
    bottom = _draw_body(body, drawn, _Scale(low, high), labels)
    if len(rows) > len(drawn):
        more = labels.more or f"+{len(rows) - len(drawn)}"
        body.append(_text(LEFT, bottom + 14, more, "dp-note"))
        bottom += 24
    return _frame(body, height=bottom, labels=labels, plot_id=plot_id)


def _require_on_scale(rows: Sequence[DotRow], low: float, high: float) -> None:
    for row in rows:
        means = [*row.sheets, *([] if row.mean is None else [row.mean])]
        if not all(low - ROUNDING <= mean <= high + ROUNDING for mean in means):
            raise ValueError(f"A mean of “{row.label}” is not on the scale {low:g}–{high:g}.")
        if row.spread is not None and not row.spread >= 0:
            raise ValueError(f"The spread of “{row.label}” is not a number of 0 or more.")


def _draw_body(body: list[str], rows: Sequence[DotRow], scale: _Scale, labels: PlotLabels) -> float:
    """Draw everything from top to bottom and return where it ends."""
    if not rows:
        body.append(_text(LEFT, 20, labels.empty, "dp-note"))
        return HEAD
    top = _draw_key(body, labels)
    lines = [top + HEAD + ROW * number + LINE_AT for number, row in enumerate(rows) if row.sheets]
    body.extend(_axis(scale, labels, top=top, lines=lines))
    for number, row in enumerate(rows):
        body.extend(_row(row, scale, top + HEAD + ROW * number, labels))
    return top + HEAD + ROW * len(rows) + 4


def _draw_key(body: list[str], labels: PlotLabels) -> float:
    """Draw what each mark means, as many a line as fit, and return where the key ends."""
    marks = ((_dot, labels.sheet), (_mean, labels.mean), (_key_bar, labels.spread))
    x, y = LEFT, 14.0
    for draw, words in marks:
        if not words:
            continue
        width = 30 + len(words) * LETTER
        if x > LEFT and x + width > RIGHT:
            x, y = LEFT, y + 22
        body += [draw(x + 9, y), _text(x + 24, y + 4, words, "dp-key")]
        x += width + 8
    return y + 16


def _axis(
    scale: _Scale, labels: PlotLabels, *, top: float, lines: Sequence[float]
) -> Iterator[str]:
    """Draw the scale's name and whole points, and the hairlines of every row in one path.

    The hairlines stop above and below each line so that none runs through a name.
    """
    yield _text(WIDTH / 2, top + 8, labels.axis, "dp-key", anchor="middle")
    ticks = [(scale.x(tick), str(tick)) for tick in scale.ticks()]
    for x, number in ticks:
        yield _text(x, top + 24, number, "dp-tick", anchor="middle")
    strokes = [f"M{LEFT:g} {y:g}H{RIGHT:g}" for y in lines]
    strokes += [f"M{x:.5g} {y - BAND:g}v{2 * BAND:g}" for y in lines for x, _ in ticks]
    yield (
        f'<path class="dp-axis" d="{"".join(strokes)}" fill="none" '
        'stroke="currentColor" stroke-width="1" stroke-opacity="0.2"/>'
    )


def _row(row: DotRow, scale: _Scale, top: float, labels: PlotLabels) -> Iterator[str]:
    """Draw one candidate: name and figure, then spread, dots and, on top of them, the mean."""
    line = top + LINE_AT
    room = LABEL_LETTERS - len(row.value)
    yield _text(LEFT, top + 13, _shorten(row.label, room), "dp-label")
    if row.value:
        yield _text(RIGHT, top + 13, row.value, "dp-value", anchor="end")
    if not row.sheets:
        yield _text(LEFT, line + 4, labels.no_sheets, "dp-note")
    if row.mean is not None and row.spread is not None:
        yield _bar(scale.x(row.mean - row.spread), scale.x(row.mean + row.spread), line)
    for x, offset in _stacked(sorted(scale.x(mean) for mean in row.sheets)):
        yield _dot(x, line + offset)
    if row.mean is not None:
        yield _mean(scale.x(row.mean), line)


def _stacked(places: Sequence[float]) -> Iterator[tuple[float, float]]:
    """Give each dot, from left to right, the nearest lane in which it hides no other.

    When every lane is taken, the one whose last dot is furthest away and that has the fewest is
    used again; the dots are translucent, so a pile looks darker than one dot.
    """
    last = dict.fromkeys(LANES, (-math.inf, 0))
    for x in places:
        free = (lane for lane in LANES if x - last[lane][0] >= 2 * RADIUS)
        lane = next(free, min(LANES, key=last.__getitem__))
        last[lane] = (x, last[lane][1] + 1)
        yield x, lane


def _dot(x: float, y: float) -> str:
    return (
        f'<circle class="dp-dot" cx="{x:.5g}" cy="{y:g}" r="{RADIUS:g}" '
        'fill="currentColor" fill-opacity="0.4"/>'
    )


def _mean(x: float, y: float) -> str:
    """Draw the weighted mean: an upright stroke, told from dots without colour."""
    return (
        f'<rect class="dp-mean" x="{x - 1.75:.5g}" y="{y - BAND - 1:g}" width="3.5" '
        f'height="{2 * BAND + 2:g}" rx="1" fill="currentColor"/>'
    )


def _bar(start: float, end: float, y: float) -> str:
    return (
        f'<line class="dp-bar" x1="{start:.5g}" x2="{end:.5g}" y1="{y:g}" y2="{y:g}" '
        'stroke="currentColor" stroke-width="2.5" stroke-opacity="0.55"/>'
    )


def _key_bar(x: float, y: float) -> str:
    return _bar(x - 9, x + 9, y)


def _text(x: float, y: float, words: str, css_class: str, *, anchor: str = "start") -> str:
    """Draw text; the size set here holds where the style sheet is missing."""
    return (
        f'<text class="{css_class}" x="{x:.5g}" y="{y:g}" text-anchor="{anchor}" font-size="13" '
        f'font-family="sans-serif" fill="currentColor">{escape(_drawable(words))}</text>'
    )


def _drawable(words: str) -> str:
    """Drop control characters: one of them makes the whole picture unreadable as XML."""
    return "".join(c for c in words if c.isprintable())


def _shorten(words: str, room: int) -> str:
    return words if len(words) <= room else words[: room - 1].rstrip() + "…"


def _frame(body: Sequence[str], *, height: float, labels: PlotLabels, plot_id: str) -> str:
    """Put the drawing into an ``<svg>`` that scales with its page and says what it shows."""
    name = escape(plot_id)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="dp" viewBox="0 0 {WIDTH:g} {height:g}" '
        f'role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(_drawable(labels.title))}</title>'
        f'<desc id="{name}-desc">{escape(_drawable(labels.description))}</desc>'
        f"{''.join(body)}</svg>"
    )
