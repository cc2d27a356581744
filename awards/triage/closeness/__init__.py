"""Facts that bring a person close to a candidate, told as ids and grounds.

The juries ask here, because they themselves may not read nominations. A fact is a reason to ask,
never a verdict: a person decides. Names leave only as the evidence that a coordinator is shown.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from awards.triage.closeness.finding import evidence_for
from awards.triage.closeness.kinds import WEIGHT, Asked, Closeness, Evidence, Fact
from awards.triage.closeness.likeness import Names
from awards.triage.closeness.reading import OnFile, read
from awards.triage.models import CandidateNomination
from awards.triage.twins.models import Merger

__all__ = [
    "Asked",
    "Close",
    "Closeness",
    "Evidence",
    "Fact",
    "closeness_of",
    "merged_candidates",
]


@dataclass(frozen=True)
class Close:
    """Some people, and what is on file about the candidates of some awards of one edition.

    Names are compared however they are written, addresses without regard to case and spacing;
    withdrawn nominations count for nothing.
    """

    people: tuple[Asked, ...]
    on_file: OnFile | None
    """None where there is nobody, or no award, to look at."""

    def facts(self) -> list[Fact]:
        """Return at most one fact, the weightiest, for each person and candidate."""
        found: dict[tuple[str, str], Closeness] = {}
        for one in self._found():
            pair = (one.person_id, one.candidate_id)
            found[pair] = min(one.ground, found.get(pair, one.ground), key=WEIGHT.__getitem__)
        return [Fact(*pair, ground) for pair, ground in sorted(found.items())]

    def evidence(self) -> list[Evidence]:
        """Return every fact for each person and candidate, the weightiest first, with its words.

        The words name people. They are for whoever runs the round, and never for a juror.
        """
        found = set(self._found())
        return sorted(found, key=lambda e: (e.person_id, e.candidate_id, WEIGHT[e.ground], e.words))

    def _found(self) -> Iterator[Evidence]:
        if self.on_file is None:
            return
        nominees, nominators = Names(self.on_file.names), Names(self.on_file.nominators)
        for person in self.people:
            yield from evidence_for(person, self.on_file, nominees, nominators)

    def superiors(self) -> dict[str, set[str]]:
        """Return person → the ids of all who lead them, however far up."""
        if self.on_file is None:
            return {}
        units = self.on_file.organisation
        return {
            one.id: {unit.manager_id for unit in units.upwards(one.org_unit_id) if unit.manager_id}
            - {one.id}
            for one in self.people
        }


def closeness_of(session: Session, award_ids: Collection[str], people: Iterable[Asked]) -> Close:
    """Read what connects people with the candidates of some awards of one edition.

    The same three queries for one person and candidate as for all.
    """
    everybody = tuple(people)
    return Close(everybody, read(session, award_ids) if award_ids and everybody else None)


def merged_candidates() -> Select[str]:
    """Select the ids of candidates that hold nominations merged into them; join on `Merger`.

    A row for every candidate such a nomination was part of before, however often it was merged on.
    """
    return (
        select(CandidateNomination.candidate_id)
        .join(Merger, Merger.nomination_id == CandidateNomination.nomination_id)
        .where(Merger.ended_at.is_(None), Merger.former_id != CandidateNomination.candidate_id)
    )
