"""What every award asks, and in which words."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    FieldList,
    FormField,
    HiddenField,
    MultipleFileField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from awards.core.text import one_line
from awards.nominations.forms.choices import EFFECTS, KINDS, RELATIONS
from awards.nominations.forms.fields import MemberForm, UnitsField, email_field
from awards.nominations.rules import MOST_MEMBERS
from awards.web.forms import EMAIL_LINE, ONE_LINE, BaseForm, at_most, is_email, required

MOST_CHARACTERS = 20_000
_FEWEST_ROWS = 3


class NominationFields(BaseForm):
    """The fields; `NominationForm` adds what is checked, `form_for` the award's own prompts."""

    form_key = HiddenField(validators=[at_most(64)])
    version = HiddenField()
    opened = HiddenField(validators=[at_most(200)])
    asked_again = HiddenField()
    nominee_kind = RadioField(
        _l("What do you nominate?"),
        [required(_l("Choose a person, a group, a unit or a project."))],
        choices=KINDS,
        validate_choice=False,
    )
    nominee_name = StringField(
        _l("Name"),
        [required(_l("Write who you nominate.")), at_most(ONE_LINE)],
        description=_l("First name and surname, or what the group, unit or project is called."),
        filters=[one_line],
        render_kw={"autocomplete": "off"},
    )
    nominee_title = StringField(
        _l("Title or role"),
        [at_most(ONE_LINE)],
        filters=[one_line],
        render_kw={"autocomplete": "off"},
    )
    nominee_email = EmailField(
        _l("Their e-mail address"),
        [at_most(EMAIL_LINE), Optional(), is_email()],
        filters=[one_line],
        render_kw={"autocomplete": "off", "inputmode": "email", "autocapitalize": "none"},
    )
    members = FieldList(
        FormField(MemberForm),
        _l("Members"),
        min_entries=_FEWEST_ROWS,
        max_entries=MOST_MEMBERS,
    )
    units = UnitsField(_l("Where do they work?"))
    partner = StringField(
        _l("A partner outside, or a workplace that is not in the list"),
        [at_most(ONE_LINE)],
        filters=[one_line],
    )
    effect_kind = RadioField(
        _l("Is there an effect already?"),
        [required(_l("Choose whether the effect is there already or expected."))],
        choices=EFFECTS,
    )
    effect = TextAreaField(
        _l("Who benefits, and how?"), [at_most(MOST_CHARACTERS)], render_kw={"rows": 5}
    )
    inspired_by = TextAreaField(
        _l("Is it inspired by somebody else's work?"),
        [at_most(MOST_CHARACTERS)],
        description=_l(
            "An earlier project, a colleague, another municipality. Building on others is fine."
        ),
        render_kw={"rows": 2},
    )
    attachments = MultipleFileField(_l("Files"))
    nominator_name = StringField(
        _l("Your name"),
        [required(_l("Write your name.")), at_most(ONE_LINE)],
        filters=[one_line],
        render_kw={"autocomplete": "name"},
    )
    nominator_email = email_field()
    relation = RadioField(
        _l("What are you to the municipality?"),
        [required(_l("Choose what fits you best."))],
        choices=RELATIONS,
        validate_choice=False,
    )
    website = StringField(_l("Leave this empty"))
