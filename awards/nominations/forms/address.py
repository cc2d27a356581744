"""The form that corrects a mistyped address."""

from awards.nominations.forms.fields import email_field
from awards.web.forms import BaseForm


class AddressForm(BaseForm):
    """Correct a mistyped address, or have the link sent again."""

    email = email_field()
