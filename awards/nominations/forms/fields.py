"""Fields that only the nomination form has."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Field, Form, StringField, ValidationError

from awards.core.text import one_line
from awards.web.forms import EMAIL_LINE, ONE_LINE, at_most, is_email, required


def email_field() -> EmailField:
    """Ask for the nominator's address."""
    return EmailField(
        _l("Your e-mail address"),
        [required(_l("Write your e-mail address.")), at_most(EMAIL_LINE), is_email()],
        description=_l(
            "We send you a link: once you have confirmed there, your nomination counts."
        ),
        render_kw={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none"},
    )


class MemberForm(Form):
    """A member of the nominee."""

    name = StringField(_l("Name"), [at_most(ONE_LINE)], filters=[one_line])
    title = StringField(_l("Title or role"), [at_most(ONE_LINE)], filters=[one_line])

    def validate_name(self, field: StringField) -> None:
        """Ask for the name that belongs to a title."""
        if self.title.data and not field.data:
            raise ValidationError(_("Write the name too."))


class UnitsField(Field):
    """Ids of ticked workplaces; the boxes are drawn by their group, hundreds at a time."""

    data: list[str]

    def process_data(self, value: object) -> None:
        """Take the ids a nomination has."""
        self.data = list(value) if isinstance(value, (list, tuple, set, frozenset)) else []

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the ids that were ticked."""
        self.data = list(valuelist)
