"""What is stored of a sheet, as a page that has to compare it with its own needs it."""

from collections.abc import Mapping

from awards.programmes.models import Edition
from awards.programmes.settings import rules_of_edition
from awards.programmes.settings.choices import Reasons
from awards.scoring import forms
from awards.scoring.queries import Sheet
from awards.scoring.rules import as_sent


def asks_each(edition: Edition) -> bool:
    """Say whether jurors give a reason on each criterion."""
    return rules_of_edition(edition).reasons_about is Reasons.CRITERION


def stored(sheet: Sheet) -> Mapping[str, str]:
    """Return field → what is stored in it: every control of the page, and nothing else.

    A score that is not given is missing; a text that is not written is empty.
    """
    marks = sheet.marks
    scores = {
        forms.field_name(line): as_sent(marks[line.criterion_id])
        for line in sheet.lines
        if line.criterion_id in marks
    }
    reasons = {
        forms.reason_name(line): sheet.reasons.get(line.criterion_id, "")
        for line in (sheet.lines if asks_each(sheet.award.edition) else ())
    }
    return {**scores, **reasons, "reason": sheet.reason, "note": sheet.note}
