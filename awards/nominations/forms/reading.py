"""Everything a form says, in the page's order, to be read through before it is sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, RadioField

from awards.nominations.delicate import Delicate, delicate_in
from awards.nominations.forms.nomination import NominationForm
from awards.nominations.models import NomineeKind
from awards.nominations.rules import words_in


@dataclass(frozen=True)
class Answer:
    """A question, what was answered, and the field where it is changed."""

    label: str
    lines: tuple[str, ...]
    field_id: str


@dataclass(frozen=True)
class LookedOver:
    """What is shown before sending: the answers, and what one might rather not write."""

    answers: tuple[Answer, ...]
    words: str
    """How many words there are, and that they are enough: what is looked over fits the award."""
    hints: tuple[str, ...]


def look_over(form: NominationForm) -> LookedOver:
    """Return what a form says."""
    count = words_in(field.data for field in form.texts)
    enough = _("%(count)s words in all. That is enough.", count=count)
    return LookedOver(tuple(_answers(form)), enough, tuple(_hints(form)))


def _answers(form: NominationForm) -> Iterator[Answer]:
    for field in form:
        if field.name == "members":
            if form.has_members:
                yield Answer(str(field.label.text), _members(form), field.id)
        elif field.name == "attachments":
            if form.takes_files:
                names = tuple(str(one.name) for one in form.find_attached())
                yield Answer(str(field.label.text), names, field.id)
        elif field.name == "units":
            yield Answer(str(field.label.text), _units(form), field.id)
        elif not field.type.endswith(("HiddenField", "CSRFTokenField")) and _is_asked(form, field):
            yield Answer(str(field.label.text), _lines(field), field.id)


def _is_asked(form: NominationForm, field: Field) -> bool:
    """Say whether an answer belongs to what is nominated: a group has no title."""
    without_title = form.nominee_kind.data != NomineeKind.PERSON and not form.nominee_title.data
    return form.shows(field) and not (field.name == "nominee_title" and without_title)


def _lines(field: Field) -> tuple[str, ...]:
    if isinstance(field, RadioField):
        choices: list[Any] = list(field.iter_choices())
        return tuple(str(choice.label) for choice in choices if choice.selected)
    return tuple(line for line in str(field.data or "").splitlines() if line)


def _members(form: NominationForm) -> tuple[str, ...]:
    rows = (row for row in form.members.data if row["name"])
    return tuple(", ".join(filter(None, (row["name"], row["title"]))) for row in rows)


def _units(form: NominationForm) -> tuple[str, ...]:
    chosen = set(form.units.data)
    return tuple(p.name for group in form.places for p in group.places if p.id in chosen)


def _hints(form: NominationForm) -> Iterator[str]:
    words = {
        Delicate.HEALTH: _(
            "You mention “%(word)s”. Write nothing about anybody’s health: it is not needed, and "
            "anybody may ask to read it.",
            word="{word}",
        ),
        Delicate.CLIENT: _(
            "You mention “%(word)s”. See to it that no client, pupil or patient can be recognised.",
            word="{word}",
        ),
    }
    for kind, word in delicate_in(field.data for field in form.texts).items():
        yield words[kind].replace("{word}", word)
