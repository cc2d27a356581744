"""Forms of programmes, editions, awards and criteria."""

from awards.programmes.forms.award import AwardForm, NewAwardForm
from awards.programmes.forms.criterion import CriterionForm, level_rows
from awards.programmes.forms.edition import CopyForm, DatesForm, EditionForm
from awards.programmes.forms.fields import SetUpForm
from awards.programmes.forms.programme import NewProgrammeForm, ProgrammeForm

__all__ = [
    "AwardForm",
    "CopyForm",
    "CriterionForm",
    "DatesForm",
    "EditionForm",
    "NewAwardForm",
    "NewProgrammeForm",
    "ProgrammeForm",
    "SetUpForm",
    "level_rows",
]
