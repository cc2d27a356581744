"""The form of a move: where to, and why."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import InputRequired

from awards.web.forms import BaseForm, at_most, required

LONGEST_REASON = 1000


class MoveForm(BaseForm):
    """Ask for the award it fits better, and why."""

    seen_in = HiddenField()
    target = RadioField(
        _l("Which award fits better?"), [InputRequired(_l("Choose another award of this round."))]
    )
    reason = TextAreaField(
        _l("Why does it fit better there?"),
        [
            required(_l("Write why it fits better there. The reason is kept.")),
            at_most(LONGEST_REASON),
        ],
    )


def offer(form: MoveForm, awards: Sequence[tuple[str, str, str]]) -> None:
    """Let these be chosen: id, name, and what the award is for."""
    form.target.choices = [
        SelectChoice(key, name, render_kw={"hint": about}) for key, name, about in awards
    ]
