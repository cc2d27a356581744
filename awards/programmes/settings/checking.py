"""From what was typed to what is stored, with a clear word about what does not fit."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from awards.core.errors import WrongInput
from awards.core.languages import N_
from awards.core.text import one_line
from awards.programmes.settings.choices import TieRule
from awards.programmes.settings.kinds import Kind, Setting
from awards.programmes.settings.registry import SETTING

_DOMAIN = re.compile(r"[a-z0-9åäöæø](?:[a-z0-9åäöæø.-]*[a-z0-9åäöæø])?\.[a-z]{2,}")
_MOST_LINES = 50
_LONGEST_LINE = 120
_MOST_DIGITS = 9
_YES = frozenset({True, "true", "yes", "y", "on", "1"})
_NO = frozenset({False, "false", "no", "n", "off", "0", "", None})


def checked(key: str, raw: object, *, criteria: Iterable[str] = ()) -> Any:
    """Return what is stored for a setting when `raw` was typed, chosen or read from a template.

    `criteria` are the keys of the edition's criteria. Raises WrongInput with what to do; a key
    that is no setting is a KeyError.
    """
    setting = SETTING[key]
    if setting.kind is Kind.NUMBER:
        return _number(setting, raw)
    if setting.kind is Kind.YES_NO:
        return _yes_no(raw)
    if setting.kind is Kind.CHOICES:
        return _choices(setting, raw)
    if setting.kind is Kind.LIST:
        return _ends(raw)
    if setting.kind is Kind.LINES:
        return _lines(raw)
    known = setting.codes if setting.kind is Kind.CHOICE else ("", *criteria)
    if raw not in known:
        raise WrongInput(N_("Choose one of the answers."))
    return raw


def _number(setting: Setting, raw: object) -> int:
    text = str(raw).strip().replace("\u00a0", "").replace(" ", "")
    whole = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    if isinstance(raw, bool) or not whole or not setting.low <= int(text) <= setting.high:
        raise WrongInput(
            N_("Write a whole number from %(low)s to %(high)s."),
            low=setting.low,
            high=setting.high,
        )
    return int(text)


def _yes_no(raw: object) -> bool:
    said = raw.lower() if isinstance(raw, str) else raw
    if said in _YES:
        return True
    if said in _NO:
        return False
    raise WrongInput(N_("Answer yes or no."))


def _choices(setting: Setting, raw: object) -> list[str]:
    chosen = [raw] if isinstance(raw, str) else list(_each(raw))
    if not set(chosen) <= set(setting.codes):
        raise WrongInput(N_("Choose among the answers."))
    if setting.default and not chosen:
        raise WrongInput(N_("Choose at least one."))
    return [code for code in setting.codes if code in chosen]


def _each(raw: object) -> Iterable[str]:
    if raw is None:
        return []
    if isinstance(raw, list | tuple | set | frozenset):
        return [str(one) for one in raw]
    raise WrongInput(N_("Choose among the answers."))


def _lines(raw: object) -> list[str]:
    lines = raw.splitlines() if isinstance(raw, str) else list(_each(raw))
    written = list(dict.fromkeys(line for line in map(one_line, lines) if line))
    if len(written) > _MOST_LINES:
        raise WrongInput(N_("Write at most %(most)s lines."), most=_MOST_LINES)
    if any(len(line) > _LONGEST_LINE for line in written):
        raise WrongInput(N_("Write at most %(most)s characters a line."), most=_LONGEST_LINE)
    return written


def _ends(raw: object) -> list[str]:
    lines = raw.splitlines() if isinstance(raw, str) else list(_each(raw))
    ends = [line.strip().lower().removeprefix("@") for line in lines if line.strip()]
    for end in ends:
        if not _DOMAIN.fullmatch(end):
            raise WrongInput(
                N_("“%(text)s” is not the end of an address. Write it like lund.se, one a line."),
                text=end[:80],
            )
    if len(ends) > _MOST_LINES:
        raise WrongInput(N_("Write at most %(most)s lines."), most=_MOST_LINES)
    return list(dict.fromkeys(ends))


def require_fitting(values: Mapping[str, Any]) -> None:
    """Raise WrongInput where two settings contradict each other; `values` are all that hold."""
    if values.get("group_least", 0) > values.get("group_most", 0):
        raise WrongInput(N_("The fewest members of a group cannot be more than the most."))
    if values.get("min_words", 0) > values.get("max_words", values.get("min_words", 0)):
        raise WrongInput(N_("The fewest words cannot be more than the most."))
    if values.get("tie_rule") == TieRule.CRITERION and not values.get("tie_criterion"):
        raise WrongInput(N_("Choose the criterion that parts those who come out the same."))


def in_code(value: object) -> str:
    """Return a value as one word for the audit trail."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return "+".join(str(one) for one in value)
    return str(value)
