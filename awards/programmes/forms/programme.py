"""Forms of a programme: its own, and the one that makes it from a template."""

import re
from typing import Any
from zoneinfo import available_timezones

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the types
    BooleanField,
    ColorField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import NumberRange, ValidationError

from awards.core.colour import readable_accent
from awards.core.languages import LANGUAGES, N_
from awards.programmes.forms.fields import SetUpForm, line
from awards.programmes.ready_made import ProgrammeDraft
from awards.programmes.rules import SLUG, SlugTaken
from awards.web.forms import EMAIL_LINE, ONE_LINE, at_most, is_email, required

ZONES = (
    "Europe/Stockholm",
    "Europe/Oslo",
    "Europe/Copenhagen",
    "Europe/Helsinki",
    "Atlantic/Reykjavik",
    "Atlantic/Faroe",
)
_COLOUR = re.compile(r"#[0-9a-f]{6}")
SLUG_LENGTH = 40


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


class SlugField(StringField):
    """The part of a web address that names something."""

    def pre_validate(self, form: Any) -> None:
        """Keep to letters that can stand in an address."""
        del form
        if self.data and not SLUG.fullmatch(self.data):
            raise ValidationError(gettext("Use the letters a–z, digits and hyphens only."))


class ProgrammeForm(SetUpForm):
    """What a programme is called, where it is, and how it looks."""

    columns: tuple[str, ...] = (
        "name",
        "organisation",
        "place",
        "language",
        "time_zone",
        "accent",
        "contact_email",
    )
    asked = {"name": N_("Write what the awards are called.")}  # noqa: RUF012 - read only

    name = line(_l("Name of the programme"))
    organisation = StringField(
        _l("Organisation"),
        [required(_l("Write which organisation gives the awards.")), at_most(ONE_LINE)],
    )
    place = StringField(
        _l("Town or place"), [at_most(ONE_LINE)], description=_l("Where certificates are signed.")
    )
    language = SelectField(
        _l("Language"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
        description=_l("The programme's own language. Texts must be written in it."),
    )
    time_zone = SelectField(
        _l("Time zone"),
        choices=[SelectChoice(zone, zone.replace("_", " ")) for zone in ZONES],
        description=_l("Deadlines are on this clock."),
    )
    accent = ColorField(
        _l("Colour"),
        [required(_l("Write a colour like #0f5c63."))],
        filters=[_lower],
        description=_l("Of links, buttons and the certificate. It must be dark enough to read."),
    )
    contact_email = StringField(
        _l("Contact address"),
        [
            required(_l("Write an address where people can ask.")),
            at_most(EMAIL_LINE),
            is_email(),
        ],
        description=_l("Shown at the foot of every public page."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer also a zone that is not among the usual ones but stored."""
        super().__init__(*args, **kwargs)
        stored = self.time_zone.object_data
        if stored and stored not in ZONES and stored in available_timezones():
            zones = [*ZONES, stored]
            self.time_zone.choices = [SelectChoice(zone, zone) for zone in zones]

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the name in the language that is chosen here."""
        self.own_language = self.language.data if self.language.data in LANGUAGES else "sv"
        return super().validate(extra_validators)

    def validate_accent(self, field: StringField) -> None:
        """Refuse what is no colour, and what could not be read."""
        typed = field.data or ""
        if not _COLOUR.fullmatch(typed):
            raise ValidationError(gettext("Write a colour like #0f5c63."))
        better = readable_accent(typed)
        if better != typed:
            message = gettext(
                "This colour is too light to be read. %(colour)s is the same one, darker: save"
                " again to take it.",
                colour=better,
            )
            field.data = better
            raise ValidationError(message)


class NewProgrammeForm(ProgrammeForm):
    """A programme and its first edition, from a template."""

    slug = SlugField(
        _l("Web address"),
        [required(_l("Write the programme's part of the web address.")), at_most(SLUG_LENGTH)],
        filters=[_lower],
        description=_l("A short word, such as lund. It cannot be changed later."),
    )
    year = IntegerField(
        _l("Year of the first edition"),
        [NumberRange(2000, 2100, _l("Write the year with four digits."))],
    )
    coordinate = BooleanField(
        _l("I coordinate this programme"),
        default=True,
        description=_l("You then also see nominations, panels and results."),
    )

    def draft(self, template: str) -> ProgrammeDraft:
        """Return what was typed; only after `validate`."""
        return ProgrammeDraft(
            template=template,
            slug=str(self.slug.data),
            year=int(self.year.data or 0),
            coordinate=bool(self.coordinate.data),
            columns=self.values(),
        )

    def say_slug_is_taken(self) -> None:
        """Say at the field that another programme has this address."""
        message = gettext(SlugTaken.message, slug=self.slug.data)
        self.slug.errors = [*self.slug.errors, message]
