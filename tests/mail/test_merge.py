"""Merge fields: what is filled in, what is refused, and on which line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.mail.kinds import FIELDS, KINDS
from awards.mail.merge import (
    EMPTY,
    FILLED,
    LOGIC,
    SINGLE,
    UNCLOSED,
    UNKNOWN,
    UNOPENED,
    Problem,
    fields_in,
    fill,
    leftovers_of,
    problems_of,
)
from awards.mail.texts import standard

KNOWN = ("name", "url")


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hello {{name}}!", "Hello Åsa!"),
        ("{{ name }}, see {{url}}.", "Åsa, see http://x/{{name}}."),
        ("{ braces } and 100 % stay", "{ braces } and 100 % stay"),
        ("", ""),
    ],
)
def test_fields_are_filled_once(text: str, filled: str) -> None:
    assert problems_of(text, KNOWN) == []
    assert fill(text, {"name": "Åsa", "url": "http://x/{{name}}"}) == filled


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Hello\n{{nme}}", Problem(UNKNOWN, 2, "nme")),
        ("{{name.__class__}}", Problem(UNKNOWN, 1, "name.__class__")),
        ("{{ 7*7 }}", Problem(UNKNOWN, 1, "7*7")),
        ("a\n\n{{}}", Problem(EMPTY, 3)),
        ("{{name", Problem(UNCLOSED, 1)),
        ("{{name}\nmore", Problem(UNCLOSED, 1)),
        ("name}}", Problem(UNOPENED, 1)),
        ("{% for x in y %}", Problem(LOGIC, 1)),
        ("{# note #}", Problem(LOGIC, 1)),
        ("Hello {name}", Problem(SINGLE, 1, "name")),
    ],
)
def test_what_cannot_be_filled_is_told_with_its_line(text: str, problem: Problem) -> None:
    assert problems_of(text, KNOWN) == [problem]


def test_a_mail_to_one_person_has_no_fields_left() -> None:
    assert leftovers_of("Hello Åsa\n{{url}}\n}}") == [Problem(FILLED, 2), Problem(FILLED, 3)]
    assert leftovers_of("Hello {Åsa}") == []


@given(st.text(alphabet="{} \n%#nameurl", max_size=40))
def test_a_text_without_problems_can_always_be_filled(text: str) -> None:
    if not problems_of(text, KNOWN):
        assert "{{" not in fill(text, {"name": "Åsa", "url": "x"})


@pytest.mark.parametrize("template", KINDS)
@pytest.mark.parametrize("language", ["sv", "nb", "en"])
def test_our_own_texts_use_every_field_they_offer(template: str, language: str) -> None:
    kind = KINDS[template]
    words = standard(kind, language)
    text = f"{words.subject}\n{words.body}"
    assert problems_of(text, kind.fields) == []
    assert fields_in(text) == set(kind.fields)


def test_every_field_is_explained_and_used() -> None:
    assert set(FIELDS) == {name for kind in KINDS.values() for name in kind.fields}
