"""How large each text of a certificate is set, so that it is beautiful when short and fits when long.

In: the texts and the font files. Out: sizes in points, widths and gaps in millimetres. Which question
it answers: what does this certificate look like at its best on one page? The same texts always get
the same answer. Widths are sums of advance widths, without kerning, so a little generous.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from pathlib import Path

from fontTools.ttLib import TTFont

from awards.certificates.fonts import DISPLAY, ITALIC, REGULAR, Face

MM_PER_POINT = 25.4 / 72

# The page's plan in millimetres from its top edge; the style sheet repeats none of these.
WORD_TOP_MM = 45.5
MIDDLE_BOTTOM_MM = 156.0
MEASURE_MM = 233.0
ROW_GAP_MM = 2.0

# Line heights, in sizes.
WORD_LINE = 1.1
NAME_LINE = 1.16
CITATION_LINE = 1.42

CITATION_LINES = 5
MOST_IN_A_ROW = 5

_NAME_PT = (42, 38, 34, 30, 26, 22, 19)
_WORD_PT = (96, 88, 80, 72, 64, 56, 48, 40, 32, 26)
_LEAST_GAP_MM = 2.4
_MOST_GAP_MM = 8.0
_MEMBER_PT = 11.5
_TITLE_SHARE = 0.86  # a member's title, of the member's name
_SMALL_CAPS = 0.84  # width of a small capital with its tracking, of the capital's


@dataclass(frozen=True)
class Line:
    """A citation's candidate setting: size in points, longest line in millimetres."""

    points: float
    width_mm: float


# Smaller type may run wider.
_CITATIONS = (
    *(Line(17, 158), Line(16, 166), Line(15, 174), Line(14, 182), Line(13, 190), Line(12, 198)),
    *(Line(11.5, 206), Line(11, 214), Line(10.5, 222), Line(10, 230), Line(9, 233), Line(8, 233)),
)
# How room is made, step by step: the largest word and name, and the first citation still considered.
_STEPS = ((96, 42, 0), (88, 38, 1), (80, 34, 2), (72, 30, 4), (64, 26, 6), (56, 22, 7), (48, 19, 9))


@dataclass(frozen=True)
class Copy:
    """The texts that decide the sizes, as they will be read; absent ones are empty."""

    word: str
    lines_under_word: int
    name: str
    lines_under_name: int
    members: tuple[tuple[str, str], ...]
    citation: str


@dataclass(frozen=True)
class Fit:
    """The sizes found: points where it says pt, millimetres where it says mm."""

    word_pt: float
    name_pt: float
    name_lines: int
    citation_pt: float
    citation_mm: float
    citation_lines: int
    member_pt: float
    cell_mm: float
    gap_mm: float
    middle_top_mm: float


class Ruler:
    """Measures text in one static font file."""

    def __init__(self, file: Path) -> None:
        with TTFont(file, lazy=True) as font:
            advances = font["hmtx"].metrics
            em = font["head"].unitsPerEm
            self._widths = {
                code: advances[glyph][0] / em for code, glyph in font.getBestCmap().items()
            }

    def width_mm(self, text: str, points: float) -> float:
        """Return the width of `text` on one line; an unknown character counts as 0.6 of the size."""
        return sum(self._widths.get(ord(char), 0.6) for char in text) * points * MM_PER_POINT

    def count_lines(self, text: str, points: float, width_mm: float) -> int:
        """Return how many lines `text` fills when it is broken between words (and in longer ones)."""
        space = self.width_mm(" ", points)
        lines, used = 0, width_mm
        for word in text.split():
            wide = self.width_mm(word, points)
            if used + space + wide <= width_mm:
                used += space + wide
            else:
                extra = max(ceil(wide / width_mm), 1)
                lines, used = lines + extra, wide - (extra - 1) * width_mm
        return lines


@lru_cache(maxsize=16)
def ruler(file: Path) -> Ruler:
    """Return the ruler of a font file; files never change under their name."""
    return Ruler(file)


def fit(copy: Copy, fonts: Mapping[Face, Path]) -> Fit:
    """Return the first setting that fits the page, else the smallest there is."""
    found = None
    for step in _STEPS:
        found, fits = _try(copy, fonts, *step)
        if fits:
            return found
    assert found is not None
    return found


def _try(
    copy: Copy, fonts: Mapping[Face, Path], word_cap: float, name_cap: float, first: int
) -> tuple[Fit, bool]:
    """Set everything within these limits; True when it leaves at least the least gaps."""
    display, italic = ruler(fonts[DISPLAY]), ruler(fonts[ITALIC])
    word_pt = _one_line(display, copy.word, [size for size in _WORD_PT if size <= word_cap])
    word_lines = max(display.count_lines(copy.word, word_pt, MEASURE_MM), 1)
    name_pt = _one_line(display, copy.name, [size for size in _NAME_PT if size <= name_cap])
    name_lines = max(display.count_lines(copy.name, name_pt, MEASURE_MM), 1)
    citation, citation_lines = _citation(italic, copy.citation, first)
    cell_mm, members_mm = _members(ruler(fonts[REGULAR]), copy.members)
    top = WORD_TOP_MM + word_lines * word_pt * WORD_LINE * MM_PER_POINT + copy.lines_under_word * 7
    used = (
        6.5  # the verb
        + name_lines * name_pt * NAME_LINE * MM_PER_POINT
        + copy.lines_under_name * 6.5
        + members_mm
        + citation_lines * citation.points * CITATION_LINE * MM_PER_POINT
    )
    gaps = 1.5 + 1.0 * bool(copy.members) + 1.5 * bool(copy.citation) + 1.0
    gap_mm = (MIDDLE_BOTTOM_MM - top - used) / gaps
    found = Fit(
        word_pt=word_pt,
        name_pt=name_pt,
        name_lines=name_lines,
        citation_pt=citation.points,
        citation_mm=citation.width_mm,
        citation_lines=citation_lines,
        member_pt=_MEMBER_PT,
        cell_mm=cell_mm,
        gap_mm=round(min(max(gap_mm, 0.5), _MOST_GAP_MM), 2),
        middle_top_mm=round(top + max(0.0, (gap_mm - _MOST_GAP_MM) * gaps * 0.5), 2),
    )
    return found, gap_mm >= _LEAST_GAP_MM


def _one_line(display: Ruler, text: str, sizes: Sequence[float]) -> float:
    """Return the largest size that keeps `text` on one line; the smallest when none does."""
    return next((size for size in sizes if display.width_mm(text, size) <= MEASURE_MM), sizes[-1])


def _citation(italic: Ruler, text: str, first: int) -> tuple[Line, int]:
    """Return size and width for a citation of at most five lines, and its number of lines.

    The width is then drawn in as far as the number of lines allows: lines of like length.
    """
    candidates = _CITATIONS[first:]
    counted = [(line, italic.count_lines(text, line.points, line.width_mm)) for line in candidates]
    line, lines = next((pair for pair in counted if pair[1] <= CITATION_LINES), counted[-1])
    low, high = line.width_mm * 0.5, line.width_mm
    while high - low > 1:
        middle = (low + high) / 2
        if italic.count_lines(text, line.points, middle) <= lines:
            high = middle
        else:
            low = middle
    # A millimetre or two of air, so that what fitted by sums fits when it is set.
    return Line(line.points, round(min(high * 1.015, MEASURE_MM), 1)), lines


def _members(regular: Ruler, members: tuple[tuple[str, str], ...]) -> tuple[float, float]:
    """Return the width of one member's cell and the height of all rows, in millimetres."""
    if not members:
        return 0.0, 0.0
    rows = ceil(len(members) / MOST_IN_A_ROW)
    in_a_row = ceil(len(members) / rows)
    cell_mm = round(min(MEASURE_MM / in_a_row, 62.0), 2)
    text_mm = cell_mm - 3
    height = 0.0
    for start in range(0, len(members), in_a_row):
        row = members[start : start + in_a_row]
        names = max(regular.count_lines(name, _MEMBER_PT, text_mm) for name, _ in row)
        title_pt = _MEMBER_PT * _TITLE_SHARE * _SMALL_CAPS
        titles = max(regular.count_lines(title.upper(), title_pt, text_mm) for _, title in row)
        height += (names * 1.2 + titles * 1.2 * _TITLE_SHARE) * _MEMBER_PT * MM_PER_POINT
    return cell_mm, height + (rows - 1) * ROW_GAP_MM
