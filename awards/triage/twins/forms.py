"""Forms of twins: which belong together, and why."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import InputRequired

from awards.web.forms import BaseForm, at_most

LONGEST_REASON = 1000


class TogetherForm(BaseForm):
    """Ask which of several belong together."""

    seen = HiddenField()
    chosen = SelectMultipleField(
        _l("Which belong together?"),
        [InputRequired(_l("Choose at least two that belong together."))],
    )
    reason = TextAreaField(_l("Why?"), [at_most(LONGEST_REASON)])

    @property
    def picked(self) -> list[str]:
        """What is ticked."""
        return list(self.chosen.data or ())


class ApartForm(BaseForm):
    """Ask which nominations leave a candidate."""

    seen = HiddenField()
    chosen = SelectMultipleField(
        _l("Which do not belong here?"), [InputRequired(_l("Choose what to take out."))]
    )
    reason = TextAreaField(_l("Why?"), [at_most(LONGEST_REASON)])

    @property
    def picked(self) -> list[str]:
        """What is ticked."""
        return list(self.chosen.data or ())


def offer(form: TogetherForm | ApartForm, keys: Sequence[str]) -> None:
    """Let only these be chosen."""
    form.chosen.choices = [SelectChoice(key, key) for key in keys]
