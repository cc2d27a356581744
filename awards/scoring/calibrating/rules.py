"""When a calibration text may change, who sees how the jury scored it, and what that says. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from awards.core.errors import Closed, Conflict, WrongInput
from awards.core.languages import N_
from awards.programmes.models import Phase
from awards.scoring.rules import Marks

FEWEST = 3
"""So many must have handed in before anybody sees how, and so many more before they see more."""

_OVER = frozenset({Phase.DELIBERATION, Phase.DECIDED, Phase.ANNOUNCED})


class TextStays(Conflict):
    """Somebody has begun to score the text: the next ones must read the same."""

    message = N_(
        "A juror has begun to score this text, so it stays the same for everybody. Take it away"
        " first if you want another one."
    )


class NothingWritten(WrongInput):
    """A calibration text without a word."""

    message = N_("Write at least one of the texts, so that the jury has something to score.")


class TooLateToChoose(Closed):
    """Scoring has closed."""

    message = N_("Scoring has closed. A calibration text is of use only before and while scoring.")


def require_choosable(phase: Phase) -> None:
    """Raise TooLateToChoose once scoring has closed."""
    if phase in _OVER:
        raise TooLateToChoose


def require_untouched(begun: int) -> None:
    """Raise TextStays when a juror has begun."""
    if begun:
        raise TextStays


class Apart(StrEnum):
    """How far a jury's marks on one criterion lie apart."""

    CLOSE = "close"
    SOME = "some"
    FAR = "far"


@dataclass(frozen=True)
class Spread:
    """What a jury gave on one criterion."""

    criterion_id: str
    marks: tuple[int, ...]
    """Everybody's, the lowest first; nothing tells whose is which."""
    abstained: int
    own: int | None
    """The mark of whoever asks; none when they abstained."""

    @property
    def width(self) -> int:
        """How many points lie between the lowest and the highest."""
        return self.marks[-1] - self.marks[0] if self.marks else 0

    def apart(self, low: int, high: int) -> Apart:
        """Say how far apart: a quarter of the scale is close, more than half of it is far."""
        share = self.width / (high - low)
        if share <= 1 / 4:
            return Apart.CLOSE
        return Apart.SOME if share <= 1 / 2 else Apart.FAR


def shown_of(handed_in: Sequence[Marks]) -> Sequence[Marks]:
    """Return whose marks are shown, of those handed in, the first ones first: three at a time.

    Were they shown one by one, whoever looks before and after somebody hands in would know theirs.
    """
    return handed_in[: len(handed_in) // FEWEST * FEWEST]


def spreads_of(criteria: Sequence[str], jury: Collection[Marks], own: Marks) -> list[Spread]:
    """Return what a jury gave, criterion by criterion; `jury` has those that are shown."""
    return [
        Spread(
            criterion_id=one,
            marks=tuple(sorted(v for marks in jury if (v := marks.get(one)) is not None)),
            abstained=sum(one in marks and marks[one] is None for marks in jury),
            own=own.get(one),
        )
        for one in criteria
    ]


def widest(spreads: Sequence[Spread]) -> Spread | None:
    """Return where the jury lies farthest apart; the first of equals, none without a mark."""
    return max((s for s in spreads if s.marks), key=lambda s: s.width, default=None)
