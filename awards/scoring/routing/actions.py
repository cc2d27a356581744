"""Asking for a plan, applying it, and going back to everybody reading everything."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.errors import NotFound
from awards.core.permissions import Actor
from awards.jobs.registry import enqueue
from awards.juries.routing.models import (
    Assignment,
    AwardRouting,
    RoutingRun,
    RunState,
    Way,
)
from awards.programmes.models import Award, Edition
from awards.scoring.routing import rules
from awards.scoring.routing.asides import bring_back, set_aside
from awards.scoring.routing.planning import Planned
from awards.scoring.routing.reading import awards_of_run, round_of
from awards.scoring.routing.round import Pair, Round
from awards.triage.models import Candidate

MOST_TRIES = 3


def ask(
    session: Session,
    edition: Edition,
    awards: Sequence[Award],
    *,
    readers: int,
    seed: int,
    planned: Planned | None,
    by: Actor,
    at: datetime,
) -> RoutingRun:
    """Keep a plan to be looked at, or ask the job for one; the one before it is dropped.

    Raises RoutingOver when scoring of one of the awards has closed.
    """
    for award in awards:
        rules.require_open(award, at)
    session.execute(
        delete(RoutingRun).where(
            RoutingRun.edition_id == edition.id, RoutingRun.state != RunState.APPLIED
        )
    )
    parameters = {"awards": [award.id for award in awards], "readers": readers, "seed": seed}
    run = RoutingRun(
        edition_id=edition.id, parameters=parameters, asked_at=at, asked_by_id=by.person_id
    )
    session.add(run)
    if planned is None:
        session.flush()
        enqueue(session, "routing.work_out", run.id)
    else:
        keep(session, run, planned)
    return run


def keep(session: Session, run: RoutingRun, planned: Planned) -> None:
    """Write down what was worked out."""
    run.stamp, run.plan, run.figures = planned.stamp, planned.plan, planned.figures
    run.state = RunState.READY
    session.flush()


def give_up(session: Session, run: RoutingRun) -> None:
    """Count a try that broke; after the third, say so."""
    run.tries += 1
    if run.tries >= MOST_TRIES:
        run.state = RunState.FAILED
    session.flush()


def apply(
    session: Session,
    edition: Edition,
    run_id: str,
    *,
    incomplete: bool = False,
    by: Actor,
    at: datetime,
) -> RoutingRun:
    """Let the plan decide who reads what; begun sheets that went elsewhere are set aside.

    Twice is once. `incomplete` says that readers may be missing. Raises NotFound, RoutingOver,
    PlanIsOld, LacksReaders.
    """
    run = _locked(session, edition, run_id)
    if run.state is RunState.APPLIED:
        return run
    awards = awards_of_run(run, edition)
    for award in awards:
        rules.require_open(award, at)
    known = round_of(session, awards, run.parameters["readers"])
    plan = frozenset((juror, one) for juror, reads in run.plan.items() for one in reads)
    if run.state is not RunState.READY or not _still_fits(known, run, plan):
        raise rules.PlanIsOld
    if run.figures["missing"] and not incomplete:
        raise rules.LacksReaders
    gone = _kept_by_leavers(known)
    _replace(session, known, plan | gone, by=by, at=at)
    _mark_routed(session, run, awards, at)
    run.state, run.applied_at, run.applied_by_id = RunState.APPLIED, at, by.person_id
    session.flush()
    _record_applied(session, run, known, plan, by, at)
    return run


def _locked(session: Session, edition: Edition, run_id: str) -> RoutingRun:
    wanted = select(RoutingRun).where(RoutingRun.id == run_id, RoutingRun.edition_id == edition.id)
    run = session.scalars(wanted.with_for_update()).first()
    if run is None:
        raise NotFound
    return run


def _still_fits(known: Round, run: RoutingRun, plan: frozenset[Pair]) -> bool:
    """Say whether the plan was made from what is there, and keeps what was finished meanwhile."""
    finished = {pair for pair in known.finished if pair[0] in known.column}
    return known.stamp == run.stamp and finished <= plan


def _kept_by_leavers(known: Round) -> frozenset[Pair]:
    """Return finished readings of jurors who can read no more: they stand."""
    return frozenset(
        pair for pair in known.finished if pair[0] not in known.column and pair[1] in known.row
    )


def _replace(
    session: Session, known: Round, planned: frozenset[Pair], *, by: Actor, at: datetime
) -> None:
    """Make the assignments of a round what is planned; sheets follow."""
    there = {pair for pair in known.assigned if pair[1] in known.row}
    for person_id, candidate_ids in _by_juror(there - planned).items():
        session.execute(
            delete(Assignment).where(
                Assignment.person_id == person_id, Assignment.candidate_id.in_(candidate_ids)
            )
        )
    fresh = [
        {
            "person_id": person_id,
            "candidate_id": candidate_id,
            "pinned": False,
            "way": Way.ROUTED,
            "assigned_at": at,
        }
        for person_id, candidate_id in sorted(planned - there)
    ]
    if fresh:
        session.execute(insert(Assignment), fresh)
    programme_id = known.awards[0].edition.programme_id
    begun = {pair for pair in known.begun if pair[1] in known.row}
    set_aside(session, begun - planned, by=by, at=at, programme_id=programme_id)
    bring_back(session, planned, by=by, at=at, programme_id=programme_id)


def _by_juror(pairs: Iterable[Pair]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for person_id, candidate_id in pairs:
        found.setdefault(person_id, []).append(candidate_id)
    return found


def _mark_routed(
    session: Session, run: RoutingRun, awards: Collection[Award], at: datetime
) -> None:
    for award in awards:
        row = session.get(AwardRouting, award.id) or AwardRouting(award_id=award.id)
        row.run_id, row.readers, row.applied_at = run.id, run.parameters["readers"], at
        session.add(row)


def _record_applied(  # noqa: PLR0917 - read once, right above
    session: Session,
    run: RoutingRun,
    known: Round,
    plan: frozenset[Pair],
    by: Actor,
    at: datetime,
) -> None:
    """Write a line an award: how many readings are new, gone, and missing."""
    place = {one.id: one.award_id for one in known.candidates}
    before = {pair for pair in known.assigned if pair[1] in place}
    for award in known.awards:
        of_award = [key for key, its in place.items() if its == award.id]
        inside = set(of_award)
        record(
            session,
            "routing.applied",
            subject=f"award:{award.id}",
            by=by,
            at=at,
            programme_id=award.edition.programme_id,
            run_id=run.id,
            assigned=sum(pair[1] in inside for pair in plan - before),
            taken=sum(pair[1] in inside for pair in before - plan),
            missing=sum(run.figures["missing"].get(key, 0) for key in of_award),
        )


def lift(session: Session, award: Award, *, by: Actor, at: datetime) -> bool:
    """Let everybody on the panel read everything again; False when that is so already.

    Sheets that were set aside come back. Raises RoutingOver.
    """
    rules.require_open(award, at)
    row = session.get(AwardRouting, award.id, with_for_update=True)
    if row is None:
        return False
    known = round_of(session, [award])
    its = select(Candidate.id).where(Candidate.award_id == award.id)
    session.execute(delete(Assignment).where(Assignment.candidate_id.in_(its)))
    session.delete(row)
    session.flush()
    everybody = {(juror, one.id) for juror, _ in known.seated for one in known.candidates}
    programme_id = award.edition.programme_id
    bring_back(session, everybody, by=by, at=at, programme_id=programme_id)
    subject, taken = f"award:{award.id}", len(known.assigned)
    record(
        session,
        "routing.lifted",
        subject=subject,
        by=by,
        at=at,
        programme_id=programme_id,
        taken=taken,
    )
    return True
