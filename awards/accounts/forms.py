"""Forms of signing in."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, StringField

from awards.web.forms import EMAIL_LINE, BaseForm, at_most, is_email, required


class SignInForm(BaseForm):
    """Ask for a sign-in link."""

    email = EmailField(
        _l("Your e-mail address"),
        [required(_l("Write your e-mail address.")), at_most(EMAIL_LINE), is_email()],
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )


class CodeForm(BaseForm):
    """Take the code of a mail, in the browser that asked for it."""

    code = StringField(
        _l("The code in the mail"),
        [required(_l("Write the code in the mail: two groups of four.")), at_most(20)],
        description=_l("Two groups of four, such as K7QM 2XPD."),
        render_kw={
            "autocomplete": "one-time-code",
            "autocapitalize": "characters",
            "spellcheck": "false",
        },
    )
