"""The phases in the reader's words."""

from datetime import datetime

from flask_babel import gettext as _

from awards.programmes.models import Edition
from awards.programmes.rules import ribbon
from awards.programmes.wording import PHASE_NAMES
from awards.web.i18n import moment


def ribbon_steps(edition: Edition, at: datetime) -> list[dict[str, str]]:
    """Return the six phases for the ribbon: label, state, and until when the fixed ones last."""
    zone = edition.programme.time_zone
    return [
        {
            "label": str(PHASE_NAMES[step.phase]),
            "state": step.state,
            "note": ""
            if step.until is None
            else _("until %(when)s", when=moment(step.until, zone)),
        }
        for step in ribbon(edition, at)
    ]
