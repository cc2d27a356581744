"""Forms of an edition: its texts, its dates, and its copy for the next year."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import format_datetime, gettext
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the types
    DateTimeLocalField,
    IntegerField,
    SelectChoice,
    SelectMultipleField,
)
from wtforms.validators import InputRequired, NumberRange

from awards.core.clock import exactly_from_zone, from_zone, to_zone
from awards.core.errors import WrongInput
from awards.core.languages import MOMENTS, N_
from awards.programmes.carrying import Extra
from awards.programmes.forms.fields import ReasonedForm, SetUpForm, line, long, sentence
from awards.programmes.forms.programme import SLUG_LENGTH, SlugField
from awards.programmes.models import Edition
from awards.programmes.next_year import CopyDraft
from awards.programmes.rules import SlugTaken
from awards.web.forms import at_most, required
from awards.web.i18n import language

_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]


class EditionForm(ReasonedForm):
    """What an edition says about itself."""

    columns: tuple[str, ...] = (
        "name",
        "intro",
        "who_may_nominate",
        "who_decides",
        "public_records",
        "deciding_body",
        "legal_basis",
    )
    asked = {"name": N_("Write what this edition is called.")}  # noqa: RUF012 - read only

    name = line(_l("Name of the edition"), _l("With its year."))
    intro = long(_l("Words of welcome"), _l("The first thing people read."))
    who_may_nominate = long(_l("Who may nominate, and whom"))
    who_decides = long(_l("Who decides"))
    public_records = long(
        _l("Public records"),
        _l("What nominators need to know before they write: who can ask to read it."),
    )
    deciding_body = sentence(_l("Deciding body"), _l("Stands on the decision and the certificate."))
    legal_basis = long(_l("Legal basis"), _l("Why you may handle these personal data."))


def moment_field(label: str) -> DateTimeLocalField:
    """Return a field for day and time on the edition's clock."""
    wrong = _l("Write day and time like 2026-11-14 13:00.")
    return DateTimeLocalField(
        label,
        [InputRequired(wrong)],
        format=_FORMATS,
        invalid_value_message=wrong,  # type: ignore[call-arg]
    )


class DatesForm(SetUpForm):
    """The four moments an edition turns on, on its own clock."""

    columns: tuple[str, ...] = ("opens_at", "closes_at", "scoring_opens_at", "scoring_closes_at")

    zone = "Europe/Stockholm"
    opens_at = moment_field(_l("Nominations open"))
    closes_at = moment_field(_l("Nominations close"))
    scoring_opens_at = moment_field(_l("Scoring opens"))
    scoring_closes_at = moment_field(_l("Scoring closes"))

    @staticmethod
    def on_the_clock(edition: Edition, zone: str) -> dict[str, datetime]:
        """Return an edition's moments as its clock shows them: the form's first values."""
        shown = {name: to_zone(getattr(edition, name), zone) for name in DatesForm.columns}
        return {
            name: wall.replace(second=0, microsecond=0, tzinfo=None) for name, wall in shown.items()
        }

    def moments(self) -> dict[str, datetime]:
        """Return the four as moments; only after `validate`."""
        return {name: from_zone(self[name].data, self.zone) for name in DatesForm.columns}

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Ask for moments that exist, exist once, and follow one another."""
        if not super().validate(extra_validators):
            return False
        if not all([self._happens_once(name) for name in DatesForm.columns]):  # noqa: C419 - all of them
            return False
        fine = [
            self._follows("closes_at", "opens_at"),
            self._follows("scoring_opens_at", "closes_at", together=True),
            self._follows("scoring_closes_at", "scoring_opens_at"),
        ]
        return all(fine)

    def _happens_once(self, name: str) -> bool:
        field = self[name]
        try:
            exactly_from_zone(field.data, self.zone)
        except WrongInput as error:
            field.errors = [*field.errors, gettext(error.message, **error.values)]
            return False
        return True

    def _follows(self, name: str, before: str, *, together: bool = False) -> bool:
        """Check one moment against another, on the true clock."""
        moments = self.moments()
        if moments[name] > moments[before] or (together and moments[name] == moments[before]):
            return True
        message = _TOO_EARLY[name]
        shown = format_datetime(self[before].data, MOMENTS[language()], rebase=False)
        self[name].errors = [*self[name].errors, gettext(message, moment=shown)]
        return False

    def compare_with(self, stored: Edition) -> None:
        """Remember the other's dates, as the clock shows them."""
        self.version.data = str(stored.version)
        theirs = self.on_the_clock(stored, self.zone)
        self.theirs = tuple(
            (
                str(self[name].label.text),
                format_datetime(theirs[name], MOMENTS[language()], rebase=False),
            )
            for name in DatesForm.columns
            if theirs[name] != self[name].data
        )


_TOO_EARLY = {
    "closes_at": N_("Nominations must close after they open, so after %(moment)s."),
    "scoring_opens_at": N_("Scoring must not open before nominations close on %(moment)s."),
    "scoring_closes_at": N_("Scoring must close after it opens, so after %(moment)s."),
}


class CopyForm(DatesForm):
    """Next year's edition: its year, its address, its dates."""

    year = IntegerField(
        _l("Year"), [NumberRange(2000, 2100, _l("Write the year with four digits."))]
    )
    slug = SlugField(
        _l("Web address"),
        [required(_l("Write the edition's part of the web address.")), at_most(SLUG_LENGTH)],
        description=_l("Usually the year. It cannot be changed later."),
    )
    name = line(_l("Name of the edition"), _l("With its year."))
    extras = SelectMultipleField(
        _l("Shall this come along, too?"), validate_choice=False, choices=[]
    )
    asked = {"name": N_("Write what this edition is called.")}  # noqa: RUF012 - read only

    def offer(self, extras: Mapping[str, Extra]) -> None:
        """Offer what somebody may bring along."""
        self.extras.choices = [SelectChoice(key, gettext(one.label)) for key, one in extras.items()]

    def draft(self) -> CopyDraft:
        """Return what was typed; only after `validate`."""
        return CopyDraft(
            year=int(self.year.data or 0),
            slug=str(self.slug.data),
            name=self._value(self.name),
            dates=self.moments(),
            extras=tuple(self.extras.data or ()),
        )

    def say_slug_is_taken(self) -> None:
        """Say at the field that another edition has this address."""
        message = gettext(SlugTaken.message, slug=self.slug.data)
        self.slug.errors = [*self.slug.errors, message]
