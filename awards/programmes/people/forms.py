"""Forms of people and roles."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the types
    EmailField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import ValidationError

from awards.accounts.organisation.fields import PersonField
from awards.core.languages import LANGUAGES
from awards.core.permissions import WHOLE_PROGRAMME, Role
from awards.core.text import one_line
from awards.programmes.models import Edition
from awards.programmes.people.actions import Guest, Place
from awards.web.forms import EMAIL_LINE, ONE_LINE, BaseForm, at_most, is_email, required
from awards.web.i18n import translated
from awards.web.navigation import ROLE_NAMES


class _PlaceForm(BaseForm):
    """A role, and in which editions."""

    role = SelectField(_l("Role"), [required(_l("Choose a role."))])
    edition = SelectField(
        _l("Editions"),
        description=_l("Administrators, coordinators and auditors work with all of them."),
    )

    def offer(self, roles: Iterable[Role], editions: Iterable[Edition]) -> "Any":
        """Offer these roles, and these editions beside all of them."""
        self.role.choices = [
            SelectChoice("", _l("Choose")),
            *(SelectChoice(role.value, ROLE_NAMES[role]) for role in roles),
        ]
        self.edition.choices = [
            SelectChoice("", _l("All editions")),
            *(SelectChoice(one.id, translated(one.name)) for one in editions),
        ]
        return self

    def validate_edition(self, field: SelectField) -> None:
        """Refuse one edition for a role that is held in all of them."""
        if field.data and self.role.data in {role.value for role in WHOLE_PROGRAMME}:
            raise ValidationError(
                _l("This role is always held in all editions. Choose “All editions”.")
            )

    def place(self) -> Place:
        """Return what was chosen; only after `validate`."""
        return Place(Role(self.role.data), self.edition.data or None)


class RoleForm(_PlaceForm):
    """Give somebody who is known here a role."""

    person = PersonField(_l("Person"))


class GuestForm(_PlaceForm):
    """Invite somebody from outside."""

    name = StringField(
        _l("Name"),
        [required(_l("Write the name of the guest.")), at_most(ONE_LINE)],
        filters=[one_line],
        render_kw={"autocomplete": "off"},
    )
    email = EmailField(
        _l("E-mail address"),
        [required(_l("Write the guest's e-mail address.")), at_most(EMAIL_LINE), is_email()],
        render_kw={"autocomplete": "off", "inputmode": "email"},
    )
    language = SelectField(
        _l("Language of the invitation"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
    )

    def guest(self) -> Guest:
        """Return who was written down; only after `validate`."""
        return Guest(str(self.name.data), str(self.email.data), str(self.language.data))
