"""The form of an edition's or an award's rules, made from the registry of settings."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the types
    BooleanField,
    Field,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from awards.core.errors import WrongInput
from awards.core.languages import in_language
from awards.programmes.actions import AS_THE_EDITION
from awards.programmes.forms.fields import LONGEST_REASON, SetUpForm
from awards.programmes.models import Award, Edition, Phase
from awards.programmes.settings import (
    GROUPS,
    SETTING,
    Kind,
    Lock,
    Setting,
    checked,
    is_overridden,
    locked,
    settings_for,
    value_of,
)
from awards.programmes.wording import PHASE_NAMES
from awards.web.forms import at_most
from awards.web.i18n import language

INHERIT = "inherit-"
"""What the name of the box begins with that lets an award do as its edition does."""

_WRITTEN = frozenset({Kind.LIST, Kind.LINES})
_MANY = _WRITTEN | {Kind.CHOICES}
"""Kinds that may be empty and mean it: their "as the edition" is a box of its own."""


def value_in_words(setting: Setting, value: Any, criteria: Mapping[str, str]) -> str:
    """Say a setting's value as a person would; `criteria` is key → name."""
    if setting.kind is Kind.YES_NO:
        return str(gettext("Yes") if value else gettext("No"))
    if setting.kind is Kind.CRITERION:
        return criteria.get(value, "") or str(gettext("none"))
    words = {code: str(gettext(text)) for code, text in setting.choices}
    if setting.kind is Kind.CHOICE:
        return words.get(value, str(value))
    if setting.kind in _MANY:
        return ", ".join(words.get(code, str(code)) for code in value) or str(gettext("none"))
    return str(value)


@dataclass(frozen=True)
class Row:
    """A setting as the page shows it."""

    setting: Setting
    field: Field | None
    """None when it is locked."""
    inherit: Field | None
    """The box "as the edition", where it needs one."""
    value: str
    default: str
    edition: str
    """What the edition says, on an award's page."""
    differs: bool
    own: bool
    lock: Lock
    locked_from: str
    only_when: str


class RulesForm(SetUpForm):
    """What the forms of all editions and awards share; the settings' own fields come on top."""

    thing: Edition | Award
    phase: Phase
    reason = TextAreaField(
        _l("Why the rules change"),
        [at_most(LONGEST_REASON)],
        description=_l("Needed where a rule says so. It is kept with the change."),
    )

    def open_settings(self) -> list[Setting]:
        """Return the settings that may change now."""
        return [s for s in settings_for(self.thing) if locked(s, self.phase) is not Lock.LOCKED]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Ask the registry about each of them."""
        fine = bool(super().validate(extra_validators))
        return all([self._fits(setting) for setting in self.open_settings()]) and fine  # noqa: C419

    def _fits(self, setting: Setting) -> bool:
        raw = self._typed(setting)
        if raw is AS_THE_EDITION:
            return True
        keys = [criterion.key for criterion in _edition_of(self.thing).criteria]
        try:
            checked(setting.key, raw, criteria=keys)
        except WrongInput as error:
            field = self[setting.key]
            field.errors = [*field.errors, self.words_of(error)]
            return False
        return True

    def _typed(self, setting: Setting) -> object:
        """Return what was typed for a setting; AS_THE_EDITION where an award says nothing."""
        data = self[setting.key].data
        inherits = isinstance(self.thing, Award) and setting.may_override
        if not inherits:
            return data if data is not None else ""
        if setting.kind in _MANY:
            return AS_THE_EDITION if self._inherits(setting, data or []) else data
        if setting.kind is Kind.CRITERION:
            return AS_THE_EDITION if data in {None, INHERIT} else data
        return AS_THE_EDITION if data in {None, ""} else data

    def _inherits(self, setting: Setting, ticked: Any) -> bool:
        """Say whether the box "as the edition" holds.

        Whoever ticks something else under a box that was there from the start means what they
        ticked.
        """
        if not self[INHERIT + setting.key].data:
            return False
        own = isinstance(self.thing, Award) and is_overridden(self.thing, setting.key)
        return own or set(ticked) == set(value_of(_edition_of(self.thing), setting.key))

    def wanted(self) -> dict[str, object]:
        """Return key → what was typed, for what may change; only after `validate`."""
        return {setting.key: self._typed(setting) for setting in self.open_settings()}

    def groups(self) -> Iterator[tuple[str, list[Row]]]:
        """Return (heading, rows) in the order of the journey."""
        settings = settings_for(self.thing)
        for group, heading in GROUPS.items():
            rows = [self._row(setting) for setting in settings if setting.group == group]
            if rows:
                yield str(gettext(heading)), rows

    def _row(self, setting: Setting) -> Row:
        edition, criteria = _edition_of(self.thing), _criteria(_edition_of(self.thing))
        value, lock = value_of(self.thing, setting.key), locked(setting, self.phase)
        default = list(setting.default) if setting.kind in _MANY else setting.default
        over = isinstance(self.thing, Award) and setting.may_override
        return Row(
            setting=setting,
            field=None if lock is Lock.LOCKED else self[setting.key],
            inherit=self[INHERIT + setting.key]
            if lock is not Lock.LOCKED and over and setting.kind in _MANY
            else None,
            value=value_in_words(setting, value, criteria),
            default=value_in_words(setting, default, criteria),
            edition=value_in_words(setting, value_of(edition, setting.key), criteria)
            if over
            else "",
            differs=value != default,
            own=isinstance(self.thing, Award) and is_overridden(self.thing, setting.key),
            lock=lock,
            locked_from=str(PHASE_NAMES[setting.locked_from]) if setting.locked_from else "",
            only_when=_only_when(setting, criteria),
        )


def _edition_of(thing: Edition | Award) -> Edition:
    return thing.edition if isinstance(thing, Award) else thing


def _criteria(edition: Edition) -> dict[str, str]:
    return {c.key: in_language(c.name, language()) for c in edition.criteria}


def _only_when(setting: Setting, criteria: Mapping[str, str]) -> str:
    if setting.asked_when is None:
        return ""
    key, codes = setting.asked_when
    other = SETTING[key]
    return str(
        gettext(
            "Counts only while “%(setting)s” is: %(values)s.",
            setting=gettext(other.label),
            values=", ".join(value_in_words(other, code, criteria) for code in codes),
        )
    )


def rules_form(thing: Edition | Award, phase: Phase) -> RulesForm:
    """Return the form as the rules are, or as it was sent."""
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {"version": thing.version}
    for setting in settings_for(thing):
        over = isinstance(thing, Award) and setting.may_override
        own = isinstance(thing, Award) and is_overridden(thing, setting.key)
        fields[setting.key] = _field(setting, thing, over=over)
        data[setting.key] = _shown(setting, thing, inherited=over and not own)
        if over and setting.kind in _MANY:
            said = _said_by_edition(setting, thing)
            fields[INHERIT + setting.key] = BooleanField(
                gettext("As the edition: %(value)s", value=said)
            )
            data[INHERIT + setting.key] = not own
    form: RulesForm = type("RulesForm", (RulesForm,), fields)(data=data)
    form.thing, form.phase = thing, phase
    return form


def _shown(setting: Setting, thing: Edition | Award, *, inherited: bool) -> Any:
    """Return what the field holds at first."""
    if inherited and setting.kind not in _MANY:
        return INHERIT if setting.kind is Kind.CRITERION else ""
    value = value_of(thing, setting.key)
    if setting.kind is Kind.YES_NO:
        return "yes" if value else "no"
    if setting.kind in _WRITTEN:
        return "\n".join(value)
    return str(value) if setting.kind is Kind.NUMBER else value


def _field(setting: Setting, thing: Edition | Award, *, over: bool) -> Any:
    label, help_ = gettext(setting.label), gettext(setting.help)
    if setting.kind is Kind.CHOICES:
        choices = [SelectChoice(code, gettext(text)) for code, text in setting.choices]
        return SelectMultipleField(label, choices=choices, description=help_, validate_choice=False)
    if setting.kind in _WRITTEN:
        return TextAreaField(label, description=help_)
    if setting.kind is Kind.NUMBER:
        return StringField(label, description=help_)
    choices = [SelectChoice(code, words) for code, words in _answers(setting, thing)]
    if over:
        said = _said_by_edition(setting, thing)
        blank = INHERIT if setting.kind is Kind.CRITERION else ""
        choices = [
            SelectChoice(blank, gettext("As the edition: %(value)s", value=said)),
            *choices,
        ]
    return SelectField(label, choices=choices, description=help_, validate_choice=False)


def _said_by_edition(setting: Setting, thing: Edition | Award) -> str:
    edition = _edition_of(thing)
    return value_in_words(setting, value_of(edition, setting.key), _criteria(edition))


def _answers(setting: Setting, thing: Edition | Award) -> Iterable[tuple[str, str]]:
    if setting.kind is Kind.YES_NO:
        return (("yes", gettext("Yes")), ("no", gettext("No")))
    if setting.kind is Kind.CRITERION:
        return (("", gettext("none")), *_criteria(_edition_of(thing)).items())
    return [(code, gettext(text)) for code, text in setting.choices]
