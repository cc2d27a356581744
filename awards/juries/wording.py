"""What suggests a conflict, in the coordinator's words, and the rules it is judged by."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from awards.juries.queries import Reason
from awards.programmes.settings import Rules
from awards.programmes.settings.choices import ConflictLaw
from awards.triage.closeness import Closeness

_REASONS: dict[str, str] = {
    Closeness.IS_NOMINEE: _l("Has the same name as somebody nominated: %(a)s"),
    Closeness.NOMINATED_IT: _l("Seems to have nominated it: %(a)s"),
    Closeness.NAMED_PERSON: _l("Has named %(a)s as close; nominated is %(b)s"),
    Closeness.MANAGES: _l("Leads %(a)s, where the nominee works"),
    Closeness.MANAGED_BY: _l("Is led by %(a)s, who is nominated (%(b)s)"),
    Closeness.SAME_UNIT: _l("Works in the same unit: %(a)s"),
    Closeness.NAMED_UNIT: _l("Has named %(a)s as close; the nominee works in %(b)s"),
    Closeness.SAME_NAME_AND_UNIT: _l("Has the same family name as %(a)s, in the unit %(b)s"),
    Closeness.WON_TOGETHER: _l("Won together with %(b)s in %(a)s"),
    "superior": _l("Works under %(a)s, who is conflicted"),
    "stated-before": _l("Was conflicted about a nomination that is now part of this candidate"),
}

_LAWS: dict[ConflictLaw, tuple[str, ...]] = {
    ConflictLaw.UNKNOWN: (),
    ConflictLaw.SWEDEN: (
        "Förvaltningslagen (2017:900) 16–18 §§",
        "Kommunallagen (2017:725) 6 kap.",
    ),
    ConflictLaw.NORWAY: ("Forvaltningsloven § 6", "Forvaltningsloven § 8"),
}
"""The statutes by the names their own country calls them, where the edition names none."""

_DERIVED = {ConflictLaw.NORWAY: "Forvaltningsloven § 6"}
"""The rule by which a superior's conflict is also that of those below."""


@dataclass(frozen=True)
class Told:
    """A reason written out, with the rule of its own if it has one."""

    text: str
    rule: str = ""


def told(reason: Reason, law: ConflictLaw) -> Told:
    """Return a reason in the reader's language."""
    a, b, *_rest = (*reason.words, "", "")
    rule = _DERIVED.get(law, "") if reason.kind == "superior" else ""
    return Told(str(_REASONS[reason.kind]) % {"a": a, "b": b}, rule)


def rules_named(rules: Rules) -> str:
    """Return the statutes that grounds are judged by, in one line; to be confirmed when unknown."""
    named = ", ".join(rules.conflict_statutes or _LAWS[rules.conflict_law])
    return named or str(_("Rules on conflicts of interest: to be confirmed"))
