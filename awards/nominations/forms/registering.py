"""The form of a nomination that came another way: what is on paper counts, as it is."""

from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the types
    EmailField,
    FieldList,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Optional

from awards.core.clock import from_zone
from awards.core.errors import WrongInput
from awards.core.text import one_line
from awards.nominations.arrival import Arrival, late_on_arrival
from awards.nominations.forms.choices import KINDS, RELATIONS
from awards.nominations.forms.fields import UnitsField
from awards.nominations.forms.nomination import NominationForm
from awards.nominations.models import Channel, NomineeKind
from awards.nominations.rules import words_in
from awards.nominations.wording import CHANNEL_WORDS
from awards.programmes.forms.edition import moment_field
from awards.web.forms import EMAIL_LINE, ONE_LINE, at_most, is_email, required

LONGEST_REASON = 500
WAYS = (Channel.POST, Channel.PHONE, Channel.EMAIL, Channel.MEETING)


class RegisterForm(NominationForm):
    """What somebody wrote or said, registered by a coordinator.

    Length, group size and who may nominate are not refused here: the letter has come. Triage
    finds what the rules say about it.
    """

    channel = RadioField(
        _l("How did it come in?"),
        [required(_l("Choose how it came in."))],
        choices=[SelectChoice(way.value, CHANNEL_WORDS[way]) for way in WAYS],
    )
    arrived = moment_field(_l("When did it arrive?"))
    late_reason = TextAreaField(
        _l("Why it is taken in although it came late"),
        [at_most(LONGEST_REASON)],
        description=_l("Only if it arrived after the deadline. The reason is kept."),
    )
    nominator_name = StringField(
        _l("Who has nominated?"),
        [required(_l("Write who has nominated.")), at_most(ONE_LINE)],
        filters=[one_line],
        render_kw={"autocomplete": "off"},
    )
    nominator_email = EmailField(
        _l("The nominator's e-mail address"),
        [at_most(EMAIL_LINE), Optional(), is_email()],
        filters=[one_line],
        description=_l("If there is one, a receipt for them is put into the outbox."),
        render_kw={"autocomplete": "off", "inputmode": "email", "autocapitalize": "none"},
    )
    relation = RadioField(
        _l("What are they to the municipality?"),
        [required(_l("Choose what fits best."))],
        choices=[
            SelectChoice(choice.value, words)
            for choice, words in zip(
                RELATIONS,
                (_l("They work here"), _l("They live here"), _l("Something else")),
                strict=True,
            )
        ],
    )

    def keep_to_rules(self) -> None:
        """Offer everything: what is in the letter is in the letter."""
        self.nominee_kind.choices = list(KINDS)
        self.nominee_kind.label.text = gettext("What is nominated?")

    def validate_nominee_kind(self, field: RadioField) -> None:
        """Refuse only what is no kind at all."""
        if field.data not in {kind.value for kind in NomineeKind}:
            raise ValidationError(gettext("Choose one of the answers."))

    def validate_relation(self, field: RadioField) -> None:
        """Its choices are checked by the field."""

    def validate_members(self, field: "FieldList[Any]") -> None:
        """Take a group of any size; but one person has no members."""
        named = any(row["name"] for row in field.data)
        if self.nominee_kind.data == NomineeKind.PERSON and named:
            raise ValidationError(gettext("One person has no members. Choose a group above."))

    def validate_units(self, field: UnitsField) -> None:
        """Ask only that what is ticked is in the list."""
        known = {unit_id for group in self.places for unit_id in group.ids}
        if not known.issuperset(field.data):
            raise ValidationError(gettext("Choose workplaces from the list."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, and that the moment has been; late ones need a reason."""
        right = super().validate(extra_validators)
        if self.arrived.errors or self.arrived.data is None:
            return right
        problem = self._arrival_problem()
        if problem:
            self.late_reason.errors = [*self.late_reason.errors, problem]
        return right and not problem and not self.arrived.errors

    def _arrival_problem(self) -> str:
        try:
            late = late_on_arrival(self.award, self.arrived_at, self.moment)
        except WrongInput as error:
            self.arrived.errors = [*self.arrived.errors, gettext(error.message, **error.values)]
            return ""
        if late and not (self.late_reason.data or "").strip():
            words = "It came after the deadline. Write why it is taken in all the same."
            return str(gettext(words))
        return ""

    moment: datetime
    """When the page was asked for: what comes later is in the future."""

    @property
    def arrived_at(self) -> datetime:
        """When it arrived, on the programme's clock. Raises WrongInput for a skipped hour."""
        typed: datetime = self.arrived.data  # type: ignore[assignment]  # validated
        return from_zone(typed, self.award.edition.programme.time_zone)

    def arrival(self) -> Arrival:
        """Return how and when it came; only after `validate`."""
        reason = (self.late_reason.data or "").strip()
        return Arrival(Channel(self.channel.data), self.arrived_at, reason)

    def _is_allowed(self) -> bool:
        return True

    def _words_problem(self) -> str:
        if words_in([field.data for field in self.texts]):
            return ""
        return str(gettext("Write down what was said or written."))
