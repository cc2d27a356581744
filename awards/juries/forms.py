"""Forms of panels, and the words for seats, answers and grounds."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the types
    RadioField,
    SelectChoice,
    SelectField,
    TextAreaField,
)
from wtforms.validators import ValidationError

from awards.accounts.models import Person
from awards.juries.actions import Stated
from awards.juries.models import Answer, Ground, SeatRole
from awards.web.forms import BaseForm, at_most, required

NOTE_LENGTH = 1000

SEAT_WORDS: dict[SeatRole, str] = {
    SeatRole.CHAIR: _l("Chair"),
    SeatRole.MEMBER: _l("Member"),
    SeatRole.SUBSTITUTE: _l("Substitute"),
    SeatRole.SECRETARY: _l("Secretary"),
    SeatRole.ADVISER: _l("Adviser"),
    SeatRole.GUEST: _l("Guest"),
    SeatRole.STEPPED_OUT: _l("Has stepped out"),
    SeatRole.PREPARER: _l("Preparation group"),
    SeatRole.DECIDER: _l("Member of the deciding body"),
    SeatRole.BODY_SECRETARY: _l("The deciding body's secretary"),
}
"""What a seat is called on a page."""

ANSWER_WORDS: dict[Answer, str] = {
    Answer.NONE: _l("No conflict"),
    Answer.UNSURE: _l("Not sure"),
    Answer.CONFLICTED: _l("Conflicted"),
}
"""What an answer is called on a page."""

ANSWER_TONES: dict[Answer, str] = {
    Answer.NONE: "good",
    Answer.UNSURE: "warning",
    Answer.CONFLICTED: "bad",
}
"""The state tag an answer is shown with."""

GROUND_WORDS: dict[Ground, str] = {
    Ground.NOMINATED_IT: _l("Nominated it"),
    Ground.IS_NOMINEE: _l("Is nominated, alone or in the group"),
    Ground.FAMILY_OR_FRIEND: _l("Family or close friend"),
    Ground.SAME_UNIT: _l("Same unit"),
    Ground.MANAGER: _l("Manager, or managed by"),
    Ground.WORKED_TOGETHER: _l("Have worked closely together"),
    Ground.OTHER: _l("Something else"),
}
"""What a ground is called on a page."""


def _options(words: Mapping[Any, str], *, choose: bool = False) -> list[Any]:
    """Return a field's choices; with `choose`, an empty one on top asks for a choice."""
    first = [SelectChoice("", _l("Choose"))] if choose else []
    return [*first, *(SelectChoice(str(value), label) for value, label in words.items())]


def _answer(text: str | None) -> Answer | None:
    return Answer(text) if text in set(Answer) else None


def _ground(text: str | None) -> Ground | None:
    return Ground(text) if text in set(Ground) else None


class StatementForm(BaseForm):
    """What somebody says about one candidate."""

    answer = RadioField(
        _l("Your answer"),
        choices=_options(ANSWER_WORDS),
        coerce=_answer,
        validate_choice=False,
    )
    ground = SelectField(
        _l("What is the connection?"),
        choices=_options(GROUND_WORDS, choose=True),
        coerce=_ground,
        validate_choice=False,
    )
    note = TextAreaField(_l("In your own words"), [at_most(NOTE_LENGTH)])

    @property
    def answered(self) -> bool:
        """Whether anything was chosen."""
        return self.answer.data is not None

    def statement(self) -> Stated:
        """Return what was said; only after `validate`."""
        assert isinstance(self.answer.data, Answer)
        return Stated(self.answer.data, self.ground.data, self.note.data or "")

    def offer_no_way_back(self) -> None:
        """Leave "none" out of the choices: only the coordinator lifts a possible conflict."""
        careful = (Answer.UNSURE, Answer.CONFLICTED)
        self.answer.choices = _options({kind: ANSWER_WORDS[kind] for kind in careful})

    def validate_ground(self, field: SelectField) -> None:
        """Ask for the ground of a conflict."""
        if self.answer.data in {Answer.UNSURE, Answer.CONFLICTED} and field.data is None:
            raise ValidationError(_l("Choose what connects you with this candidate."))


def _doubt(text: str | None) -> Answer | None:
    """Take what a report may say; "none" is not one."""
    answer = _answer(text)
    return None if answer is Answer.NONE else answer


class ReportForm(StatementForm):
    """A juror who is reading recognises somebody: unsure or conflicted."""

    answer = RadioField(
        _l("How sure are you?"),
        [required(_l("Choose one of the two."))],
        choices=_options(
            {
                Answer.CONFLICTED: _l("I am conflicted"),
                Answer.UNSURE: _l("I am not sure; let the coordinator decide"),
            }
        ),
        coerce=_doubt,
        validate_choice=False,
    )


class ResolutionForm(StatementForm):
    """The coordinator's word."""

    answer = RadioField(
        _l("Your decision"),
        [required(_l("Decide: conflicted, or not."))],
        choices=_options({kind: ANSWER_WORDS[kind] for kind in (Answer.NONE, Answer.CONFLICTED)}),
        coerce=_answer,
        validate_choice=False,
    )
    ground = SelectField(
        _l("What is the ground?"),
        choices=_options(GROUND_WORDS, choose=True),
        coerce=_ground,
        validate_choice=False,
    )
    note = TextAreaField(_l("Note for the file"), [at_most(NOTE_LENGTH)])


class SeatForm(BaseForm):
    """Give somebody a seat on a panel."""

    person_id = SelectField(
        _l("Person"), [required(_l("Choose who gets the seat."))], validate_choice=False
    )
    role = SelectField(
        _l("Seat"),
        choices=_options({r: w for r, w in SEAT_WORDS.items() if r is not SeatRole.STEPPED_OUT}),
        default=SeatRole.MEMBER,
    )

    @classmethod
    def for_people(cls, people: Iterable[Person], award_id: str, **options: object) -> "SeatForm":
        """Offer these people; field ids carry the award, since a page has one form an award."""
        form = cls(**options)
        form.person_id.choices = _options({p.id: p.name for p in people}, choose=True)
        for field in (form.person_id, form.role):
            field.id = f"{field.name}-{award_id}"
        return form
