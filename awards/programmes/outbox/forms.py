"""Forms of the outbox: the words of one mail, and the words of a kind of mail."""

from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from awards.mail.kinds import Kind
from awards.mail.merge import Problem, leftovers_of, problems_of
from awards.mail.models import OutboxMail
from awards.mail.texts import Words
from awards.web.forms import ONE_LINE, BaseForm, at_most, required, version_in

LONGEST_BODY = 20_000


def _refuse(problems: Iterable[Problem]) -> None:
    """Raise with all sentences about a text, if there are any."""
    sentences = [gettext(p.message, line=str(p.line), word=p.word) for p in problems]
    if sentences:
        raise ValidationError(" ".join(dict.fromkeys(sentences)))


class _WordsForm(BaseForm):
    """Subject, text, and the version that was looked at."""

    subject = StringField(_l("Subject"), [required(_l("Write a subject.")), at_most(ONE_LINE)])
    body = TextAreaField(
        _l("Text"), [required(_l("Write the text of the mail.")), at_most(LONGEST_BODY)]
    )
    version = HiddenField(default="0")

    @property
    def seen_version(self) -> int:
        """The version the words were written from; one that never was when it is nonsense."""
        return version_in(self.version.data)


class MailForm(_WordsForm):
    """The words of one mail that waits."""

    @classmethod
    def for_mail(cls, mail: OutboxMail) -> "MailForm":
        """Start from what the mail says."""
        return cls(subject=mail.subject, body=mail.body, version=str(mail.version))

    def validate_subject(self, field: StringField) -> None:
        """Refuse merge fields: a mail to one person says the words themselves."""
        _refuse(leftovers_of(field.data or ""))

    def validate_body(self, field: TextAreaField) -> None:
        """Refuse merge fields: a mail to one person says the words themselves."""
        _refuse(leftovers_of(field.data or ""))


class TextForm(_WordsForm):
    """The words of a kind of mail, with merge fields."""

    kind: Kind

    @classmethod
    def for_text(cls, kind: Kind, words: Words) -> "TextForm":
        """Start from the words in use."""
        form = cls(subject=words.subject, body=words.body, version=str(words.version))
        form.kind = kind
        return form

    def words(self) -> Words:
        """Return what was typed, with the version it was written from."""
        body = (self.body.data or "").strip() + "\n"
        subject = " ".join((self.subject.data or "").split())
        return Words(subject, body, self.seen_version)

    def validate_subject(self, field: StringField) -> None:
        """Refuse merge fields that we cannot fill."""
        _refuse(problems_of(field.data or "", self.kind.fields))

    def validate_body(self, field: TextAreaField) -> None:
        """Refuse merge fields that we cannot fill."""
        _refuse(problems_of(field.data or "", self.kind.fields))
