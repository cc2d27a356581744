"""How large each text of a certificate is set: beautiful when short, on one page when long.

In: the texts and the font files. Out: sizes in points, widths and gaps in mm. Its question: how
does this certificate look at its best on one page? The same texts always give the same answer.
Widths are sums of advance widths, without kerning, so a little generous.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from pathlib import Path

from fontTools.ttLib import TTFont

from awards.core.press.fonts import DISPLAY, ITALIC, REGULAR, Face

MM_PER_POINT = 25.4 / 72

MEASURE_MM = 237.0  # the longest line
ROW_GAP_MM = 2.0  # between rows of members
CITATION_LINES = 5
MOST_IN_A_ROW = 5

# Line heights, in sizes. The style sheet takes them from here.
WORD_LINE = 1.1
NAME_LINE = 1.16
CITATION_LINE = 1.42
MEMBER_LINE = 1.2
TITLE_SHARE = 0.86  # size of a member's title, of the name's

_WORD_PT = (96, 88, 80, 72, 64, 56, 48, 40, 32, 26)
_NAME_PT = (42, 38, 34, 30, 26, 22, 19, 17)
_LEAST_HEADING_PT = 26  # smaller than this, two lines are better than one
_MOST_GAP_MM = 8.0
_DESCENT = 0.12  # what a descender takes of the space under the word, in sizes
_SMALL_CAPS = 0.95  # width of a tracked small capital, of the capital's


@dataclass(frozen=True)
class Block:
    """How a text is set: size in points, longest line in millimetres, number of lines."""

    points: float
    width_mm: float
    lines: int = 0


# Smaller type may run wider.
_CITATIONS = (
    *(
        Block(17, 158),
        Block(16, 166),
        Block(15, 174),
        Block(14, 182),
        Block(13, 190),
        Block(12, 198),
    ),
    *(
        Block(11.5, 206),
        Block(11, 214),
        Block(10.5, 222),
        Block(10, 230),
        Block(9, 237),
        Block(8, 237),
    ),
)


@dataclass(frozen=True)
class Step:
    """One step of making room: the most that each text may take, and the least gap (mm) to accept.

    citation counts from the largest citation setting. word_top_mm and bottom_mm bound the texts
    between the programme's name and the space for signatures, from the page's upper edge.
    """

    word_pt: float
    name_pt: float
    member_pt: float
    citation: int
    least_gap_mm: float
    emblem_mm: float = 16.0
    word_top_mm: float = 46.0
    bottom_mm: float = 156.0
    line_mm: float = 6.8


_STEPS = (
    Step(96, 42, 11.5, 0, 5.0),
    Step(96, 38, 11.5, 1, 4.6),
    Step(88, 38, 11.5, 2, 4.4),
    Step(80, 34, 11, 3, 4.0),
    Step(72, 30, 11, 4, 3.6),
    Step(64, 30, 10.5, 5, 3.4),
    Step(64, 26, 10.5, 6, 3.0, 13.0, 42.0, 158.0, 6.2),
    Step(56, 26, 10, 7, 2.6, 12.0, 40.0, 160.0, 6.0),
    Step(48, 22, 9.5, 8, 2.2, 11.0, 38.0, 161.0, 5.6),
    Step(40, 19, 9, 9, 1.8, 11.0, 37.0, 162.0, 5.2),
    Step(32, 17, 8.5, 10, 0.0, 10.0, 36.0, 163.0, 5.0),
)


@dataclass(frozen=True)
class Copy:
    """The texts that decide the sizes, as they will be read; absent ones are empty."""

    word: str
    lines_under_word: int
    name: str
    lines_under_name: tuple[str, ...]
    members: tuple[tuple[str, str], ...]
    citation: str


@dataclass(frozen=True)
class Fit:
    """The sizes found: points where it says pt, millimetres where it says mm."""

    step: Step
    word: Block
    word_drop_mm: float
    name: Block
    citation: Block
    cell_mm: float
    gap_mm: float
    middle_top_mm: float


class Ruler:
    """Measures text in one static font file."""

    def __init__(self, file: Path) -> None:
        with TTFont(file, lazy=True) as font:
            advances, em = font["hmtx"].metrics, font["head"].unitsPerEm
            self._widths: dict[int, float] = {
                code: advances[glyph][0] / em for code, glyph in font.getBestCmap().items()
            }

    def width_mm(self, text: str, points: float) -> float:
        """Return the width of `text` on one line; unknown characters count 0.6 of the size."""
        return sum(self._widths.get(ord(char), 0.6) for char in text) * points * MM_PER_POINT

    def count_lines(self, text: str, points: float, width_mm: float) -> int:
        """Return how many lines `text` fills, broken between words (and in too long ones)."""
        scale = points * MM_PER_POINT
        space = self.width_mm(" ", points)
        lines, used = 0, width_mm
        for em in _word_ems(self, text):
            wide = em * scale
            if used + space + wide <= width_mm:
                used += space + wide
            else:
                extra = max(ceil(wide / width_mm), 1)
                lines, used = lines + extra, wide - (extra - 1) * width_mm
        return lines


@lru_cache(maxsize=64)  # one certificate asks for the same few texts again and again
def _word_ems(face: Ruler, text: str) -> tuple[float, ...]:
    """Return the width of each word, in sizes."""
    return tuple(face.width_mm(word, 1 / MM_PER_POINT) for word in text.split())


@lru_cache(maxsize=16)
def ruler(file: Path) -> Ruler:
    """Return the ruler of a font file; a file never changes under its name."""
    return Ruler(file)


def fit(copy: Copy, fonts: Mapping[Face, Path]) -> Fit:
    """Return the first setting that leaves air enough, else the smallest there is."""
    tried = (_try(copy, fonts, step) for step in _STEPS)
    airy = (found for found in tried if found.gap_mm >= found.step.least_gap_mm)
    return next(airy)  # the last step takes any gap


def _try(copy: Copy, fonts: Mapping[Face, Path], step: Step) -> Fit:
    """Set everything within the limits of one step and share out the room that is left."""
    display, regular = ruler(fonts[DISPLAY]), ruler(fonts[REGULAR])
    word = _heading(display, copy.word, [size for size in _WORD_PT if size <= step.word_pt])
    name = _heading(display, copy.name, [size for size in _NAME_PT if size <= step.name_pt])
    citation = _citation(ruler(fonts[ITALIC]), copy.citation, step.citation)
    cell_mm, members_mm = _members(regular, copy.members, step.member_pt)
    drop_mm = round(word.points * _DESCENT * MM_PER_POINT, 2) if _descends(copy.word) else 0.0
    under_word_mm = drop_mm + copy.lines_under_word * step.line_mm
    top_mm = step.word_top_mm + _height(word, WORD_LINE) + under_word_mm
    under_name = sum(
        regular.count_lines(text, step.line_mm * 2, MEASURE_MM) for text in copy.lines_under_name
    )
    used_mm = (
        (1 + under_name) * step.line_mm
        + _height(name, NAME_LINE)
        + members_mm
        + _height(citation, CITATION_LINE)
    )
    # In gaps: over and under the verb, over the members, over the citation, under everything.
    gaps = 1.5 + bool(copy.members) + 1.5 * bool(copy.citation) + 1
    gap_mm = (step.bottom_mm - top_mm - used_mm) / gaps
    return Fit(
        step=step,
        word=word,
        word_drop_mm=drop_mm,
        name=name,
        citation=citation,
        cell_mm=cell_mm,
        gap_mm=round(min(max(gap_mm, 0.0), _MOST_GAP_MM), 2),
        middle_top_mm=round(top_mm + max(0.0, gap_mm - _MOST_GAP_MM) * gaps / 2, 2),
    )


def _height(block: Block, line: float) -> float:
    """Return the height of a block in millimetres; `line` is its line height, in sizes."""
    return block.lines * block.points * line * MM_PER_POINT


def _descends(word: str) -> bool:
    """Whether a letter of the word reaches far below the line."""
    return any(char in "gjpqyQJ,;" for char in word)


def _heading(display: Ruler, text: str, sizes: Sequence[float]) -> Block:
    """Return the largest setting on one line, else on two, else on as many as it takes."""
    counted = [(size, max(display.count_lines(text, size, MEASURE_MM), 1)) for size in sizes]
    one_line = [size for size, lines in counted if lines == 1 and size >= _LEAST_HEADING_PT]
    two_lines = [size for size, lines in counted if lines <= 2]  # noqa: PLR2004
    points = next(iter([*one_line, *two_lines, sizes[-1]]))
    return _drawn_in(display, text, Block(points, MEASURE_MM, dict(counted)[points]))


def _citation(italic: Ruler, text: str, first: int) -> Block:
    """Return how a citation is set in at most five lines, else in the smallest type there is."""
    counted = [
        Block(line.points, line.width_mm, italic.count_lines(text, line.points, line.width_mm))
        for line in _CITATIONS[first:]
    ]
    fitting = (block for block in counted if block.lines <= CITATION_LINES)
    return _drawn_in(italic, text, next(fitting, counted[-1]))


def _drawn_in(face: Ruler, text: str, block: Block) -> Block:
    """Return the block as narrow as its number of lines allows: lines of like length."""
    low, high = block.width_mm * 0.4, block.width_mm
    while high - low > 1:
        middle = (low + high) / 2
        if face.count_lines(text, block.points, middle) <= block.lines:
            high = middle
        else:
            low = middle
    # Some air, so that what fitted by sums fits when it is set; one line has the whole measure.
    width_mm = min(high * 1.015, MEASURE_MM) if block.lines > 1 else MEASURE_MM
    return Block(block.points, round(width_mm, 1), block.lines)


def _members(
    regular: Ruler, members: tuple[tuple[str, str], ...], points: float
) -> tuple[float, float]:
    """Return the width of one member's cell and the height of all rows, in millimetres."""
    if not members:
        return 0.0, 0.0
    rows = ceil(len(members) / MOST_IN_A_ROW)
    in_a_row = ceil(len(members) / rows)
    cell_mm = round(min(MEASURE_MM / in_a_row, 60.0), 2)
    starts = range(0, len(members), in_a_row)
    heights = [
        max(_cell(regular, member, points, cell_mm - 3) for member in members[at : at + in_a_row])
        for at in starts
    ]
    return cell_mm, sum(heights) + (rows - 1) * ROW_GAP_MM


def _cell(regular: Ruler, member: tuple[str, str], points: float, width_mm: float) -> float:
    """Return the height in millimetres of one member's name over title."""
    name, title = member
    names = regular.count_lines(name, points, width_mm)
    titles = regular.count_lines(title.upper(), points * TITLE_SHARE * _SMALL_CAPS, width_mm)
    return (names + titles * TITLE_SHARE) * MEMBER_LINE * points * MM_PER_POINT
