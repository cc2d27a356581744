"""How a jury scored its calibration text: a picture, a table and plain words; nobody is named."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup

from awards.core.languages import N_, in_language
from awards.results.dot_plot import LANES, RADIUS, DotRow, PlotLabels, dot_plot
from awards.results.wording import NOTHING
from awards.scoring.calibrating.rules import Apart, Spread, shown_of, spreads_of, widest
from awards.scoring.queries import Sheet
from awards.scoring.rules import Marks
from awards.web.i18n import language


def _(message: str, **values: object) -> str:
    return str(gettext(message, **values))


APART_WORDS = {
    Apart.CLOSE: N_("Close together: the jury reads the levels alike."),
    Apart.SOME: N_("Some way apart: worth a word before you go on."),
    Apart.FAR: N_("Far apart: the jury does not mean the same by these levels."),
}
"""What it means how far the marks lie apart."""

_DOT = 2.4 * RADIUS / 376
"""A dot's width, as a share of the scale's length in the picture."""


@dataclass(frozen=True)
class MeasureRow:
    """One criterion, written out."""

    name: str
    counts: list[int]
    """How many gave each point of the scale, the lowest first."""
    abstained: int
    own: str
    meaning: str


@dataclass(frozen=True)
class Measure:
    """What the page shows."""

    jurors: int
    waiting: int
    """How many more have handed in, and are shown once they are three."""
    rows: list[MeasureRow]
    """None as long as so few have scored it that a mark would tell whose it is."""
    points: range
    plot: Markup
    chair: str


def measure_of(sheet: Sheet, handed_in: Sequence[Marks]) -> Measure:
    """Return how a jury scored the text of a sheet whose juror has handed in, too."""
    points, jury = sheet.scale, shown_of(handed_in)
    if not jury:
        return Measure(len(handed_in), 0, [], points, Markup(), "")
    spreads = spreads_of(sheet.criteria, jury, sheet.marks)
    names = {line.criterion_id: in_language(line.name, language()) for line in sheet.lines}
    low, high = points.start, points.stop - 1
    return Measure(
        jurors=len(jury),
        waiting=len(handed_in) - len(jury),
        rows=[_row(one, names[one.criterion_id], points) for one in spreads],
        points=points,
        plot=Markup(_picture(spreads, names, low, high)),  # noqa: S704 - texts are escaped
        chair=_for_the_chair(widest(spreads), names, low, high),
    )


def _row(spread: Spread, name: str, points: range) -> MeasureRow:
    apart = spread.apart(points.start, points.stop - 1)
    return MeasureRow(
        name=name,
        counts=[spread.marks.count(point) for point in points],
        abstained=spread.abstained,
        own=NOTHING if spread.own is None else str(spread.own),
        meaning=_(APART_WORDS[apart]) if spread.marks else _("Nobody gave a score."),
    )


def _picture(spreads: Sequence[Spread], names: dict[str, str], low: int, high: int) -> str:
    rows = [
        DotRow(
            label=names[one.criterion_id],
            sheets=side_by_side(one.marks, low, high),
            mean=None if one.own is None else float(one.own),
            spread=None,
            value=_range(one),
        )
        for one in spreads
    ]
    labels = PlotLabels(
        title=_("What the jury gave on each criterion"),
        description=_("The table on this page holds the same figures."),
        axis=_("Points"),
        sheet=_("one juror's score"),
        mean=_("your own score"),
        spread="",
        no_sheets=_("Nobody gave a score."),
        empty=_("No criteria"),
    )
    return dot_plot(rows, low=low, high=high, labels=labels)


def _range(spread: Spread) -> str:
    if not spread.marks:
        return ""
    low, high = spread.marks[0], spread.marks[-1]
    return str(low) if low == high else f"{low}–{high}"


def side_by_side(marks: Sequence[int], low: int, high: int) -> list[float]:
    """Return where the dots of a jury's marks go, so that equal ones do not hide each other.

    A column holds as many as the picture has lanes; further columns stand beside it, inside the
    scale. Points of the scale in, places on the scale out, as many.
    """
    places: list[float] = []
    for mark in sorted(set(marks)):
        count = marks.count(mark)
        columns = -(-count // len(LANES))
        width = _DOT * (high - low)
        first = mark - (columns - 1) * width / 2
        first = min(max(first, low), high - (columns - 1) * width)
        places += [first + width * (n % columns) for n in range(count)]
    return places


def _for_the_chair(widest_one: Spread | None, names: dict[str, str], low: int, high: int) -> str:
    """Say to whoever leads the jury what to take up, if anything."""
    if widest_one is None or widest_one.apart(low, high) is Apart.CLOSE:
        return _(
            "The jury has found a common measure: on no criterion do the scores lie far apart."
            " There is nothing you need to take up."
        )
    return _(
        "Take up “%(criterion)s” first: there the scores run from %(low)s to %(high)s. Ask somebody"
        " with a low and somebody with a high score what in the text made them choose it.",
        criterion=names[widest_one.criterion_id],
        low=widest_one.marks[0],
        high=widest_one.marks[-1],
    )
