"""Reach as a picture: a bar for each organisation, as an SVG made on the server. Pure.

400 units wide, growing downwards; each name stands above its own bar, so that it can be read on a
phone. Colours and sizes of type come from classes (``static/css/components/reach.css``).
"""

from collections.abc import Sequence
from html import escape

from awards.triage.reach.lines import Line

WIDTH = 400.0
ROW = 40.0
BAR = 10.0
MAX_ROWS = 40
LETTERS = 40


def picture(lines: Sequence[Line], values: Sequence[str], *, title: str, description: str) -> str:
    """Return the bars of `lines` as SVG; `values` are the words at their ends, in the same order.

    A line whose figure is hidden has a dotted line and no bar: its length would tell the figure.
    Every text is escaped.
    """
    drawn = list(zip(lines, values, strict=True))[:MAX_ROWS]
    longest = max((line.rate or 0.0 for line, _value in drawn), default=0.0)
    body = "".join(_row(n, line, value, longest) for n, (line, value) in enumerate(drawn))
    height = ROW * len(drawn) + 4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="rp" viewBox="0 0 {WIDTH:g} {height:g}" '
        f'role="img" aria-labelledby="reach-title reach-desc">'
        f'<title id="reach-title">{escape(title)}</title>'
        f'<desc id="reach-desc">{escape(description)}</desc>{body}</svg>'
    )


def _row(number: int, line: Line, value: str, longest: float) -> str:
    top = ROW * number
    name = line.name if len(line.name) <= LETTERS else f"{line.name[: LETTERS - 1].rstrip()}…"
    words = (
        f'<text class="rp-label" x="0" y="{top + 14:g}">{escape(name)}</text>'
        f'<text class="rp-value" x="{WIDTH:g}" y="{top + 14:g}" text-anchor="end">'
        f"{escape(value)}</text>"
    )
    middle = top + 20 + BAR / 2
    track = f'<path class="rp-track" d="M0 {middle:g}H{WIDTH:g}"/>'
    if line.few or (line.rate is None and not line.never):
        return words + f'<path class="rp-few" d="M0 {middle:g}H{WIDTH:g}"/>'
    width = WIDTH * (line.rate or 0.0) / longest if longest else 0.0
    if not width:
        return words + track
    return (
        f"{words}{track}"
        f'<rect class="rp-bar" x="0" y="{top + 20:g}" width="{width:.5g}" height="{BAR:g}" rx="2"/>'
    )
