"""Forms of routing."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the types
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
)
from wtforms.validators import NumberRange, Optional, ValidationError

from awards.programmes.models import Award
from awards.web.forms import BaseForm, required
from awards.web.i18n import translated

MOST_READERS = 50
MOST_READINGS = 9_999
EVERYBODY, BY_RULE, SO_MANY = "all", "rule", "number"
_ALL = 10_000
"""More readers than any jury has: everybody who may."""


def _awards(awards: Iterable[Award]) -> list[Any]:
    return [SelectChoice(award.id, translated(award.name)) for award in awards]


class PlanForm(BaseForm):
    """What a plan is to be made for."""

    awards = SelectMultipleField(_l("Which awards"), choices=[], validate_choice=False)
    how = RadioField(
        _l("How many jurors read each candidate"),
        [required(_l("Choose one of the answers."))],
        choices=[
            SelectChoice(BY_RULE, _l("As the rules of the edition say")),
            SelectChoice(EVERYBODY, _l("Everybody who has no conflict")),
            SelectChoice(SO_MANY, _l("So many:")),
        ],
        default=BY_RULE,
    )
    number = IntegerField(
        _l("Number of readers"),
        [Optional(), NumberRange(1, MOST_READERS, _l("Write a number from 1 to 50."))],
    )
    seed = HiddenField()
    known: frozenset[str] = frozenset()

    @classmethod
    def for_awards(cls, awards: Iterable[Award], **options: Any) -> "PlanForm":
        """Offer these awards; all are ticked to begin with."""
        open_ones = list(awards)
        form = cls(data={"awards": [award.id for award in open_ones]}, **options)
        form.awards.choices = _awards(open_ones)
        form.known = frozenset(award.id for award in open_ones)
        return form

    def validate_awards(self, field: SelectMultipleField) -> None:
        """Ask for at least one of those that are there."""
        if not field.data or not set(field.data) <= self.known:
            raise ValidationError(_l("Choose at least one award."))

    def validate_how(self, field: RadioField) -> None:
        """Ask for the number when that was chosen."""
        if field.data == SO_MANY and not self.number.data:
            raise ValidationError(_l("Write how many readers each candidate is to have."))

    @property
    def readers(self) -> int:
        """Return how many readers are asked for; 0: as the rules say. Only after `validate`."""
        given = {EVERYBODY: _ALL, BY_RULE: 0, SO_MANY: self.number.data}
        return int(given[self.how.data] or 0)

    @property
    def seed_number(self) -> int:
        """Return which of the equally good plans is wanted."""
        text = str(self.seed.data or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else 0  # noqa: PLR2004


class ApplyForm(BaseForm):
    """That a plan is applied, perhaps although readers are missing."""

    incomplete = BooleanField(_l("Apply it although readers are missing"))


class ReaderForm(BaseForm):
    """What is known about somebody's reading."""

    fields = SelectMultipleField(_l("Knows the field of"), choices=[], validate_choice=False)
    most = IntegerField(
        _l("Can read at most"),
        [Optional(), NumberRange(0, MOST_READINGS, _l("Write a whole number, or leave it empty."))],
    )
    away_from = DateField(_l("Cannot read any more, from"), [Optional()])
    known: frozenset[str] = frozenset()

    @classmethod
    def for_awards(cls, awards: Iterable[Award], **options: Any) -> "ReaderForm":
        """Offer the awards on whose panel they vote."""
        theirs = list(awards)
        form = cls(**options)
        form.fields.choices = _awards(theirs)
        form.known = frozenset(award.id for award in theirs)
        return form

    @property
    def chosen(self) -> list[str]:
        """Return the awards that were ticked, of those that are there."""
        return [award_id for award_id in self.fields.data or () if award_id in self.known]
