"""Forms of triage: the verdict, and the texts of a juror copy."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import InputRequired, Optional

from awards.triage import rules
from awards.triage.desk.rules import Standing, still_open
from awards.triage.models import IneligibleReason, Verdict
from awards.web.forms import BaseForm, at_most

LONGEST_NOTE = 2000
LONGEST_SECTION = 20_000
LONGEST_WORDS = 80

VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.ELIGIBLE: _l("Yes, it takes part"),
    Verdict.INELIGIBLE: _l("No, it cannot take part"),
}
REASON_WORDS: dict[IneligibleReason, str] = {
    IneligibleReason.NOT_EMPLOYED: _l("The nominee does not work here"),
    IneligibleReason.ORGANISATION_NOT_ELIGIBLE: _l("The nominee's organisation is not included"),
    IneligibleReason.SELF_NOMINATION: _l("Somebody has nominated themselves"),
    IneligibleReason.TOO_THIN: _l("The text says too little to judge by"),
    IneligibleReason.LATE: _l("It came too late"),
    IneligibleReason.WRONG_AWARD: _l("It does not fit this award"),
    IneligibleReason.OTHER: _l("Another reason, written below"),
}


class VerdictForm(BaseForm):
    """Ask whether a nomination takes part, and if not, why."""

    seen = HiddenField()
    verdict = RadioField(
        _l("Does it take part?"),
        [InputRequired(_l("Choose whether it takes part."))],
        choices=[SelectChoice(one.value, words) for one, words in VERDICT_WORDS.items()],
    )
    reason = SelectField(
        _l("Why not?"),
        [Optional()],
        choices=[
            SelectChoice("", _l("Choose a reason")),
            *(SelectChoice(one.value, words) for one, words in REASON_WORDS.items()),
        ],
    )
    note = TextAreaField(_l("In your own words"), [at_most(LONGEST_NOTE)])

    def judgement(self) -> rules.Judgement:
        """Return the verdict; a reason is only kept with a no."""
        verdict = Verdict(self.verdict.data)
        refused = verdict is Verdict.INELIGIBLE and self.reason.data
        reason = IneligibleReason(self.reason.data) if refused else None
        return rules.Judgement(verdict, reason, self.note.data or "")

    def is_complete(
        self, *, late: bool, ruled_out: bool = False, found: Sequence[Standing] = ()
    ) -> bool:
        """Validate, and ask which words the verdict needs; a yes, which findings are open."""
        if not self.validate():
            return False
        missing = rules.missing_words(self.judgement(), late=late, ruled_out=ruled_out)
        for name, message in missing.items():
            self[name].errors = [gettext(message)]
        left = still_open(found, self.note.data or "") if self._is_yes() and not missing else 0
        if left:
            self.verdict.errors = [_findings_first(left)]
        return not missing and not left

    def _is_yes(self) -> bool:
        return bool(self.verdict.data == Verdict.ELIGIBLE.value)


def _findings_first(left: int) -> str:
    """Say that findings have to be answered before somebody takes part."""
    return str(
        ngettext(
            "%(num)s finding above is open. Say first whether it is so.",
            "%(num)s findings above are open. Say first of each whether it is so.",
            left,
        )
    )


def _was_sent(form: BaseForm, field: Field) -> None:
    """Refuse a form from which a text is missing: that is not the same as an emptied one."""
    del form
    if not field.raw_data:
        raise ValidationError(gettext("This text did not arrive. Load the page again."))


class MarkForm(BaseForm):
    """What shall become of one mark; the pressed button says which."""

    seen = HiddenField()
    words = StringField(_l("Write instead"), [at_most(LONGEST_WORDS)], id="mark-words")
    sure = BooleanField(_l("Yes, the jury shall read this name"), id="mark-sure")


class MaskForm(BaseForm):
    """Words that nothing has marked, and what shall stand there instead."""

    seen = HiddenField()
    words = StringField(_l("Words to mask"), [at_most(LONGEST_WORDS)], id="mask-words")
    stand_in = StringField(_l("Write instead"), [at_most(LONGEST_WORDS)], id="mask-stand-in")


class CopyForm(BaseForm):
    """The texts of a juror copy; made for its sections with `copy_form`."""

    seen = HiddenField()
    empty_ok = BooleanField(_l("Let the jury see an empty text"))
    sections: tuple[str, ...] = ()
    """The names of the text fields, in reading order."""

    @property
    def texts(self) -> list[str]:
        """What is typed in each section, in reading order."""
        return [self[name].data or "" for name in self.sections]

    @property
    def fields(self) -> list[Field]:
        """The text fields, in reading order."""
        return [self[name] for name in self.sections]

    def is_approvable(self) -> bool:
        """Validate, and ask for a tick before an empty text goes out."""
        if not self.validate():
            return False
        if not any(self.texts) and not self.empty_ok.data:
            message = gettext("All of the text is gone. Tick the box if the jury shall see that.")
            self.empty_ok.errors = [message]
        return not self.errors


def copy_form(headings: Sequence[str], texts: Sequence[str], seen: str) -> CopyForm:
    """Make the form of a copy with one text field a section, labelled by its heading."""
    names = tuple(f"text_{number}" for number in range(len(headings)))
    fields: dict[str, Any] = {
        name: TextAreaField(heading, [_was_sent, at_most(LONGEST_SECTION)])
        for name, heading in zip(names, headings, strict=True)
    }
    made = type("SectionsForm", (CopyForm,), {**fields, "sections": names})
    form: CopyForm = made(data={**dict(zip(names, texts, strict=True)), "seen": seen})
    return form
