"""The form of a programme's coat of arms or logo."""

from flask_babel import lazy_gettext as _l
from wtforms import FileField

from awards.core.languages import N_
from awards.files.inspection import LARGEST_EMBLEM
from awards.programmes.forms.fields import SetUpForm, line

_MB = 1024 * 1024


class ArmsForm(SetUpForm):
    """A picture, and what it shows in words."""

    columns = ("arms_alt",)
    asked = {"arms_alt": N_("Write what the picture shows.")}  # noqa: RUF012 - read only

    file = FileField(
        _l("Picture"),
        description=_l(
            "PNG or JPEG, at most %(most)s MB. A PNG with a transparent ground looks best.",
            most=LARGEST_EMBLEM // _MB,
        ),
        render_kw={"accept": ".png,.jpg,.jpeg"},
    )
    arms_alt = line(
        _l("The picture in words"),
        _l("For those who do not see it, such as “Coat of arms of the City of Lund”."),
    )
