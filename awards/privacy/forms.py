"""The form in front of a purge."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from awards.web.forms import BaseForm, at_most, required


class PurgeForm(BaseForm):
    """Which decision lets the texts go."""

    basis = TextAreaField(
        _l("Which decision lets the texts go?"),
        [required(_l("Write which decision lets the texts go. It stays on record.")), at_most(500)],
        description=_l("For example: the archive authority's disposal decision, with its number."),
    )
