"""What a plan starts from: how many candidates there are, and how last year's sheets spread."""

from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awards.core.permissions import Actor
from awards.juries.models import VOTING, PanelSeat
from awards.juries.planning import Spread, spread_of
from awards.juries.queries import in_office_now
from awards.programmes.models import Award, Edition
from awards.results.last_year import edition_before, scores_in_open
from awards.results.scores import Scored
from awards.triage.models import Candidate, Verdict


def candidates_of(session: Session, edition: Edition) -> int:
    """Return how many candidates an edition has, apart from those that take no part."""
    wanted = (
        select(func.count())
        .select_from(Candidate)
        .join(Award, Award.id == Candidate.award_id)
        .where(
            Award.edition_id == edition.id,
            Candidate.verdict.is_(None) | (Candidate.verdict == Verdict.ELIGIBLE),
        )
    )
    return session.scalars(wanted).one()


def largest_panel(session: Session, edition: Edition) -> int:
    """Return how many vote on the edition's largest panel; 0 when nobody does."""
    wanted = (
        select(func.count())
        .select_from(PanelSeat)
        .join(Award, Award.id == PanelSeat.award_id)
        .where(Award.edition_id == edition.id, PanelSeat.role.in_(VOTING), in_office_now())
        .group_by(PanelSeat.award_id)
    )
    return max(session.scalars(wanted), default=0)


def before(
    session: Session, actor: Actor, edition: Edition, at: datetime
) -> tuple[Edition | None, Spread | None]:
    """Return the round before, and the spread of its sheets where it tells one."""
    earlier = edition_before(session, actor, edition)
    if earlier is None:
        return None, None
    found = scores_in_open(session, actor, earlier, at)
    return earlier, spread_of(sheet_means(scored) for scored in found.values())


def sheet_means(scored: Scored) -> NDArray[np.float64]:
    """Return candidates x jurors: each sheet's weighted mean, NaN where there is none.

    What somebody abstained from is left out of their mean; criteria without weight are, too.
    """
    weights = np.array(scored.weights, dtype=np.float64)
    there = ~np.isnan(scored.points)
    weighed = there @ weights
    sums = np.where(there, scored.points, 0.0) @ weights
    means: NDArray[np.float64] = np.full(sums.shape, np.nan)
    return np.divide(sums, weighed, out=means, where=weighed > 0)
