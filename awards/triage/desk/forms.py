"""Forms of the desk: note and assignee, an answer to a finding, a saved view, a step."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.validators import InputRequired, Optional

from awards.core.errors import WrongInput
from awards.triage.desk import rules
from awards.triage.desk.models import DeskNote, FindingAnswer, StepKind
from awards.triage.desk.queries import Choice
from awards.triage.findings import FindingKind
from awards.triage.forms import LONGEST_NOTE, REASON_WORDS
from awards.triage.models import IneligibleReason
from awards.web.forms import BaseForm, at_most, required, version_in


def _people(people: Sequence[Choice]) -> list[SelectChoice]:
    everybody = [SelectChoice(one.id, one.name) for one in people]
    return [SelectChoice("", _l("Nobody")), *everybody]


class NoteForm(BaseForm):
    """Ask who looks after a nomination, and what colleagues should know."""

    seen = HiddenField()
    assignee = SelectField(_l("Who looks after it"), [Optional()], choices=[])
    note = TextAreaField(_l("A note for your colleagues"), [at_most(rules.LONGEST_NOTE)])

    @property
    def version(self) -> int:
        """The version of the note that the page showed."""
        return version_in(self.seen.data)


def note_form(note: DeskNote | None, people: Sequence[Choice]) -> NoteForm:
    """Make the form with what is noted so far."""
    form = NoteForm(
        data={
            "seen": str(note.version if note else 0),
            "assignee": (note.assignee_id if note else "") or "",
            "note": note.note if note else "",
        },
        prefix="desk-",
    )
    form.assignee.choices = _people(people)
    return form


ANSWER_WORDS: dict[FindingAnswer, str] = {
    FindingAnswer.ACCEPTED: _l("Yes, that is so"),
    FindingAnswer.OVERRULED: _l("It does not count here"),
}


class AnswerForm(BaseForm):
    """Ask what a person says to a finding."""

    seen = HiddenField()
    answer = RadioField(
        _l("What do you say?"),
        [InputRequired(_l("Choose what you say to it."))],
        choices=[SelectChoice(one.value, words) for one, words in ANSWER_WORDS.items()],
    )
    reason = TextAreaField(_l("Why it does not count"), [at_most(LONGEST_NOTE)])

    def is_complete(self) -> bool:
        """Validate, and ask for the reason that an overruled finding needs."""
        if not self.validate():
            return False
        try:
            rules.require_reason(FindingAnswer(self.answer.data), self.reason.data or "")
        except WrongInput as error:
            self.reason.errors = [gettext(error.message)]
        return not self.errors


def answer_form(kind: FindingKind, mark: str = "") -> AnswerForm:
    """Make the form of one finding; a page has several, each with names of its own."""
    return AnswerForm(data={"seen": mark}, prefix=f"{kind.value}-")


class ViewForm(BaseForm):
    """Ask what a view of the list is called, and who sees it."""

    name = StringField(
        _l("What you call it"),
        [required(_l("Give the view a name.")), at_most(rules.LONGEST_NAME)],
    )
    shared = BooleanField(_l("My colleagues in the programme see it, too"))


class StepForm(BaseForm):
    """Ask what a step still needs to know, when it is about to be taken."""

    form_key = HiddenField()
    assignee = SelectField(_l("Who looks after them"), [Optional()], choices=[])
    reason = SelectField(
        _l("Why not?"),
        [Optional()],
        choices=[
            SelectChoice("", _l("Choose a reason")),
            *(SelectChoice(one.value, words) for one, words in REASON_WORDS.items()),
        ],
    )
    note = TextAreaField(_l("In your own words"), [at_most(LONGEST_NOTE)])

    @property
    def why(self) -> IneligibleReason | None:
        """The reason that was chosen."""
        return IneligibleReason(self.reason.data) if self.reason.data else None


def step_form(kind: StepKind, key: str, people: Sequence[Choice]) -> StepForm:
    """Make the form of a step, with only the fields its kind asks."""
    form = StepForm(data={"form_key": key})
    form.assignee.choices = _people(people)
    if kind is not StepKind.ASSIGN:
        del form.assignee
    if kind is not StepKind.REFUSE:
        del form.reason
        del form.note
    return form
