"""What a plan is asked for. Sent by GET: a plan changes nothing and can be kept as a bookmark."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from awards.juries.planning import Plan
from awards.web.forms import BaseForm

MOST_CANDIDATES, MOST_JURORS, MOST_MINUTES = 5000, 200, 240


def _number(label: str, most: int) -> IntegerField:
    message = _l("Write a whole number from %(min)d to %(max)d.")
    return IntegerField(  # type: ignore[call-arg]
        label,
        [InputRequired(_l("Write a whole number.")), NumberRange(1, most, message)],
        invalid_value_message=_l("Write a whole number."),
    )


class PlanForm(BaseForm):
    """How many candidates, jurors and readers, and how long a reading takes."""

    class Meta(BaseForm.Meta):
        """Nothing is changed, so nothing needs protecting."""

        csrf = False

    candidates = _number(_l("Candidates in the whole round"), MOST_CANDIDATES)
    jurors = _number(_l("Jurors on a panel"), MOST_JURORS)
    readers = _number(_l("Readers for each candidate"), MOST_JURORS)
    minutes = _number(_l("Minutes to read and score one"), MOST_MINUTES)

    def plan(self, awards: int) -> Plan:
        """Return the plan for one award of equally large ones."""
        given: dict[str, Any] = self.data
        return Plan(
            max(1, round(given["candidates"] / max(1, awards))),
            given["jurors"],
            min(given["readers"], given["jurors"]),
            given["minutes"],
            awards,
        )
