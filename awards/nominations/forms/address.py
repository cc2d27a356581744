"""The forms that correct a mistyped address: the nominator's own, and a coordinator's."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField

from awards.core.text import one_line
from awards.nominations.forms.fields import email_field
from awards.web.forms import EMAIL_LINE, BaseForm, at_most, is_email, required


class AddressForm(BaseForm):
    """Correct a mistyped address, or have the link sent again."""

    email = email_field()


class NominatorAddressForm(BaseForm):
    """Correct a nominator's address for them, or have the link sent again."""

    email = EmailField(
        _l("The nominator's e-mail address"),
        [required(_l("Write the e-mail address.")), at_most(EMAIL_LINE), is_email()],
        filters=[one_line],
        render_kw={"autocomplete": "off", "inputmode": "email", "autocapitalize": "none"},
    )
