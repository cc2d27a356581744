"""The form of a score sheet."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField

from awards.core.text import tidy
from awards.scoring.actions import Typed
from awards.scoring.opened import Opened
from awards.scoring.queries import Line
from awards.scoring.rules import ABSTAIN
from awards.web.forms import BaseForm, at_most

REASON_LENGTH = 4000
_PREFIX = "score-"


def field_name(line: Line) -> str:
    """Return what a criterion's control is called in the form."""
    return f"{_PREFIX}{line.key}"


def typed_in(sent: Mapping[str, str], sheet: Opened) -> Typed | None:
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
    reason = sent.get("reason")
    if reason is not None:
        reason = tidy(reason)
        if len(reason) > REASON_LENGTH:
            return None
    return Typed(marks, reason)


def _is_mark(text: str, scale: range) -> bool:
    return text == ABSTAIN or text in map(str, scale)


class SheetForm(BaseForm):
    """What a sheet's page sends: the version it was opened with, marks, a reason."""

    version = HiddenField(default="0")
    reason = TextAreaField(_l("Your reasons"), [at_most(REASON_LENGTH)])

    low: int = 1
    high: int = 5
    sent: dict[str, str]

    @classmethod
    def of(cls, sent: dict[str, str], lines: Iterable[Line], *, low: int, high: int) -> "SheetForm":
        """Bind a form to what was sent; only the sheet's own criteria are looked at."""
        form = cls()
        form.low, form.high = low, high
        form.sent = {
            line.criterion_id: sent[field_name(line)] for line in lines if field_name(line) in sent
        }
        return form

    def validate(self, extra_validators: dict[str, list[object]] | None = None) -> bool:
        """Check fields and marks."""
        fine: bool = super().validate(extra_validators)
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
        return Typed(self.marks, reason)
