"""Working a plan out: from a round to what is stored of it. Nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awards.juries.models import PanelSeat
from awards.juries.routing import Plan, route
from awards.juries.routing.problem import Booleans, Relaxation
from awards.programmes.models import Award
from awards.scoring.routing.reading import round_of
from awards.scoring.routing.round import Round
from awards.triage.models import Candidate

INLINE = 20_000
"""Candidates times jurors up to which a plan is worked out while the coordinator waits."""


@dataclass(frozen=True)
class Planned:
    """A plan as it is stored with its run."""

    stamp: str
    plan: dict[str, list[str]]
    """Juror → candidates."""
    figures: dict[str, Any]


def is_small(session: Session, awards: Sequence[Award]) -> bool:
    """Say whether a plan for these awards is there in less than a second."""
    ids = [award.id for award in awards]
    candidates = select(func.count()).where(Candidate.award_id.in_(ids))
    jurors = select(func.count(PanelSeat.person_id.distinct())).where(PanelSeat.award_id.in_(ids))
    return (session.scalar(candidates) or 0) * (session.scalar(jurors) or 0) <= INLINE


def plan_for(session: Session, awards: Sequence[Award], *, readers: int, seed: int) -> Planned:
    """Work out who reads what in some awards of an edition: the same for the same round."""
    known = round_of(session, awards, readers)
    plan = route(known.problem(seed))
    return Planned(known.stamp, _pairs(known, plan.reads), _figures(known, plan))


def _pairs(known: Round, reads: Booleans) -> dict[str, list[str]]:
    return {
        juror.id: [known.candidates[row].id for row in reads[:, column].nonzero()[0]]
        for column, juror in enumerate(known.jurors)
    }


def _figures(known: Round, plan: Plan) -> dict[str, Any]:
    """Return what the plan is like, with ids: it is shown later, when the round may be another."""
    missing = {
        known.candidates[row].id: int(plan.missing[row]) for row in plan.missing.nonzero()[0]
    }
    return {
        "missing": missing,
        "why": {key: _why(known, known.row[key], plan) for key in missing},
        "dropped": plan.dropped,
        "unlevel": plan.unlevel,
        "away": plan.away,
        "connected": plan.connected,
        "ways_out": [_way_out(known, way) for way in plan.relaxations],
    }


def _why(known: Round, row: int, plan: Plan) -> str:
    """Return why a candidate lacks readers: a key of `wording.WHY`."""
    may = known.allowed[row]
    if may.sum() < plan.missing[row] + plan.reads[row].sum():
        return "too-few"
    if known.own[row][may].all():
        return "own-administration"
    return "limits"


def _way_out(known: Round, way: Relaxation) -> dict[str, Any]:
    return {
        "fewer_readers": {known.candidates[row].id: number for row, number in way.fewer_readers},
        "more_load": {known.jurors[column].id: number for column, number in way.more_load},
    }
