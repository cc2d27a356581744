"""What a phase is called on a page."""

from flask import current_app, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from awards.programmes.models import Edition, Phase
from awards.programmes.schedule import Consequence, Turn
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


def public_address(edition: Edition) -> str:
    """Return where everybody finds an edition, for letters."""
    path = url_for("gallery.edition", programme=edition.programme.slug, edition=edition.slug)
    base: str = current_app.extensions["settings"].base_url
    return base + path


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


TURN_NAMES = {
    Turn.OPENS: _l("Nominations open"),
    Turn.CLOSES: _l("Nominations close"),
    Turn.SCORING_OPENS: _l("Scoring opens"),
    Turn.SCORING_CLOSES: _l("Scoring closes"),
}
"""What a date is called, wherever it stands."""

LEADS_TO = {
    Phase.UPCOMING: _l("Nobody can nominate until nominations open again."),
    Phase.NOMINATING: _l("Anybody can nominate at once."),
    Phase.TRIAGE: _l("Nominations are closed. What comes in before scoring opens is kept as late."),
    Phase.SCORING: _l("The jury can score at once, and no nominations are taken in."),
    Phase.DELIBERATION: _l(
        "Scoring is closed. The chair and you see the results; unfinished sheets do not count."
    ),
}
"""What a phase means the moment an edition goes there by its dates."""


def consequence_in_words(found: Consequence) -> str:
    """Say where an edition goes: "From Nominating to Review at once."."""
    values = {"before": PHASE_NAMES[found.before], "after": PHASE_NAMES[found.after]}
    return str(gettext("The edition goes from %(before)s to %(after)s at once.", **values))


def save_words(found: Consequence) -> str:
    """Return what the button says that moves an edition's dates."""
    if found.flips:
        return str(gettext("Save, and go to: %(phase)s", phase=PHASE_NAMES[found.after]))
    return str(gettext("Save with a date that has passed"))
