"""The lines of reach, small numbers hidden. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST = 5
"""A number of people below this is not told: who they are could be worked out."""


@dataclass(frozen=True)
class Line:
    """One organisation. What is hidden is None; `few` says that there are one to four."""

    name: str
    people: int | None
    nominations: int | None
    few: bool = False

    @property
    def rate(self) -> float | None:
        """Nominations for every hundred who work there, where both may be told."""
        if not self.people or self.nominations is None:
            return None
        return 100 * self.nominations / self.people

    @property
    def never(self) -> bool:
        """Whether nobody there has been nominated."""
        return self.nominations == 0


@dataclass(frozen=True)
class Reach:
    """The lines to show, and how many organisations are too small to stand there at all."""

    lines: Sequence[Line]
    too_small: int


def reach_of(
    organisations: Iterable[tuple[str, frozenset[str]]],
    people: Mapping[str, int],
    nominations: Iterable[tuple[str, str]],
) -> Reach:
    """Return the lines: nobody nominated first (the largest on top), then few, then by rate.

    `organisations` are names with the ids of their units, `people` counts by unit, `nominations`
    are pairs of unit and nomination. One that is about two organisations counts in both. An
    organisation of one to four people has no line; of none, only the directory says nothing.
    """
    by_unit: dict[str, set[str]] = {}
    for unit_id, nomination_id in nominations:
        by_unit.setdefault(unit_id, set()).add(nomination_id)
    lines, too_small = [], 0
    for name, units in organisations:
        heads = sum(people.get(unit_id, 0) for unit_id in units)
        if 0 < heads < LEAST:
            too_small += 1
            continue
        number = len(set().union(*(by_unit.get(unit_id, set()) for unit_id in units)))
        few = 0 < number < LEAST
        lines.append(Line(name, heads or None, None if few else number, few))
    return Reach(sorted(lines, key=_place), too_small)


def _place(line: Line) -> tuple[int, float, int, str]:
    """Order without telling more than the lines do: among the few, by people only."""
    group = 0 if line.never else 1 if line.few else 2
    rate = line.rate if group == 2 and line.rate is not None else 0.0  # noqa: PLR2004
    return group, rate, -(line.people or 0), line.name
