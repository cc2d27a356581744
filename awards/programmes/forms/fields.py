"""What the set-up's forms share: texts in three languages, and a version that two notice."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, FormField, HiddenField, StringField, TextAreaField

from awards.core.errors import DomainError
from awards.core.languages import LANGUAGES, Term
from awards.core.text import one_line, tidy
from awards.web.forms import ONE_LINE, BaseForm, at_most, version_in
from awards.web.i18n import language, translated

LONG_TEXT = 4000
LONGEST_REASON = 500


def _sentence(code: str) -> TextAreaField:
    """Return a box that begins as one line and grows, so that the end of it can be read."""
    return TextAreaField(
        LANGUAGES[code], [at_most(ONE_LINE)], filters=[one_line], render_kw={"rows": 1}
    )


class LineTexts(Form):
    """A line in each language."""

    sv = StringField(LANGUAGES["sv"], [at_most(ONE_LINE)], filters=[tidy])
    nb = StringField(LANGUAGES["nb"], [at_most(ONE_LINE)], filters=[tidy])
    en = StringField(LANGUAGES["en"], [at_most(ONE_LINE)], filters=[tidy])


class SentenceTexts(Form):
    """A sentence in each language: a line to those who read it, however many it takes to write."""

    sv = _sentence("sv")
    nb = _sentence("nb")
    en = _sentence("en")


class LongTexts(Form):
    """Some sentences in each language."""

    sv = TextAreaField(LANGUAGES["sv"], [at_most(LONG_TEXT)], filters=[tidy])
    nb = TextAreaField(LANGUAGES["nb"], [at_most(LONG_TEXT)], filters=[tidy])
    en = TextAreaField(LANGUAGES["en"], [at_most(LONG_TEXT)], filters=[tidy])


def line(label: str, hint: str = "") -> "FormField[Form]":
    """Return a field for a line in each language."""
    return FormField(LineTexts, label, description=hint)


def sentence(label: str, hint: str = "") -> "FormField[Form]":
    """Return a field for a sentence in each language."""
    return FormField(SentenceTexts, label, description=hint)


def long(label: str, hint: str = "") -> "FormField[Form]":
    """Return a field for some sentences in each language."""
    return FormField(LongTexts, label, description=hint)


def texts_of(field: Any) -> dict[str, str]:
    """Return language → text as typed; an empty one is left out."""
    return {code: field.data[code] for code in LANGUAGES if field.data.get(code)}


def ask_in(field: Any, code: str, message: str) -> bool:
    """Say at one language's field what to write there, when it is empty; return whether it is."""
    if field.data.get(code):
        return False
    wanted = field.form[code]
    wanted.errors = [*wanted.errors, message]
    return True


class SetUpForm(BaseForm):
    """A form over one row: `columns` are the row's, `asked` those that need the own language."""

    columns: tuple[str, ...] = ()
    asked: Mapping[str, str] = {}

    version = HiddenField(default="1")

    own_language = "sv"
    """The programme's language, in which `asked` texts must not be missing."""
    theirs: tuple[tuple[str, str], ...] = ()
    """After two saved at once: what the other one wrote, as (label, value)."""

    @property
    def seen_version(self) -> int:
        """The version that was on the page when the typing began."""
        return version_in((self.version.raw_data or [""])[0])

    def values(self) -> dict[str, Any]:
        """Return column → value as typed; only after `validate`."""
        return {name: self._value(self[name]) for name in self.columns}

    @staticmethod
    def _value(field: Field) -> Any:
        return texts_of(field) if isinstance(field, FormField) else field.data

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Ask also for the texts in the programme's own language."""
        fine = bool(super().validate(extra_validators))
        missing = [
            ask_in(self[name], self.own_language, gettext(message))
            for name, message in self.asked.items()
        ]
        return fine and not any(missing)

    @staticmethod
    def words_of(error: DomainError) -> str:
        """Return what a refusal says, in the reader's language."""
        values = {
            name: gettext(value) if isinstance(value, Term) else value
            for name, value in error.values.items()
        }
        return str(gettext(error.message, **values))

    def compare_with(self, stored: Any) -> None:
        """Remember what somebody else stored meanwhile where it differs from what is typed."""
        self.version.data = str(stored.version)
        self.theirs = tuple(
            (str(self[name].label.text), _in_words(getattr(stored, name)))
            for name in self.columns
            if name in self and _plain(getattr(stored, name)) != self._value(self[name])
        )


class ReasonedForm(SetUpForm):
    """A form over texts that people act on in a running round: then it asks why they change."""

    reason = TextAreaField(
        _l("Why it changes"),
        [at_most(LONGEST_REASON)],
        description=_l("Needed once the round is on. It is kept with the change."),
    )

    def say_reason_is_missing(self, error: DomainError) -> None:
        """Say at the field what a reason is wanted for."""
        self.reason.errors = [*self.reason.errors, self.words_of(error)]


def _plain(value: Any) -> Any:
    return {k: v for k, v in value.items() if v} if isinstance(value, dict) else value


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return str(_l("Yes") if value else _l("No"))
    if isinstance(value, dict):
        first = next(iter(value.values()), "")
        if isinstance(first, list):
            return " · ".join(value.get(language()) or first)
        return translated(value)
    return str(value)
