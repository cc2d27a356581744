"""What holds for an award: the defaults, what its edition says, what it says itself."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from awards.programmes.models import Award, Edition, Phase
from awards.programmes.settings.choices import (
    ConflictLaw,
    Method,
    Notice,
    OrderBy,
    PrizeRule,
    Reasons,
    Repeat,
    TieRule,
    Told,
)
from awards.programmes.settings.kinds import Kind, Lock, Setting
from awards.programmes.settings.registry import SETTING, SETTINGS


@dataclass(frozen=True)
class Rules:
    """The settings that hold; those that are columns (blind, scale) are read there."""

    nominators: tuple[str, ...] = ("staff", "resident", "other")
    nominator_roles: tuple[str, ...] = ()
    staff_domains: tuple[str, ...] = ()
    rolling_intake: bool = False
    confirm_reminder_days: int = 2
    jury_may_add: bool = False
    self_nomination: bool = False
    nominee_kinds: tuple[str, ...] = ("person", "group", "unit", "project")
    group_least: int = 0
    group_most: int = 20
    min_words: int = 40
    max_words: int = 400
    attachments_most: int = 3
    attachment_kinds: tuple[str, ...] = ("pdf", "image", "document")
    several_awards: bool = True
    repeat_winners: Repeat = Repeat.ALLOW
    repeat_years: int = 3
    ties_asked: bool = False
    conflict_levels: int = 1
    conflict_superior: bool = False
    conflict_law: ConflictLaw = ConflictLaw.UNKNOWN
    conflict_statutes: tuple[str, ...] = ()
    neutral_pronouns: bool = True
    readers: int = 0
    reasons_about: Reasons = Reasons.WHOLE
    late_days: int = 3
    scores_before_close: bool = False
    decision_mode: OrderBy = OrderBy.POINTS
    counting_method: Method = Method.WEIGHTED_MEAN
    tie_rule: TieRule = TieRule.SHARED
    tie_criterion: str = ""
    finalists: int = 0
    quorum_sheets: int = 0
    quorum_jurors: int = 0
    prize_rule: PrizeRule = PrizeRule.WRITTEN
    prize_amount: int = 10_000
    prize_cap: int = 0
    prize_currency: str = "SEK"
    embargo_days: int = 0
    embargo_hour: int = 9
    nominee_told: Told = Told.NEVER
    nominee_notice: Notice = Notice.NEVER
    retention_years: int = 2


DEFAULTS = Rules()
_NAMES = frozenset(field.name for field in fields(Rules))
_CODES = {
    "conflict_law": ConflictLaw,
    "reasons_about": Reasons,
    "repeat_winners": Repeat,
    "decision_mode": OrderBy,
    "counting_method": Method,
    "tie_rule": TieRule,
    "prize_rule": PrizeRule,
    "nominee_told": Told,
    "nominee_notice": Notice,
}


def rules_of(award: Award) -> Rules:
    """Return what holds for an award; its edition has to be loaded."""
    own = {k: v for k, v in (award.rules or {}).items() if SETTING[k].may_override}
    return _merged({**(award.edition.rules or {}), **own})


def rules_of_edition(edition: Edition) -> Rules:
    """Return what holds for an edition, and for its awards where they say nothing else."""
    return _merged(edition.rules or {})


def _merged(stored: Mapping[str, Any]) -> Rules:
    if not stored:
        return DEFAULTS
    return Rules(**{key: _typed(key, value) for key, value in stored.items() if key in _NAMES})


def _typed(key: str, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return _CODES[key](value) if key in _CODES else value


def value_of(thing: Edition | Award, key: str) -> Any:
    """Return the value of one setting that holds, as it is stored: a code, number, list, yes/no."""
    setting = SETTING[key]
    if setting.columns:
        return _of_columns(thing, setting)
    rules = rules_of_edition(thing) if isinstance(thing, Edition) else rules_of(thing)
    value = getattr(rules, key)
    return list(value) if isinstance(value, tuple) else value


def _of_columns(thing: Edition | Award, setting: Setting) -> Any:
    holder = thing if hasattr(thing, setting.columns[0]) else getattr(thing, "edition", None)
    values = [getattr(holder, column, None) for column in setting.columns]
    if setting.kind is Kind.CHOICE:
        return "-".join(str(value) for value in values)
    return values[0]


def is_overridden(award: Award, key: str) -> bool:
    """Say whether an award says something of its own about a setting."""
    return SETTING[key].may_override and key in (award.rules or {})


def is_asked(setting: Setting, values: Mapping[str, Any]) -> bool:
    """Say whether a setting matters while the others have these values (key → value)."""
    if setting.asked_when is None:
        return True
    key, codes = setting.asked_when
    return values.get(key) in codes


def locked(setting: Setting, phase: Phase) -> Lock:
    """Say whether a setting may change in a phase, freely or with a reason."""
    order = list(Phase)
    here = order.index(phase)
    if setting.locked_from is not None and here >= order.index(setting.locked_from):
        return Lock.LOCKED
    if setting.reason_from is not None and here >= order.index(setting.reason_from):
        return Lock.NEEDS_REASON
    return Lock.OPEN


assert {s.key for s in SETTINGS if not s.columns} == _NAMES  # one list, written twice for types
