"""Texts that people act on in a round: changing them asks for a reason, which is kept. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from awards.core.languages import LANGUAGES, N_
from awards.programmes.models import Award, Criterion, Edition, Phase, Programme, Prompt
from awards.programmes.rules import PromptDraft, furthest_phase, require_changeable
from awards.programmes.settings import Kind, Lock, Setting, Where, locked


def _text(key: str, label: str, where: Where, reason_from: Phase) -> Setting:
    return Setting(
        key=key,
        group="texts",
        kind=Kind.LIST,
        default=(),
        label=label,
        help="",
        where=where,
        reason_from=reason_from,
    )


TEXTS: dict[type, dict[str, Setting]] = {
    Edition: {
        "who_may_nominate": _text(
            "who_may_nominate",
            N_("Who may nominate, and whom"),
            Where.EDITION,
            Phase.NOMINATING,
        ),
        "who_decides": _text("who_decides", N_("Who decides"), Where.EDITION, Phase.NOMINATING),
        "public_records": _text(
            "public_records", N_("Public records"), Where.EDITION, Phase.NOMINATING
        ),
        "deciding_body": _text(
            "deciding_body", N_("Deciding body"), Where.EDITION, Phase.NOMINATING
        ),
        "legal_basis": _text("legal_basis", N_("Legal basis"), Where.EDITION, Phase.NOMINATING),
    },
    Award: {
        "award_name": _text("award_name", N_("Name of the award"), Where.AWARD, Phase.NOMINATING),
        "prize": _text("prize", N_("Prize"), Where.AWARD, Phase.NOMINATING),
        "deciding_body": _text("deciding_body", N_("Deciding body"), Where.AWARD, Phase.NOMINATING),
        "legal_basis": _text("legal_basis", N_("Legal basis"), Where.AWARD, Phase.NOMINATING),
        "statement": _text("statement", N_("What it is for"), Where.AWARD, Phase.NOMINATING),
        "prompts": _text("prompts", N_("Questions to nominators"), Where.AWARD, Phase.NOMINATING),
    },
    Criterion: {
        "name": _text("name", N_("Name of the criterion"), Where.EDITION, Phase.SCORING),
        "description": _text(
            "description", N_("What jurors ask themselves"), Where.EDITION, Phase.SCORING
        ),
        "levels": _text("levels", N_("Words for each level"), Where.EDITION, Phase.SCORING),
    },
}
"""What carries it → what it is; none is ever locked. A column of the same name holds it, but for
an award's name: "name" is the criterion's."""

_COLUMNS = {"award_name": "name"}
TEXT = {setting.key: setting for texts in TEXTS.values() for setting in texts.values()}

Thing = Programme | Edition | Award | Criterion
Said = Mapping[str, Any]
"""Language → text, or the words of each level."""


def _holder(thing: Thing) -> Edition | Award | None:
    if isinstance(thing, Programme):
        return None
    return thing.edition if isinstance(thing, Criterion) else thing


def asks_reason(thing: Thing, at: datetime) -> bool:
    """Say whether some text of a thing changes only with a reason by now."""
    return any(_held(setting, thing, at) for setting in TEXTS.get(type(thing), {}).values())


def _held(setting: Setting, thing: Thing, at: datetime) -> bool:
    holder = _holder(thing)
    return holder is not None and locked(setting, furthest_phase(holder, at)) is not Lock.OPEN


def agreed_changes(
    thing: Thing, old: Mapping[str, Said], new: Mapping[str, Said], *, reason: str, at: datetime
) -> dict[str, tuple[str, str]]:
    """Return key → what it said and says, of texts that hold by now. Raises ReasonMissing."""
    found = {}
    for key, setting in TEXTS.get(type(thing), {}).items():
        name = _COLUMNS.get(key, key)
        holder = _holder(thing)
        if holder is None or name not in new or not _held(setting, thing, at):
            continue
        before, after = _what_differs(old[name], new[name])
        if before != after:
            require_changeable([setting], furthest_phase(holder, at), reason=reason)
            found[_key(thing, setting)] = (before, after)
    return found


def _key(thing: Thing, setting: Setting) -> str:
    return f"{setting.key}:{thing.key}" if isinstance(thing, Criterion) else setting.key


def prompts_said(prompts: Iterable[Prompt | PromptDraft]) -> dict[str, str]:
    """Return the questions of an award as one text in each language."""
    listed = list(prompts)
    return {code: " · ".join(_question(one, code) for one in listed) for code in LANGUAGES}


def _question(one: Prompt | PromptDraft, code: str) -> str:
    texts = (one.label, one.hint, one.example)
    label, *more = (text.get(code, "") for text in texts)
    beside = " / ".join(text for text in more if text)
    return f"{label} ({beside})" if beside else label


def _what_differs(old: Said, new: Said) -> tuple[str, str]:
    """Return both as readable text, in the languages in which they are not the same."""
    pairs = {code: (_plain(old.get(code)), _plain(new.get(code))) for code in LANGUAGES}
    differ = {code: pair for code, pair in pairs.items() if pair[0] != pair[1]}
    before = "\n".join(f"{code}: {was}" for code, (was, _) in differ.items())
    return before, "\n".join(f"{code}: {now}" for code, (_, now) in differ.items())


def _plain(text: str | Sequence[str] | None) -> str:
    words = [text] if isinstance(text, str) else list(text or ())
    return " · ".join(words).strip(" ·")
