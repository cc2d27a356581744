"""The matrix of weights, awards by criteria, and the choice of organisations."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectMultipleField
from wtforms.validators import NumberRange, StopValidation

from awards.core.errors import WrongInput
from awards.core.languages import in_language
from awards.programmes.forms.fields import ReasonedForm
from awards.programmes.models import Edition
from awards.programmes.weighing import HIGHEST, require_counting, weights_of
from awards.web.i18n import language


class WeightField(IntegerField):
    """A whole number; nonsense is kept and explained in our words."""

    def process_formdata(self, valuelist: Any) -> None:
        """Read digits; an empty cell is no answer."""
        text = str(valuelist[0]).strip() if valuelist else ""
        if text.isascii() and text.isdecimal() and len(text) < 10:  # noqa: PLR2004
            self.data = int(text)
            return
        self.data = None
        raise ValueError(gettext("Write a whole number from 0 to %(most)s.", most=HIGHEST))

    def pre_validate(self, form: Any) -> None:
        """Say once what is wrong with what is no number."""
        del form
        if self.process_errors:
            raise StopValidation


class WeightsForm(ReasonedForm):
    """What all matrices share; the cells come on top."""

    edition: Edition

    def weights(self) -> dict[str, dict[str, int]]:
        """Return award id → criterion id → weight as typed; an unreadable one is 0."""
        return {
            award.id: {c.id: self.cell(award.id, c.id).data or 0 for c in self.edition.criteria}
            for award in self.edition.awards
        }

    def cell(self, award_id: str, criterion_id: str) -> Any:
        """Return the field of one weight."""
        return self[cell_name(award_id, criterion_id)]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Ask for something that counts in each award."""
        fine = bool(super().validate(extra_validators))
        return fine and all([self._counts(award) for award in self.edition.awards])  # noqa: C419

    def compare_with(self, stored: Edition) -> None:
        """Remember the other's weights where they are not the ones typed."""
        self.version.data = str(stored.version)
        typed, theirs = self.weights(), weights_of(stored)
        self.theirs = tuple(
            (str(self.cell(award.id, criterion.id).label.text), str(theirs[award.id][criterion.id]))
            for award in stored.awards
            for criterion in stored.criteria
            if theirs[award.id][criterion.id] != typed[award.id][criterion.id]
        )

    def _counts(self, award: Any) -> bool:
        try:
            require_counting(self.weights()[award.id], in_language(award.name, language()))
        except WrongInput as error:
            first = self.cell(award.id, self.edition.criteria[0].id)
            first.errors = [*first.errors, gettext(error.message, **error.values)]
            return False
        return True


def cell_name(award_id: str, criterion_id: str) -> str:
    """Return the name of one weight's field."""
    return f"w-{award_id}-{criterion_id}"


def weights_form(edition: Edition) -> WeightsForm:
    """Return the matrix as the weights are, or as it was sent."""
    message = _l("Write a whole number from 0 to 100.")
    stored = weights_of(edition)
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {"version": edition.version}
    for award in edition.awards:
        for criterion in edition.criteria:
            name = cell_name(award.id, criterion.id)
            label = f"{in_language(award.name, language())}: "
            label += in_language(criterion.name, language())
            fields[name] = WeightField(label, [NumberRange(0, HIGHEST, message)])
            data[name] = stored[award.id][criterion.id]
    form: WeightsForm = type("WeightsForm", (WeightsForm,), fields)(data=data)
    form.edition = edition
    return form


class OrganisationsForm(ReasonedForm):
    """Whose staff may be nominated."""

    units = SelectMultipleField(_l("Organisations"), choices=[], validate_choice=False)

    def compare_names(self, stored: Edition, names: Iterable[str]) -> None:
        """Remember which organisations the other chose."""
        self.version.data = str(stored.version)
        self.theirs = ((str(self.units.label.text), ", ".join(names)),)
