"""The job that works a large plan out. The row holds the truth; a job may run twice."""

import logging

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from awards.core.errors import DomainError
from awards.jobs.registry import Workshop, handles
from awards.juries.routing.models import RoutingRun, RunState
from awards.programmes.models import Edition
from awards.scoring.routing import actions
from awards.scoring.routing.planning import Planned, plan_for
from awards.scoring.routing.reading import awards_of_run

log = logging.getLogger("awards.scoring")


@handles("routing.work_out")
def work_out(workshop: Workshop, run_id: str) -> None:
    """Work a plan out, unless somebody has asked for another meanwhile."""
    try:
        planned = _plan(workshop, run_id)
    except (RuntimeError, ValueError, DomainError):
        log.exception("routing.failed", extra={"run": run_id})
        planned = None
    with workshop.database.write() as session:
        run = session.get(RoutingRun, run_id)
        if run is None or run.state is not RunState.PENDING:
            return
        if planned is None:
            actions.give_up(session, run)
        else:
            actions.keep(session, run, planned)


def _plan(workshop: Workshop, run_id: str) -> Planned | None:
    """Read and solve without holding the lock that writers wait for."""
    with workshop.database.read() as session:
        run = session.get(RoutingRun, run_id)
        if run is None:
            return None
        wanted = (
            select(Edition)
            .where(Edition.id == run.edition_id)
            .options(joinedload(Edition.programme), selectinload(Edition.awards))
        )
        awards = awards_of_run(run, session.scalars(wanted).one())
        chosen = run.parameters
        return plan_for(session, awards, readers=chosen["readers"], seed=chosen["seed"])


@handles("routing.sweep", sweep=True)
def sweep(workshop: Workshop) -> None:
    """Work out whatever an earlier worker left."""
    with workshop.database.read() as session:
        waiting = select(RoutingRun.id).where(RoutingRun.state == RunState.PENDING)
        left = session.scalars(waiting).all()
    for run_id in left:
        work_out(workshop, run_id)
