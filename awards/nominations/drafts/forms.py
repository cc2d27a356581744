"""Forms of drafts: where to send the link."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField

from awards.web.forms import EMAIL_LINE, BaseForm, at_most, is_email, required


class LinkForm(BaseForm):
    """Ask for the address that the link to go on goes to."""

    email = EmailField(
        _l("Your e-mail address"),
        [required(_l("Write your e-mail address.")), at_most(EMAIL_LINE), is_email()],
        render_kw={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none"},
    )
