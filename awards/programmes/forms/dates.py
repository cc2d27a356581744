"""Forms that move an edition's dates: all four, one that is extended, one that closes early."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField

from awards.core.clock import exactly_from_zone, to_zone
from awards.core.errors import WrongInput
from awards.programmes.forms.edition import DatesForm, moment_field
from awards.programmes.forms.fields import SetUpForm
from awards.programmes.models import Edition
from awards.programmes.schedule import Schedule, Turn, disorder, schedule_of, shifted
from awards.programmes.wording import TURN_NAMES
from awards.web.forms import at_most, required

LONGEST_REASON = 500


def wall_time(at: datetime, zone: str) -> datetime:
    """Return a moment as a field shows it: on the clock of `zone`, to the minute."""
    return to_zone(at, zone).replace(tzinfo=None, second=0, microsecond=0)


def _reason(label: str, *, needed: bool) -> TextAreaField:
    asked = [required(_l("Write why, in a sentence or two. Everybody can read it."))]
    return TextAreaField(
        label,
        [*(asked if needed else ()), at_most(LONGEST_REASON)],
        description=_l("Everybody can read it beside the date. Without names."),
    )


class MoveDatesForm(DatesForm):
    """An edition's four dates, and why they change once people know them."""

    edition: Edition
    reason = _reason(_l("Why the dates change"), needed=False)

    def moments(self) -> dict[str, datetime]:
        """Return the four as moments; what shows the same minute as before is left as it was."""
        moments = super().moments()
        for name, moment in moments.items():
            stored = getattr(self.edition, name)
            if wall_time(stored, self.zone) == wall_time(moment, self.zone):
                moments[name] = stored
        return moments

    def schedule(self) -> Schedule:
        """Return the dates as typed; only after `validate`."""
        return Schedule(**self.moments())

    def ask_for_reason(self) -> None:
        """Say at the field that a reason is needed."""
        message = gettext("Nominations have opened. Write why the dates change: all can read it.")
        self.reason.errors = [*self.reason.errors, message]


def move_dates_form(edition: Edition) -> MoveDatesForm:
    """Return the form as the edition stands, or as it was sent."""
    zone = edition.programme.time_zone
    dates = {turn.value: wall_time(getattr(edition, turn.value), zone) for turn in Turn}
    form = MoveDatesForm(data={"version": edition.version, **dates})
    form.zone, form.edition = zone, edition
    return form


class CloseEarlyForm(SetUpForm):
    """Why something is closed before its time."""

    reason = _reason(_l("Why it closes early"), needed=True)


class ExtendForm(SetUpForm):
    """One deadline that moves to a later day."""

    edition: Edition
    turn: Turn
    until = moment_field(_l("New deadline"))
    along = BooleanField(_l("Move the dates after it by as many days"))
    reason = _reason(_l("Why it is extended"), needed=True)

    def schedule(self) -> Schedule:
        """Return the dates with this one moved; only after `validate`. Raises WrongInput."""
        before, zone = schedule_of(self.edition), self.edition.programme.time_zone
        typed: datetime = self.until.data  # type: ignore[assignment]  # validated
        moment = exactly_from_zone(typed, zone)
        if self.along.data:
            return shifted(before, self.turn, moment, zone)
        return before.with_turn(self.turn, moment)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Ask for a moment that exists, once, after the deadline and before what follows it."""
        if not super().validate(extra_validators):
            return False
        problem = self._problem()
        if problem:
            self.until.errors = [*self.until.errors, problem]
        return not problem

    def _problem(self) -> str:
        try:
            moved = self.schedule()
        except WrongInput as error:
            return str(gettext(error.message, **error.values))
        if moved.of(self.turn) <= getattr(self.edition, self.turn.value):
            return str(gettext("Choose a time after the deadline there is."))
        wrong = disorder(moved)
        return _collision(wrong[0].turn) if wrong else ""


def _collision(turn: Turn) -> str:
    return str(
        gettext(
            "That is after “%(date)s”. Choose an earlier time, or move the dates after it, too.",
            date=TURN_NAMES[turn],
        )
    )


def extend_form(edition: Edition, turn: Turn) -> ExtendForm:
    """Return the form with the deadline there is, or as it was sent."""
    until = wall_time(getattr(edition, turn.value), edition.programme.time_zone)
    form = ExtendForm(data={"until": until, "version": edition.version})
    form.edition, form.turn = edition, turn
    return form
