"""What each outcome is called, on every page and on paper: the one list, without a request."""

from collections.abc import Mapping

from awards.core.languages import N_
from awards.decisions.models import Outcome

OUTCOME_MESSAGES: Mapping[Outcome, str] = {
    Outcome.WINNER: N_("Winner"),
    Outcome.SHARED: N_("Shared prize"),
    Outcome.HONOURABLE_MENTION: N_("Honourable mention"),
    Outcome.NOT_AWARDED: N_("Not awarded"),
}
"""Message ids; pages show `wording.OUTCOME_NAMES`, documents translate them themselves."""
