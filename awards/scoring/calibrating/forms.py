"""The form in which a calibration text is made up: a field for each question of the award."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField

from awards.core.languages import in_language
from awards.programmes.models import Award
from awards.web.forms import BaseForm, at_most, required
from awards.web.i18n import language

TEXT_LENGTH = 4000


class MadeUpForm(BaseForm):
    """A text about nobody real; the fields for the award's questions come on top."""

    invented = BooleanField(
        _l("I have made this up: it is about nobody real"),
        [required(_l("Jurors read this without being asked about conflicts. Tick this first."))],
    )
    award: Award

    @classmethod
    def for_award(cls, award: Award) -> "MadeUpForm":
        """Bind a form with a field for each of an award's questions."""
        fields: dict[str, Any] = {
            _name(prompt.key): TextAreaField(
                in_language(prompt.label, language()), [at_most(TEXT_LENGTH)]
            )
            for prompt in award.prompts
        }
        form: MadeUpForm = type("MadeUpForm", (cls,), fields)()
        form.award = award
        return form

    @property
    def texts(self) -> list[Any]:
        """The fields of the texts, in the order of the questions."""
        return [self[_name(prompt.key)] for prompt in self.award.prompts]

    def sections(self) -> list[dict[str, Any]]:
        """Return what was written as a juror copy has it; questions without an answer too."""
        return [
            {"key": p.key, "heading": p.label, "text": self[_name(p.key)].data or ""}
            for p in self.award.prompts
        ]


def _name(key: str) -> str:
    return f"text-{key}"
