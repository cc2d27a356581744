"""Score sheets on paper: a cover, then each candidate's text with boxes to tick, as PDF/UA-1.

Knows no database and no web: every word comes from the caller, in the juror's language, and what is
not in a `Paper` is not on paper. Each sheet counts its own pages, so that it can be taken out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

MOST_SHEETS = 100
"""So many sheets are printed at once: a sheet takes some 4 MB while the paper is put together."""
MOST_IN_A_ROW = 6
"""So many scores have room for their words; those of longer scales stand on the cover."""


@dataclass(frozen=True)
class PaperCriterion:
    """A row of boxes: score → its words, "" where it has none."""

    name: str
    levels: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class PaperSheet:
    """A candidate under the code name, and the sheet's address as its code."""

    code_name: str
    award: str
    code: str
    place: str
    sections: Sequence[tuple[str, str]]
    """Heading and text of each part."""


@dataclass(frozen=True)
class PaperWords:
    """The paper's own words in the juror's language."""

    criterion: str
    abstain: str
    reasons: str
    reason: str
    candidate: str
    award: str
    page: tuple[str, str, str]
    """What stands before the page's number, between it and how many there are, and after."""
    how: Sequence[str]
    own: str


@dataclass(frozen=True)
class Paper:
    """Everything that is printed."""

    language: str
    title: str
    programme: str
    facts: Sequence[tuple[str, str]]
    accent: str
    reason_on_each: bool
    criteria: Sequence[PaperCriterion]
    sheets: Sequence[PaperSheet]
    words: PaperWords

    def as_told(self) -> dict[str, Any]:
        """Return it as an order holds it."""
        return asdict(self)


def print_paper(paper: Mapping[str, Any], *, fonts: Path, done: Callable[[int], None]) -> bytes:
    """Return the paper as one PDF; `done` hears how many sheets are set."""
    # Reading WeasyPrint in takes half a second: only who prints waits for it.
    from awards.core.press.fonts import press_fonts
    from awards.core.press.printing import INK, TEMPLATES, press

    faces = [(face, file.as_uri()) for face, file in press_fonts(fonts).items()]
    short = all(len(one["levels"]) <= MOST_IN_A_ROW for one in paper["criteria"])
    template = TEMPLATES.get_template("print/scores.html")
    css = TEMPLATES.get_template("print/scores.css").render(paper=paper, faces=faces, ink=INK)
    parts = (
        template.render(paper=paper, short=short, sheet=one) for one in (None, *paper["sheets"])
    )
    return press(fonts).bind(parts, css=css, done=lambda parts_set: done(parts_set - 1))
