"""The form of a score sheet."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the types
    HiddenField,
    RadioField,
    SelectChoice,
    TextAreaField,
)

from awards.core.text import tidy
from awards.scoring.actions import Savable, Typed
from awards.scoring.queries import Line
from awards.scoring.rules import ABSTAIN, Reopening
from awards.web.forms import BaseForm, at_most, required

REASON_LENGTH = 4000
_PREFIX = "score-"
_REASON_PREFIX = "reason-"
_TOO_LONG = "\0"
SHORT_LENGTH = 1000
"""How long a reason on one criterion may be."""


def field_name(line: Line) -> str:
    """Return what a criterion's control is called in the form."""
    return f"{_PREFIX}{line.key}"


def reason_name(line: Line) -> str:
    """Return what the text under a criterion is called in the form."""
    return f"{_REASON_PREFIX}{line.key}"


def typed_in(sent: Mapping[str, str], sheet: Savable) -> Typed | None:
    """Read what a page sent; none when something in it is wrong, and `SheetForm` then says what.

    All that is right takes this way, for making a form takes as long as saving what it holds.
    """
    marks: dict[str, int | None] = {}
    for key, criterion_id in sheet.keys.items():
        text = sent.get(f"{_PREFIX}{key}")
        if text is None:
            continue
        if not _is_mark(text, sheet.scale):
            return None
        marks[criterion_id] = None if text == ABSTAIN else int(text)
    texts = [_text(sent.get(name), REASON_LENGTH) for name in ("reason", "note")]
    reasons = {
        criterion_id: _text(sent[name], SHORT_LENGTH)
        for key, criterion_id in sheet.keys.items()
        if (name := f"{_REASON_PREFIX}{key}") in sent
    }
    if _TOO_LONG in texts or _TOO_LONG in reasons.values():
        return None
    reason, note = texts
    return Typed(marks, reason, {key: text or "" for key, text in reasons.items()}, note)


def _text(text: str | None, most: int) -> str | None:
    """Return a text as it is stored, none where none was sent, or that it is too long."""
    if text is None:
        return None
    tidied = tidy(text)
    return tidied if len(tidied) <= most else _TOO_LONG


def _is_mark(text: str, scale: range) -> bool:
    return text == ABSTAIN or text in map(str, scale)


REOPENING_WORDS: dict[Reopening, str] = {
    Reopening.MISTAKE: _l("I chose a score by mistake"),
    Reopening.MISREAD: _l("I misread the text"),
    Reopening.COMPARED: _l("I see it differently after reading others"),
    Reopening.OTHER: _l("Something else"),
}
"""Why a juror opens a sheet again, in words."""


def _reopening(text: str | None) -> Reopening | None:
    return Reopening(text) if text in set(Reopening) else None


class ReopenForm(BaseForm):
    """Why a handed-in sheet is opened again."""

    why = RadioField(
        _l("Why do you want to change it?"),
        [required(_l("Choose a reason."))],
        choices=[SelectChoice(code.value, words) for code, words in REOPENING_WORDS.items()],
        coerce=_reopening,
        validate_choice=False,
    )


class SheetForm(BaseForm):
    """What a sheet's page sends: the version it was opened with, marks, reasons, a note."""

    version = HiddenField(default="0")
    reason = TextAreaField(_l("Your reasons"), [at_most(REASON_LENGTH)])

    low: int = 1
    high: int = 5
    sent: dict[str, str]
    reasons: Mapping[str, str] = MappingProxyType({})
    """Criterion id → reason, as it was sent."""
    note: str | None = None
    """The private note as it was sent. No field of the form: a field takes long to make."""

    @classmethod
    def of(cls, sent: dict[str, str], lines: Sequence[Line], *, low: int, high: int) -> "SheetForm":
        """Bind a form to what was sent; only the sheet's own criteria are looked at."""
        form = cls()
        form.low, form.high = low, high
        form.sent = {
            line.criterion_id: sent[field_name(line)] for line in lines if field_name(line) in sent
        }
        form.note = tidy(sent["note"]) if "note" in sent else None
        form.reasons = {
            line.criterion_id: tidy(sent[reason_name(line)])
            for line in lines
            if reason_name(line) in sent
        }
        return form

    def validate(self, extra_validators: dict[str, list[object]] | None = None) -> bool:
        """Check fields and marks."""
        fine: bool = super().validate(extra_validators)
        if len(self.note or "") > REASON_LENGTH:
            self.form_errors.append(_("Use at most %(max)d characters.", max=REASON_LENGTH))
            fine = False
        if any(len(text) > SHORT_LENGTH for text in self.reasons.values()):
            self.form_errors.append(
                _("Use at most %(max)d characters for each reason.", max=SHORT_LENGTH)
            )
            fine = False
        if any(not self._is_mark(text) for text in self.sent.values()):
            self.form_errors.append(
                _(
                    "Choose a score from %(low)s to %(high)s, or abstain.",
                    low=self.low,
                    high=self.high,
                )
            )
            return False
        return fine

    def _is_mark(self, text: str) -> bool:
        return _is_mark(text, range(self.low, self.high + 1))

    @property
    def marks(self) -> dict[str, int | None]:
        """Criterion id → score, None for an abstention; what is nonsense is left out."""
        good = {key: text for key, text in self.sent.items() if self._is_mark(text)}
        return {key: None if text == ABSTAIN else int(text) for key, text in good.items()}

    def typed(self) -> Typed:
        """Return what was sent; only after `validate`."""
        reason = None if self.reason.raw_data in (None, []) else self.reason.data
        return Typed(self.marks, reason, self.reasons, self.note)
