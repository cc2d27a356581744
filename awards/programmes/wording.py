"""What a phase is called on a page."""

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from awards.programmes.models import Edition, Phase
from awards.programmes.settings import rules_of_edition

PHASE_NAMES = {
    Phase.UPCOMING: _l("Not open yet"),
    Phase.NOMINATING: _l("Nominating"),
    Phase.TRIAGE: _l("Review"),
    Phase.SCORING: _l("Scoring"),
    Phase.DELIBERATION: _l("Deliberation"),
    Phase.DECIDED: _l("Decided"),
    Phase.ANNOUNCED: _l("Announced"),
}


def kept_in_words(edition: Edition) -> str:
    """Say how long nominations are kept."""
    return str(
        ngettext(
            "Nominations are kept for %(num)s year after the decision. What was decided stays"
            " on record.",
            "Nominations are kept for %(num)s years after the decision. What was decided stays"
            " on record.",
            rules_of_edition(edition).retention_years,
        )
    )
