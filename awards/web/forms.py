"""The base of every form. Fields' words are ours; a form knows wording, rules know the rest."""

from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.i18n import get_translations
from wtforms.validators import DataRequired, Email, Length

from awards.core.text import tidy
from awards.web.i18n import language

ONE_LINE = 200
EMAIL_LINE = 254
_MOST_DIGITS = 9
"""Of a version: more do not fit into the database, and thousands take long to read."""


class BaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form with our manners: text is tidied, and what was typed is kept on an error."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Tidy every text field before it is checked."""

        def get_translations(self, form: FlaskForm) -> Any:
            """Give WTForms' own few words in the page's language, read from disk only once."""
            del form
            return _words_of_wtforms(language())

        def bind_field(self, form: FlaskForm, unbound: Any, options: dict[str, Any]) -> Any:
            """Put our filter in front of a text field's own."""
            if issubclass(unbound.field_class, StringField):
                options = {**options, "filters": [_tidy, *unbound.kwargs.get("filters", ())]}
            return unbound.bind(form=form, **options)


@cache
def _words_of_wtforms(code: str) -> Any:
    return get_translations([code, "en"])


def _tidy(value: object) -> object:
    return tidy(value) if isinstance(value, str) else value


def version_in(text: str | None) -> int:
    """Return the version that a page sent; -1 (never a stored one) for nonsense."""
    text = text or ""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else -1


def required(message: str) -> DataRequired:
    """Ask for an answer; the message says what to write."""
    return DataRequired(message=message)


def at_most(characters: int) -> Length:
    """Limit a text's length, saying by how much."""
    return Length(max=characters, message=_l("Use at most %(max)d characters."))


def is_email() -> Email:
    """Ask for an address that mail can be sent to."""
    message = _l("Write an e-mail address like name@example.com.")
    return Email(message=message, check_deliverability=False)
