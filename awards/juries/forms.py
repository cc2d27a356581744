"""Forms of panels, and the words for seats, answers and grounds."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the types
    BooleanField,
    DateField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional, ValidationError

from awards.accounts.models import Person
from awards.core.clock import day_of, from_zone
from awards.juries.actions import Stated
from awards.juries.models import Answer, Ground, PanelSeat, SeatRole
from awards.juries.seating import Appointment
from awards.web.forms import BaseForm, at_most, required

NOTE_LENGTH = 1000
OFFICE_LENGTH = 120
_DAY = timedelta(days=1)
_DAY_LIKE = _l("Write the day like 2026-11-14.")

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

GIVEN_SEATS = {role: word for role, word in SEAT_WORDS.items() if role is not SeatRole.STEPPED_OUT}
"""Seats to choose from: stepping out has a page of its own."""

SEAT_MEANINGS: dict[SeatRole, str] = {
    SeatRole.CHAIR: _l("Leads the jury, reads, scores and makes its proposal."),
    SeatRole.MEMBER: _l("Reads and scores."),
    SeatRole.SUBSTITUTE: _l("Reads nothing before they stand in for somebody."),
    SeatRole.SECRETARY: _l("Sees the results when scoring has closed. No vote."),
    SeatRole.ADVISER: _l("Sees the results when scoring has closed. No vote."),
    SeatRole.GUEST: _l("Is in the room. No vote, no texts, no results."),
    SeatRole.PREPARER: _l(
        "Reads the texts without names, and the results when scoring has closed."
    ),
    SeatRole.DECIDER: _l("Sees the results when scoring has closed, and decides on the proposal."),
    SeatRole.BODY_SECRETARY: _l("Writes down what the deciding body decides."),
}
"""What a seat lets somebody do, beside what their role lets them."""

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
        choices=_options(GIVEN_SEATS),
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


class AppointmentForm(BaseForm):
    """What somebody's seat is, in what right they have it and from when to when."""

    role = SelectField(_l("Seat"), choices=_options(GIVEN_SEATS))
    office = StringField(_l("By virtue of office"), [at_most(OFFICE_LENGTH)])
    first_day = DateField(_l("First day"), [Optional()], invalid_value_message=_DAY_LIKE)  # type: ignore[call-arg]
    last_day = DateField(_l("Last day"), [Optional()], invalid_value_message=_DAY_LIKE)  # type: ignore[call-arg]

    @classmethod
    def for_seat(cls, seat: PanelSeat, zone: str, **options: object) -> "AppointmentForm":
        """Fill in what the seat says, in days of the edition's zone."""
        first, last = seat.begins_at, seat.ends_at
        return cls(
            role=seat.role,
            office=seat.office,
            first_day=day_of(first, zone) if first else None,
            last_day=day_of(last, zone) - _DAY if last else None,
            **options,
        )

    def appointment(self, zone: str) -> Appointment:
        """Return what was typed; the last day counts until its midnight."""
        first, last = self.first_day.data, self.last_day.data
        return Appointment(
            (self.office.data or "").strip(),
            _midnight(first, zone) if first else None,
            _midnight(last + _DAY, zone) if last else None,
        )

    def validate_last_day(self, field: DateField) -> None:
        """Ask for days in their order."""
        if field.data and self.first_day.data and field.data < self.first_day.data:
            raise ValidationError(_l("The last day cannot be before the first."))


def _midnight(day: date, zone: str) -> datetime:
    return from_zone(datetime.combine(day, time()), zone)


class StepOutForm(BaseForm):
    """Somebody steps out, why, and who stands in."""

    reason = TextAreaField(
        _l("Why they step out"), [required(_l("Write why they step out.")), at_most(NOTE_LENGTH)]
    )
    stand_in = SelectField(_l("Who stands in"), validate_choice=False)
    everywhere = BooleanField(_l("From all awards of this edition on whose panels they vote"))

    def offer(self, substitutes: Iterable[Person], *, must: bool) -> None:
        """Offer these substitutes; unless one must be chosen, somebody can be found later."""
        first = _l("Choose") if must else _l("Nobody yet")
        people = {p.id: p.name for p in substitutes}
        self.stand_in.choices = [SelectChoice("", first), *_options(people)]


class StandInForm(BaseForm):
    """Who takes the place of somebody who has stepped out."""

    stand_in = SelectField(
        _l("Who stands in"), [required(_l("Choose who stands in."))], validate_choice=False
    )

    def offer(self, substitutes: Iterable[Person]) -> None:
        """Offer these substitutes."""
        self.stand_in.choices = _options({p.id: p.name for p in substitutes}, choose=True)
