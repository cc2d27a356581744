"""The form of an award, with the questions its nominators answer."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the types
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
)
from wtforms.validators import NumberRange

from awards.core.languages import N_
from awards.programmes.forms.fields import (
    LineTexts,
    LongTexts,
    ReasonedForm,
    line,
    long,
    sentence,
    texts_of,
)
from awards.programmes.forms.programme import SLUG_LENGTH, SlugField
from awards.programmes.rules import PromptDraft
from awards.web.forms import at_most

EMBLEMS = {
    "kunskap": _l("Book"),
    "innovation": _l("Spark"),
    "oppenhet": _l("Open door"),
    "lyssna": _l("Ear"),
    "lara": _l("Steps"),
    "leda": _l("Flag"),
    "stjarna": _l("Star"),
    "lov": _l("Leaf"),
    "vag": _l("Road"),
    "hand": _l("Hand"),
}
MOST_PROMPTS = 8


class PromptForm(Form):
    """A question; one without any words is taken away."""

    key = HiddenField()
    label = FormField(LineTexts, _l("The question itself"))
    hint = FormField(LongTexts, _l("Hint"))
    example = FormField(
        LongTexts,
        _l("Example of an answer"),
        description=_l("Two or three sentences, as somebody would write them. Made-up names only."),
    )
    place = IntegerField(_l("Place in the form"), [NumberRange(0, 99)])


class AwardForm(ReasonedForm):
    """What an award is called, what it is for, and what nominators are asked."""

    columns: tuple[str, ...] = (
        "name",
        "statement",
        "signs",
        "prize",
        "emblem",
        "to_be_confirmed",
        "deciding_body",
        "legal_basis",
    )
    asked = {  # noqa: RUF012 - read only
        "name": N_("Write what the award is called."),
        "statement": N_("Write what the award is for."),
    }

    name = line(_l("Name of the award"))
    statement = long(_l("What it is for"), _l("“For somebody who …”, in a sentence or two."))
    signs = long(
        _l("What somebody did for whom it fits"),
        _l("One a line, two to four lines. Whoever is unsure which award fits ticks them."),
    )
    prize = sentence(_l("Prize"))
    emblem = RadioField(
        _l("Emblem"), choices=[SelectChoice(key, label) for key, label in EMBLEMS.items()]
    )
    to_be_confirmed = BooleanField(
        _l("The text is to be confirmed"), description=_l("Readers see that it may change.")
    )
    deciding_body = sentence(_l("Deciding body"), _l("Only if it is not the edition's."))
    legal_basis = long(_l("Legal basis"), _l("Only if it is not the edition's."))
    prompts = FieldList(FormField(PromptForm), _l("Questions"), max_entries=MOST_PROMPTS)

    def number_places(self) -> None:
        """Write the places of the questions as they stand; a new one comes last."""
        for number, entry in enumerate(self.prompts.entries, start=1):
            if entry.form.place.data is None:
                entry.form.place.data = number

    def prompt_drafts(self) -> list[PromptDraft]:
        """Return the questions in the order of their places; empty ones are left out."""
        rows = [entry.form for entry in self.prompts.entries]
        rows.sort(key=lambda row: MOST_PROMPTS if row.place.data is None else row.place.data)
        drafts = [
            PromptDraft(
                row.key.data or "", texts_of(row.label), texts_of(row.hint), texts_of(row.example)
            )
            for row in rows
        ]
        return [draft for draft in drafts if draft.label or draft.hint or draft.example]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Ask for questions in the own language."""
        fine = super().validate(extra_validators)
        for entry in self.prompts.entries:
            label, more = entry.form.label, (entry.form.hint, entry.form.example)
            if (texts_of(label) or any(map(texts_of, more))) and not texts_of(label).get(
                self.own_language
            ):
                wanted = label.form[self.own_language]
                wanted.errors = [*wanted.errors, gettext("Write the question.")]
                # A list keeps the errors it had when it was checked itself.
                self.prompts.errors = [*self.prompts.errors, entry.errors]
                fine = False
        return fine


class NewAwardForm(AwardForm):
    """An award that is not there yet: it also gets an address."""

    columns = ("slug", *AwardForm.columns)

    slug = SlugField(
        _l("Web address"),
        [at_most(SLUG_LENGTH)],
        description=_l("Made from the name when left empty. It cannot be changed later."),
    )
