"""Computing a result so that it can be recounted, and handing it out."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import Actor
from awards.programmes.models import Award
from awards.programmes.settings.choices import TieRule
from awards.results.means import Standing
from awards.results.models import ResultRun
from awards.results.queries import is_order_hidden, scores_in_sight
from awards.results.rules import OrderHidden, require_visible
from awards.results.scores import Scored


def compute_run(session: Session, award: Award, *, by: Actor, at: datetime) -> ResultRun:
    """Compute an award's result from what `by` may see, and store method, input and output.

    Raises StillScoring before the scores may be looked at.
    """
    require_visible(award, at)
    scored = scores_in_sight(session, by, award)
    run = ResultRun(
        award_id=award.id,
        method=scored.counting.figure.value,
        parameters=_parameters(award, scored),
        input={"candidates": list(scored.candidates), "sheets": scored.sheets()},
        output={"standings": [_plain(scored, standing) for standing in scored.table]},
        computed_at=at,
        computed_by_id=by.person_id,
    )
    session.add(run)
    session.flush()
    return run


def export(session: Session, award: Award, *, by: Actor, at: datetime) -> ResultRun:
    """Compute and store a run that leaves the house, and write down that it did.

    Raises OrderHidden while the jury looks for consensus.
    """
    if is_order_hidden(session, award):
        raise OrderHidden
    run = compute_run(session, award, by=by, at=at)
    programme_id = award.edition.programme_id
    subject = f"result-run:{run.id}"
    record(session, "results.exported", subject=subject, by=by, at=at, programme_id=programme_id)
    return run


def _parameters(award: Award, scored: Scored) -> dict[str, Any]:
    keys = {criterion.id: criterion.key for criterion in award.edition.criteria}
    return {
        "criteria": [keys[criterion] for criterion in scored.criteria],
        "weights": list(scored.weights),
        "scale": [award.edition.scale_low, award.edition.scale_high],
        **_ties(scored),
    }


def _ties(scored: Scored) -> dict[str, Any]:
    """Return the declared rule for ties, where it is another than sharing the place."""
    counting = scored.counting
    if counting.tie_rule is TieRule.SHARED:
        return {}
    column = counting.tie_column
    criterion = {} if column is None else {"tie_criterion": scored.criteria[column]}
    return {"tie_rule": counting.tie_rule.value, **criterion}


def _plain(scored: Scored, standing: Standing) -> dict[str, Any]:
    return {
        "candidate": scored.candidates[standing.index],
        "code": scored.codes[standing.index],
        "place": standing.place,
        "mean": standing.mean,
        "spread": standing.spread,
        "sheets": standing.sheets,
        "criteria": list(standing.criterion_means),
        **({} if standing.figure is None else {"figure": standing.figure}),
    }
