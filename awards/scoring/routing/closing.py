"""What is missing when scoring closes with unfinished sheets, and what that does to the results."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from awards.juries.routing.connected import parts_of
from awards.programmes.models import Award
from awards.scoring.routing.round import Pair, Round


@dataclass(frozen=True)
class Lacking:
    """A candidate that would go into the results with fewer readers than it was to have."""

    award: Award
    code_name: str
    finished: int
    missing: int


@dataclass(frozen=True)
class Missing:
    """All that would be missing, the worst first."""

    candidates: Sequence[Lacking]
    apart: Sequence[Award]
    """Awards in which some candidates share no chain of readers with the others."""

    @property
    def unread(self) -> int:
        """Candidates that nobody has finished: they get no place."""
        return sum(one.finished == 0 for one in self.candidates)

    @property
    def alone(self) -> int:
        """Candidates whose place rests on one juror."""
        return sum(one.finished == 1 for one in self.candidates)

    @property
    def sheets(self) -> int:
        """Readings that are not finished."""
        return sum(one.missing for one in self.candidates)


@dataclass(frozen=True)
class SheetStates:
    """How far the sheets of a round have come, and how many jurors have begun ones."""

    handed_in: int = 0
    begun: int = 0
    jurors: int = 0


def sheet_states_in(known: Round) -> SheetStates:
    """Count a round's sheets, for whoever closes scoring before its time."""
    jurors = {juror for juror, _ in known.begun}
    return SheetStates(len(known.finished), len(known.begun), len(jurors))


def missing_in(known: Round) -> Missing:
    """Return what is missing in a round if it ended now."""
    awards = {award.id: award for award in known.awards}
    there = frozenset(pair for pair in known.finished if pair[1] in known.row)
    finished = Counter(candidate for _, candidate in there)
    lacks = Counter(candidate for _, candidate in (known.readings | known.lent) - there)
    found = [
        Lacking(awards[one.award_id], one.code_name, finished[one.id], lacks[one.id])
        for one in known.candidates
        if lacks[one.id] or not finished[one.id]
    ]
    found.sort(key=lambda one: (one.finished, -one.missing, one.award.position, one.code_name))
    apart = [award for award in known.awards if not _hangs_together(known, there, award)]
    return Missing(found, apart)


def without_a_jury(known: Round) -> list[Award]:
    """Return the awards of a round on which nobody sits who votes."""
    judged = {award_id for one in known.voters for award_id in one.award_ids}
    return [award for award in known.awards if award.id not in judged]


def _hangs_together(known: Round, finished: frozenset[Pair], award: Award) -> bool:
    """Say whether those candidates of an award that somebody has finished can be compared."""
    read = {pair[1] for pair in finished}
    rows = [one.id for one in known.candidates if one.award_id == award.id and one.id in read]
    jurors = sorted({pair[0] for pair in finished})
    table = np.array([[(j, one) in finished for j in jurors] for one in rows], bool)
    return len(rows) < 2 or int(parts_of(table).max()) == 0  # noqa: PLR2004 - nothing to compare
