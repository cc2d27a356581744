"""Every setting there is, in the order of the journey."""

from awards.core.languages import N_
from awards.programmes.models import Award, Edition
from awards.programmes.settings.conflicts import CONFLICTS
from awards.programmes.settings.deciding import AFTERWARDS, DECISION
from awards.programmes.settings.judging import RESULTS, SCORING
from awards.programmes.settings.kinds import Setting, Where
from awards.programmes.settings.nominating import NOMINATING, TRIAGE

GROUPS = {
    "nominating": N_("Nominating"),
    "triage": N_("Who can take part"),
    "conflicts": N_("Conflicts of interest"),
    "scoring": N_("Scoring"),
    "results": N_("From scores to an order"),
    "decision": N_("Decision and prize"),
    "afterwards": N_("Telling and keeping"),
}
"""Group → its heading, in the order of the journey."""

SETTINGS: tuple[Setting, ...] = (
    *NOMINATING,
    *TRIAGE,
    *CONFLICTS,
    *SCORING,
    *RESULTS,
    *DECISION,
    *AFTERWARDS,
)

SETTING = {setting.key: setting for setting in SETTINGS}
"""Key → setting."""


def settings_for(thing: Edition | Award) -> tuple[Setting, ...]:
    """Return what can be set on an edition, or on an award."""
    elsewhere = Where.AWARD if isinstance(thing, Edition) else Where.EDITION
    return tuple(setting for setting in SETTINGS if setting.where is not elsewhere)
