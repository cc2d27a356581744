"""The form of a criterion: its name, what it asks, and words for each level of the scale."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField

from awards.core.languages import LANGUAGES, N_
from awards.programmes.forms.fields import ReasonedForm, SentenceTexts, line, long, texts_of


class CriterionForm(ReasonedForm):
    """What is scored, in words."""

    columns: tuple[str, ...] = ("name", "description", "levels")
    asked = {  # noqa: RUF012 - read only
        "name": N_("Write what the criterion is called."),
        "description": N_("Write what jurors are to ask themselves."),
    }

    name = line(_l("Name of the criterion"))
    description = long(_l("What jurors ask themselves"), _l("One question, in a sentence."))
    levels = FieldList(FormField(SentenceTexts), _l("Words for each level"))

    def values(self) -> dict[str, Any]:
        """Return column → value as typed; only after `validate`."""
        rows = [texts_of(entry) for entry in self.levels.entries]
        spoken = {code for row in rows for code in row}
        words: dict[str, list[str]] = {
            code: [row.get(code, "") for row in rows] for code in LANGUAGES if code in spoken
        }
        return {
            "name": texts_of(self.name),
            "description": texts_of(self.description),
            "levels": words,
        }

    def compare_with(self, stored: Any) -> None:
        """Remember what somebody else stored; levels are compared as they are stored."""
        typed = self.values()["levels"]
        self.columns = ("name", "description")
        super().compare_with(stored)
        if typed != stored.levels:
            words: list[str] = stored.levels.get(self.own_language) or next(
                iter(stored.levels.values()), []
            )
            self.theirs += ((str(self.levels.label.text), " · ".join(words)),)


def level_rows(levels: dict[str, list[str]], number: int) -> list[dict[str, str]]:
    """Return a criterion's words level by level, `number` of them, as the form's first values."""
    return [
        {code: words[n] for code, words in levels.items() if n < len(words)} for n in range(number)
    ]
