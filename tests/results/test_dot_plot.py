import math
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.results.dot_plot import LANES, MAX_ROWS, RADIUS, DotRow, PlotLabels, dot_plot

LABELS = PlotLabels(
    title="Innovation: every juror's view",
    description="One line a candidate.",
    axis="Points",
    sheet="One sheet",
    mean="Weighted mean",
    spread="Spread",
    no_sheets="No sheets yet",
    empty="No candidates yet",
)
LARK = DotRow("Lark", (2.0, 3.0, 4.0), 3.0, 1.0, "3.00")
SVG = "{http://www.w3.org/2000/svg}"


def plot(*rows: DotRow, low: float = 1, high: float = 5) -> ET.Element:
    return ET.fromstring(dot_plot(rows, low=low, high=high, labels=LABELS))


def texts(picture: ET.Element, css_class: str) -> list[str | None]:
    return [t.text for t in picture.iter(f"{SVG}text") if t.get("class") == css_class]


def marks(picture: ET.Element, css_class: str) -> list[ET.Element]:
    """Return the marks of the rows, without the one that stands in the key."""
    return [e for e in picture.iter() if e.get("class") == css_class][1:]


def dots(picture: ET.Element) -> list[tuple[float, float]]:
    return [(float(d.get("cx", "")), float(d.get("cy", ""))) for d in marks(picture, "dp-dot")]


def test_marks_stand_where_the_scale_puts_them() -> None:
    picture = plot(LARK)
    [mean] = marks(picture, "dp-mean")
    [bar] = marks(picture, "dp-bar")
    middle = float(mean.get("x", "")) + float(mean.get("width", "")) / 2
    # The scale runs from 12 to 388 units: a point is 94 of them.
    assert [x for x, _ in dots(picture)] == [106.0, 200.0, 294.0]
    assert (middle, bar.get("x1"), bar.get("x2")) == (200.0, "106", "294")


def test_names_figures_and_whole_points_are_written() -> None:
    picture = plot(LARK, DotRow("Wren", (1.0,), 1.0, None, "1.00"))
    assert texts(picture, "dp-label") == ["Lark", "Wren"]
    assert texts(picture, "dp-value") == ["3.00", "1.00"]
    assert texts(picture, "dp-tick") == ["1", "2", "3", "4", "5"]
    assert texts(picture, "dp-key") == ["One sheet", "Weighted mean", "Spread", "Points"]


def test_picture_says_what_it_shows() -> None:
    picture = plot(LARK)
    ids = {e.get("id"): e.text for e in picture if e.get("id")}
    assert picture.get("role") == "img"
    assert [ids[name] for name in picture.get("aria-labelledby", "").split()] == [
        "Innovation: every juror's view",
        "One line a candidate.",
    ]


def test_two_pictures_on_a_page_keep_their_ids_apart() -> None:
    both = "".join(
        dot_plot([LARK], low=1, high=5, labels=LABELS, plot_id=name) for name in ("a", "b")
    )
    ids = re.findall(r' id="([^"]+)"', both)
    assert ids == ["a-title", "a-desc", "b-title", "b-desc"]


def test_equal_sheets_are_stacked_and_none_is_hidden() -> None:
    spots = dots(plot(DotRow("Lark", (4.0,) * 5, 4.0, 0.0)))
    assert ({x for x, _ in spots}, len({y for _, y in spots})) == ({294.0}, 5)


def test_a_pile_of_equal_sheets_uses_every_lane_alike() -> None:
    heights = [y for _, y in dots(plot(DotRow("Lark", (4.0,) * 10, 4.0, 0.0)))]
    assert sorted(heights.count(y) for y in set(heights)) == [2] * len(LANES)


def test_same_rows_give_the_same_picture_in_any_order_of_jurors() -> None:
    turned = replace(LARK, sheets=tuple(reversed(LARK.sheets)))
    assert dot_plot([turned], low=1, high=5, labels=LABELS) == dot_plot(
        [LARK], low=1, high=5, labels=LABELS
    )


def test_spread_ends_at_the_end_of_the_scale() -> None:
    [bar] = marks(plot(DotRow("Lark", (1.0, 5.0), 4.9, 2.8)), "dp-bar")
    assert bar.get("x2") == "388"


def test_candidate_without_sheets_says_so_and_has_no_marks() -> None:
    picture = plot(DotRow("Wren", (), None, None))
    assert texts(picture, "dp-note") == ["No sheets yet"]
    assert [marks(picture, name) for name in ("dp-dot", "dp-mean", "dp-bar")] == [[], [], []]


def test_no_candidates_say_so() -> None:
    assert texts(plot(), "dp-note") == ["No candidates yet"]


@pytest.mark.parametrize(("more", "note"), [("Three more in the table", None), ("", "+3")])
def test_rows_beyond_the_limit_are_left_out_and_it_says_so(more: str, note: str | None) -> None:
    rows = [LARK] * (MAX_ROWS + 3)
    svg = dot_plot(rows, low=1, high=5, labels=replace(LABELS, more=more))
    picture = ET.fromstring(svg)
    assert len(texts(picture, "dp-label")) == MAX_ROWS
    assert texts(picture, "dp-note") == [note or more]


def test_limit_itself_leaves_nothing_out() -> None:
    assert texts(plot(*[LARK] * MAX_ROWS), "dp-note") == []


def test_everything_lies_inside_the_picture() -> None:
    picture = plot(*[LARK] * 7)
    height = float(picture.get("viewBox", "").split()[3])
    assert max(y for _, y in dots(picture)) + RADIUS + LANES[-1] <= height


def test_long_names_are_shortened_before_they_reach_the_figure() -> None:
    [label] = texts(plot(replace(LARK, label="Enheten för " + "samordning " * 9)), "dp-label")
    assert label == "Enheten för samordning samordning s…"


def test_hostile_words_stay_words() -> None:
    words = "</text><script>alert(1)</script>&\"'\x00\x0b"
    labels = PlotLabels(*[words] * 9)
    row = DotRow(words[:30], (3.0,), 3.0, 0.5, words[:9])
    svg = dot_plot([row, DotRow("b", (), None, None)], low=1, high=5, labels=labels, plot_id='"x')
    picture = ET.fromstring(svg)
    assert picture.find(f".//{SVG}script") is None
    assert texts(picture, "dp-label") == ["</text><script>alert(1)</scrip", "b"]
    assert picture.findtext(f"{SVG}title") == "</text><script>alert(1)</script>&\"'"


def test_picture_needs_neither_script_nor_style() -> None:
    svg = dot_plot([LARK], low=1, high=5, labels=LABELS)
    assert re.findall(r"style|<script|\son\w+=|href", svg) == []


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 10, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]),
        (0, 100, ["0", "10", "20", "30", "40", "50", "60", "70", "80", "90", "100"]),
        (1, 13, ["1", "3", "5", "7", "9", "11", "13"]),
        (0.5, 2.5, ["1", "2"]),
        (0.2, 0.8, []),
    ],
)
def test_scale_has_whole_points_that_can_be_read(low: float, high: float, ticks: list[str]) -> None:
    assert texts(plot(low=low, high=high), "dp-tick") == []
    row = DotRow("Lark", (low, high), high, None)
    assert texts(plot(row, low=low, high=high), "dp-tick") == ticks


@pytest.mark.parametrize(("low", "high"), [(5, 1), (1, 1), (1, math.inf), (math.nan, 5)])
def test_scale_without_length_is_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="from a lower to a higher number"):
        plot(low=low, high=high)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (replace(LARK, sheets=(0.9,)), "A mean of “Lark” is not on the scale 1–5."),
        (replace(LARK, mean=5.1), "A mean of “Lark” is not on the scale 1–5."),
        (replace(LARK, sheets=(math.nan,)), "A mean of “Lark” is not on the scale 1–5."),
        (replace(LARK, spread=math.nan), "The spread of “Lark” is not a number of 0 or more."),
        (replace(LARK, spread=-1.0), "The spread of “Lark” is not a number of 0 or more."),
    ],
)
def test_figures_that_cannot_be_are_refused_not_drawn(row: DotRow, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plot(row)


def test_rounding_beyond_the_scale_is_drawn_at_its_end() -> None:
    assert [x for x, _ in dots(plot(DotRow("Lark", (5.0 + 1e-9,), 5.0, None)))] == [388.0]


@given(st.lists(st.floats(1, 5), min_size=1, max_size=25))
@settings(deadline=None, max_examples=50)
def test_every_sheet_has_its_dot_inside_its_row(sheets: list[float]) -> None:
    spots = dots(plot(DotRow("Lark", sheets, None, None)))
    expected = [float(f"{12 + (mean - 1) * 94:.5g}") for mean in sorted(sheets)]
    assert [x for x, _ in spots] == pytest.approx(expected, abs=0.01)
    assert max(y for _, y in spots) - min(y for _, y in spots) <= LANES[-1] - LANES[-2]
