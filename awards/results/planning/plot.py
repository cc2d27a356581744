"""How sure the result is against the number of readers, as an SVG made on the server.

Two lines with their intervals; the number of readers that is planned stands out. The picture is 400
units wide, like the dot plot, whose classes it uses.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from awards.juries.planning import Share, Sureness

WIDTH, HEIGHT = 400.0, 264.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 388.0, 44.0, 216.0
_LEVELS = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class PlotWords:
    """The words of the picture, translated by who asks for it."""

    title: str
    description: str
    readers: str
    first: str
    podium: str
    """Empty where all candidates are among the first three: then there is no such line."""
    percent: tuple[str, ...]
    """What stands at the five levels, lowest first."""


def draw(found: Sequence[Sureness], planned: int, words: PlotWords) -> str:
    """Return the picture; every text in it is escaped. `found` has at least one row."""
    most = found[-1].readers
    body = [
        *_axis(words, most),
        *(
            _line([(one.readers, one.podium) for one in found], most, planned, dashed=True)
            if words.podium
            else ()
        ),
        *_line([(one.readers, one.first) for one in found], most, planned, dashed=False),
        *_key(words),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="dp" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
        f'role="img" aria-labelledby="plan-title plan-desc">'
        f'<title id="plan-title">{escape(words.title)}</title>'
        f'<desc id="plan-desc">{escape(words.description)}</desc>{"".join(body)}</svg>'
    )


def _x(readers: int, most: int) -> float:
    return (LEFT + RIGHT) / 2 if most == 1 else LEFT + (readers - 1) / (most - 1) * (RIGHT - LEFT)


def _y(value: float) -> float:
    return BOTTOM - value * (BOTTOM - TOP)


def _axis(words: PlotWords, most: int) -> Iterator[str]:
    """Draw the levels and the numbers of readers."""
    for level, label in zip(_LEVELS, words.percent, strict=True):
        y = _y(level / 100)
        yield (
            f'<path class="dp-axis" d="M{LEFT:g} {y:g}H{RIGHT:g}" stroke="currentColor" '
            'stroke-opacity="0.2"/>'
        )
        yield _text(LEFT - 6, y + 4, label, "dp-tick", "end")
    step = max(1, round(most / 10))
    for readers in range(1, most + 1, step):
        yield _text(_x(readers, most), BOTTOM + 18, str(readers), "dp-tick", "middle")
    yield _text((LEFT + RIGHT) / 2, BOTTOM + 38, words.readers, "dp-key", "middle")


def _line(
    points: Sequence[tuple[int, Share]], most: int, planned: int, *, dashed: bool
) -> Iterator[str]:
    """Draw a line with its interval as a band, and a larger mark at what is planned."""
    up = [f"{_x(n, most):.4g} {_y(one.high):.4g}" for n, one in points]
    down = [f"{_x(n, most):.4g} {_y(one.low):.4g}" for n, one in reversed(points)]
    yield f'<path d="M{"L".join(up + down)}Z" fill="currentColor" fill-opacity="0.12"/>'
    middle = "L".join(f"{_x(n, most):.4g} {_y(one.value):.4g}" for n, one in points)
    dashes = ' stroke-dasharray="6 4"' if dashed else ""
    yield f'<path d="M{middle}" fill="none" stroke="currentColor" stroke-width="2"{dashes}/>'
    for n, one in points:
        radius = 6 if n == planned else 2.5
        yield (
            f'<circle cx="{_x(n, most):.4g}" cy="{_y(one.value):.4g}" r="{radius:g}" '
            'fill="currentColor"/>'
        )


def _key(words: PlotWords) -> Iterator[str]:
    """Say above the picture which line is which."""
    lines = ((words.podium, ' stroke-dasharray="6 4"'), (words.first, ""))
    for place, (label, dashes) in enumerate(line for line in lines if line[0]):
        y = 12 + 18 * place
        yield (f'<path d="M{LEFT:g} {y:g}h28" stroke="currentColor" stroke-width="2"{dashes}/>')
        yield _text(LEFT + 36, y + 4, label, "dp-key", "start")


def _text(x: float, y: float, words: str, css_class: str, anchor: str) -> str:
    return (
        f'<text class="{css_class}" x="{x:.4g}" y="{y:.4g}" text-anchor="{anchor}" '
        f'font-size="13" fill="currentColor">{escape(words)}</text>'
    )
