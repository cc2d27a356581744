"""What people have said about the candidates of some awards, as pairs: one query for everybody."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from sqlalchemy import (
    CompoundSelect,
    Select,
    String,
    bindparam,
    false,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from awards.juries.models import Answer, ConflictStatement, Ground
from awards.juries.queries.sight import Earlier, opens
from awards.triage.closeness import merged_candidates
from awards.triage.models import Candidate, CandidateNomination
from awards.triage.twins.models import Merger

Pair = tuple[str, str]
"""A person and a candidate."""


@dataclass(frozen=True)
class Said:
    """Who has said what, each as (person, candidate)."""

    opened: frozenset[Pair]
    """Their word lets them read, by the predicate that their pages ask: `sight.opens`."""
    freed: frozenset[Pair]
    """The coordinator has decided that there is no conflict."""
    stated: frozenset[Pair]
    """A conflict, or the suspicion of one."""
    conflicted: frozenset[Pair]
    before: dict[Pair, Ground]
    """A conflict with a candidate that is part of this one now, and its ground."""

    @property
    def closed(self) -> frozenset[Pair]:
        """What nobody may read, because of what they have said: the same as `sight.barred`."""
        return self.stated | (frozenset(self.before) - self.freed)


def said_in(session: Session, award_ids: Collection[str], people: Collection[str]) -> Said:
    """Return what some people have said; of everybody else only stated conflicts.

    Those are needed where a superior's conflict counts for whom they lead.
    """
    rows = session.execute(_both(), {"awards": list(award_ids), "people": list(people)}).all()
    now = [row for row in rows if row.answer is not None]
    return Said(
        opened=frozenset((row.person_id, row.id) for row in now if row.opened),
        freed=frozenset(
            (row.person_id, row.id) for row in now if row.answer is Answer.NONE and row.decided
        ),
        stated=frozenset((row.person_id, row.id) for row in now if row.answer is not Answer.NONE),
        conflicted=frozenset(
            (row.person_id, row.id) for row in now if row.answer is Answer.CONFLICTED
        ),
        before={
            (row.person_id, row.id): row.ground or Ground.OTHER
            for row in rows
            if row.answer is None
        },
    )


_AWARDS = bindparam("awards", type_=String(), expanding=True)
_PEOPLE = bindparam("people", type_=String(), expanding=True)


@cache
def _both() -> CompoundSelect[*tuple[object, ...]]:
    """Built once: pages ask it again and again."""
    return union_all(_now(), _before())


def _now() -> Select[*tuple[object, ...]]:
    person = ConflictStatement.person_id
    return (
        select(
            person,
            Candidate.id,
            ConflictStatement.answer,
            ConflictStatement.ground,
            ConflictStatement.decided_by_id.is_not(None).label("decided"),
            opens(person).label("opened"),
        )
        .join(Candidate, Candidate.id == ConflictStatement.candidate_id)
        .where(
            Candidate.award_id.in_(_AWARDS),
            or_(person.in_(_PEOPLE), ConflictStatement.answer == Answer.CONFLICTED),
        )
    )


def _before() -> Select[*tuple[object, ...]]:
    return (
        merged_candidates()
        .join(Earlier, Earlier.candidate_id == Merger.former_id)
        .join(Candidate, Candidate.id == CandidateNomination.candidate_id)
        .where(
            Earlier.person_id.in_(_PEOPLE),
            Earlier.answer != Answer.NONE,
            Candidate.award_id.in_(_AWARDS),
        )
        .with_only_columns(
            Earlier.person_id, Candidate.id, null(), Earlier.ground, false(), false()
        )
    )
