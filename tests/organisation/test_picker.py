"""The field behind the picker: an id chosen from the list, or words that are looked up."""

from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string
from flask_login import login_user
from werkzeug.datastructures import MultiDict
from wtforms import Form

from awards.accounts.models import Person
from awards.accounts.organisation.fields import PersonField, UnitField
from awards.web.access import SignedIn
from tests.factories import Make, actor_of


class Seat(Form):
    person = PersonField("Who?")
    unit = UnitField("Where?", optional=True)


@pytest.fixture
def people(make: Make) -> dict[str, Person]:
    return {
        "karin": make.person("Karin Lind", email="karin@example.org", title="nurse"),
        "karina": make.person("Karina Lind", email="karina@example.org", title="cook"),
    }


@pytest.fixture(autouse=True)
def _request(app: Flask, make: Make) -> Iterator[None]:
    boss = make.person("Zara", roles=["coordinator"])
    with app.test_request_context():
        login_user(SignedIn(actor_of(boss), language="en", key="x"))
        yield


def sent(**fields: str | list[str]) -> tuple[Seat, bool]:
    form = Seat(MultiDict({name.replace("_", "-"): value for name, value in fields.items()}))
    return form, form.validate()


def test_a_choice_from_the_list_is_taken(people: dict[str, Person]) -> None:
    form, valid = sent(person=people["karin"].id, person_text="Karin Lind")
    assert (valid, form.person.data, form.unit.data) == (True, people["karin"].id, None)


@pytest.mark.parametrize("typed", ["karin@example.org", "karina", "Karin Lind", "nurse"])
def test_words_that_fit_one_person_are_enough(people: dict[str, Person], typed: str) -> None:
    form, valid = sent(person="", person_text=typed)
    wanted = people["karina" if typed == "karina" else "karin"]
    assert (valid, form.person.data, form.person.text) == (True, wanted.id, wanted.name)


def test_words_that_fit_several_come_back_as_choices(people: dict[str, Person]) -> None:
    form, valid = sent(person="", person_text="lind")
    assert not valid
    assert [found.name for found in form.person.options] == ["Karin Lind", "Karina Lind"]
    assert form.person.errors == ["Several people fit. Choose the one you mean."]
    html = render_template_string(
        '{% from "components/person_picker.html" import person_picker %}{{ person_picker(f) }}',
        f=form.person,
    )
    assert f'type="radio" id="person-1" name="person" value="{people["karin"].id}"' in html
    assert 'value="lind"' in html
    assert 'aria-describedby="person-hint person-error"' in html


def test_the_ticked_choice_counts_not_the_old_words(people: dict[str, Person]) -> None:
    form, valid = sent(person=["", people["karina"].id], person_text="lind")
    assert (valid, form.person.data, form.person.text) == (True, people["karina"].id, "Karina Lind")


def test_words_typed_over_a_choice_count(people: dict[str, Person]) -> None:
    form, valid = sent(person=people["karin"].id, person_text="karina@example.org")
    assert (valid, form.person.data) == (True, people["karina"].id)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Write a name or an e-mail address, and choose the person."),
        (
            {"person_text": "Nobody"},
            "Nobody here fits that. Try the beginning of the name, or the e-mail address.",
        ),
        (
            {"person": "forged", "person_text": ""},
            "Nobody here fits that. Try the beginning of the name, or the e-mail address.",
        ),
    ],
)
def test_what_fits_nobody_is_said(fields: dict[str, str], words: str) -> None:
    form, valid = sent(**fields)
    assert (valid, form.person.errors) == (False, [words])


def test_somebody_who_has_left_cannot_be_chosen(make: Make) -> None:
    gone = make.person("Gone Ek", active=False)
    form, valid = sent(person=gone.id, person_text="Gone Ek")
    assert (valid, form.person.data) == (False, None)


def test_a_field_that_is_shown_first_knows_its_name(people: dict[str, Person]) -> None:
    assert Seat(data={"person": people["karin"].id}).person.text == "Karin Lind"
