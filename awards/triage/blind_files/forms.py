"""Forms of a blind copy: the file, and the word of whoever has looked at it."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField

from awards.files.kinds import FileKind, accept_of
from awards.web.forms import BaseForm, version_in


class BlindCopyForm(BaseForm):
    """Upload a copy without names."""

    file = FileField(
        _l("The copy without names"),
        render_kw={"accept": accept_of((FileKind.PDF, FileKind.IMAGE))},
    )


class LookedForm(BaseForm):
    """Say that nobody can be recognised, and let the jury have it."""

    version = HiddenField()
    looked = BooleanField(_l("I have opened the copy: nobody can be recognised in it"))

    @property
    def seen_version(self) -> int:
        """The version the page showed; -1 when the form does not say."""
        return version_in(self.version.data)
