"""Forms of signing in."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField

from awards.web.forms import EMAIL_LINE, BaseForm, at_most, is_email, required


class SignInForm(BaseForm):
    """Ask for a sign-in link."""

    email = EmailField(
        _l("Your e-mail address"),
        [required(_l("Write your e-mail address.")), at_most(EMAIL_LINE), is_email()],
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )
