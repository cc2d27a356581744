"""When routing may change, and what stands in the way of a single assignment. Pure."""

from datetime import datetime

from awards.core.errors import Closed, Conflict
from awards.core.languages import N_
from awards.juries.routing.problem import Booleans
from awards.programmes.models import Award, Phase
from awards.programmes.rules import phase_of
from awards.scoring.routing.round import Round

_OPEN = frozenset({Phase.UPCOMING, Phase.NOMINATING, Phase.TRIAGE, Phase.SCORING})


class RoutingOver(Closed):
    """Nobody reads any more."""

    message = N_("Scoring has closed, so who reads what can no longer change.")


class PlanIsOld(Conflict):
    """Something that the plan was made from has changed."""

    message = N_(
        "A candidate, a juror, a conflict or a finished sheet has changed since this plan was made."
        " Work it out again; the new one moves as little as possible."
    )


class LacksReaders(Conflict):
    """A plan that is not whole, and nobody has said that this is all right."""

    message = N_("Readers are missing in this plan. Tick that you apply it all the same.")


class MayNotRead(Conflict):
    """A conflict, a doubt, no seat, or away."""

    message = N_("This juror may not read this candidate. The list beside says why.")


class LimitReached(Conflict):
    """The juror's own limit."""

    message = N_(
        "This juror already reads as many candidates as they can. Raise their limit first."
    )


class OnlyColleagues(Conflict):
    """All readers would be from the nominee's own administration."""

    message = N_(
        "Everybody who then reads this candidate works in the nominee's own administration."
        " Give it to somebody from elsewhere first."
    )


class IsFinished(Conflict):
    """A handed-in sheet stays where it is."""

    message = N_("This juror has handed in their sheet for this candidate. It stays.")


class NotRouted(Conflict):
    """Everybody reads everything."""

    message = N_("Everybody on this panel reads everything. Apply a plan first.")


def is_open(award: Award, at: datetime) -> bool:
    """Say whether who reads what may change now."""
    return phase_of(award, at) in _OPEN


def require_open(award: Award, at: datetime) -> None:
    """Raise RoutingOver once nobody reads any more."""
    if not is_open(award, at):
        raise RoutingOver


def require_may_give(known: Round, person_id: str, candidate_id: str) -> None:
    """Raise MayNotRead, LimitReached or OnlyColleagues."""
    if person_id not in known.column:
        raise MayNotRead
    row, column = known.row[candidate_id], known.column[person_id]
    if not known.allowed[row, column]:
        raise MayNotRead
    if known.current[:, column].sum() >= known.limits.get(person_id, len(known.candidates)):
        raise LimitReached
    after = known.current[row].copy()
    after[column] = True
    _require_somebody_from_elsewhere(known, row, after)


def require_may_take(known: Round, person_id: str, candidate_id: str) -> None:
    """Raise IsFinished or OnlyColleagues."""
    if (person_id, candidate_id) in known.finished:
        raise IsFinished
    if person_id in known.column:
        row = known.row[candidate_id]
        after = known.current[row].copy()
        after[known.column[person_id]] = False
        if after.any():
            _require_somebody_from_elsewhere(known, row, after)


def _require_somebody_from_elsewhere(known: Round, row: int, readers: Booleans) -> None:
    if known.own[row][readers].all():
        raise OnlyColleagues
