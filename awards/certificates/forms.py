"""What is asked before certificates are made."""

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the types
    HiddenField,
    SelectChoice,
    SelectField,
)

from awards.core.languages import LANGUAGES
from awards.web.forms import BaseForm, required


class BatchForm(BaseForm):
    """All certificates of an edition, in one language."""

    edition = HiddenField(validators=[required(_l("Choose the year again."))])
    language = SelectField(
        _l("Language of the certificates"),
        choices=[SelectChoice(value=code, label=name) for code, name in LANGUAGES.items()],
    )
