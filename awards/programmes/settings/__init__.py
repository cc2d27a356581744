"""Rules as data: the settings of an edition, and what an award says differently.

`SETTINGS` is the list of them all, `rules_of(award)` what holds, `checked` what may be stored.
"""

from awards.programmes.settings.checking import checked, in_code, require_fitting
from awards.programmes.settings.kinds import Kind, Lock, Setting, Where
from awards.programmes.settings.registry import GROUPS, SETTING, SETTINGS, settings_for
from awards.programmes.settings.rules import (
    Rules,
    is_asked,
    is_overridden,
    locked,
    rules_of,
    rules_of_edition,
    value_of,
)

__all__ = [
    "GROUPS",
    "SETTING",
    "SETTINGS",
    "Kind",
    "Lock",
    "Rules",
    "Setting",
    "Where",
    "checked",
    "in_code",
    "is_asked",
    "is_overridden",
    "locked",
    "require_fitting",
    "rules_of",
    "rules_of_edition",
    "settings_for",
    "value_of",
]
