"""What a phase is called on a page."""

from flask_babel import lazy_gettext as _l

from awards.programmes.models import Phase

PHASE_NAMES = {
    Phase.UPCOMING: _l("Not open yet"),
    Phase.NOMINATING: _l("Nominating"),
    Phase.TRIAGE: _l("Review"),
    Phase.SCORING: _l("Scoring"),
    Phase.DELIBERATION: _l("Deliberation"),
    Phase.DECIDED: _l("Decided"),
    Phase.ANNOUNCED: _l("Announced"),
}
