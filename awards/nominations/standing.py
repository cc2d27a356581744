"""Where a nomination stands, in the words that its nominator may hear. Pure."""

from datetime import datetime
from enum import StrEnum

from awards.nominations.models import Nomination, NominationState
from awards.programmes.models import Phase
from awards.programmes.rules import phase_of


class Standing(StrEnum):
    """Where a nomination stands, as its nominator may know it: never more than is public."""

    UNCONFIRMED = "unconfirmed"
    WITHDRAWN = "withdrawn"
    RECEIVED = "received"
    IN_REVIEW = "in-review"
    WITH_THE_JURY = "with-the-jury"
    PROPOSED = "proposed"
    DECIDED = "decided"
    ANNOUNCED = "announced"


_STANDING = {
    Phase.UPCOMING: Standing.RECEIVED,
    Phase.NOMINATING: Standing.RECEIVED,
    Phase.TRIAGE: Standing.IN_REVIEW,
    Phase.SCORING: Standing.WITH_THE_JURY,
    Phase.DELIBERATION: Standing.PROPOSED,
    Phase.DECIDED: Standing.DECIDED,
    Phase.ANNOUNCED: Standing.ANNOUNCED,
}


def standing_of(nomination: Nomination, at: datetime) -> Standing:
    """Return what its nominator is told: the award's phase, which is everybody's to know.

    Whether it takes part, or how it was judged, is told in letters that a person lets go.
    """
    if nomination.state is NominationState.WITHDRAWN:
        return Standing.WITHDRAWN
    if nomination.state is NominationState.UNCONFIRMED:
        return Standing.UNCONFIRMED
    return _STANDING[phase_of(nomination.award, at)]
