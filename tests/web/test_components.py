"""What the macros promise: labels, hints and errors tied to their controls, states in words."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, RadioField, StringField
from wtforms.validators import InputRequired

ROOT = Path(__file__).parents[2]
Render = Callable[..., str]
KINDS: Any = ["person", "group"]  # the stubs only know tuples, which WTForms gives up


class Member(Form):
    name = StringField("Name", [InputRequired("Write the member's name.")])


class Nominee(Form):
    name = StringField("Who?", [InputRequired("Write a name.")])
    kind = RadioField(
        "Kind",
        [InputRequired("Choose one.")],
        choices=KINDS,
    )
    members = FieldList(FormField(Member), "Members", min_entries=1)


@pytest.fixture
def render() -> Render:
    app = Flask(
        __name__,
        root_path=str(ROOT),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["csrf_token"] = lambda: "token"

    def _render(source: str, **values: Any) -> str:
        with app.test_request_context():
            html = app.jinja_env.from_string(source).render(**values)
        return re.sub(r"\s+", " ", html)

    return _render


def wrong_form() -> Nominee:
    form = Nominee(MultiDict({"members-0-name": ""}))
    form.validate()
    return form


def test_wrong_field_names_its_hint_and_error(render: Render) -> None:
    html = render(
        '{% from "components/forms.html" import field %}{{ field(f, hint="As you know them") }}',
        f=wrong_form().name,
    )
    control = re.search(r"<input[^>]*>", html)
    assert control is not None
    assert 'aria-describedby="name-hint name-error"' in control[0]
    assert 'aria-invalid="true"' in control[0]
    assert re.findall(r' id="([^"]+)"', html) == ["name-hint", "name-error", "name"]


def test_error_summary_links_to_every_wrong_control(render: Render) -> None:
    html = render(
        '{% from "components/forms.html" import error_summary %}{{ error_summary(form) }}',
        form=wrong_form(),
    )
    assert re.findall(r'<a href="#([^"]+)">([^<]+)</a>', html) == [
        ("name", "Write a name."),
        ("kind", "Choose one."),
        ("members-0-name", "Write the member&#39;s name."),
    ]


def test_form_without_errors_has_no_summary(render: Render) -> None:
    html = render(
        '{% from "components/forms.html" import error_summary %}{{ error_summary(form) }}',
        form=Nominee(),
    )
    assert html == ""


def chosen(html: str) -> list[str]:
    return [
        value
        for value, rest in re.findall(r'<input type="radio"[^>]*value="(\w+)"([^>]*)>', html)
        if "checked" in rest
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("", []),
        ("value=4", ["4"]),
        ("value='4'", ["4"]),
        ("abstained=true", ["abstain"]),
        ("value=4, abstained=true", ["abstain"]),
        ("value=0, min=0", ["0"]),
    ],
)
def test_score_control_shows_the_saved_choice(
    render: Render, arguments: str, expected: list[str]
) -> None:
    source = (
        '{% from "components/forms.html" import score_control %}'
        '{{ score_control("nytt", "Nytt", "", ["a", "b", "c", "d", "e"], ' + arguments + ") }}"
    )
    assert chosen(render(source)) == expected


def test_words_of_a_level_stay_with_their_number(render: Render) -> None:
    html = render(
        '{% from "components/forms.html" import score_control %}'
        '{{ score_control("k", "K", none, ["none", "some", "all"], min=0, max=2) }}'
    )
    levels = re.findall(r'data-level="(\d)" id="k-level-(\d)">(\w+)<', html)
    assert levels == [("0", "0", "none"), ("1", "1", "some"), ("2", "2", "all")]
    assert re.findall(r'value="(\d)" aria-describedby="k-level-(\d)"', html) == [
        ("0", "0"),
        ("1", "1"),
        ("2", "2"),
    ]


def test_post_button_carries_token_fields_and_question(render: Render) -> None:
    html = render(
        '{% from "components/ui.html" import post_button %}'
        '{{ post_button("Publish", "/go", confirm="All see \\"it\\".", fields={"id": 3}) }}'
    )
    assert 'method="post" action="/go" data-confirm="All see &#34;it&#34;."' in html
    assert re.findall(r'name="(\w+)" value="(\w+)"', html) == [("csrf_token", "token"), ("id", "3")]


def test_unknown_emblem_becomes_the_star(render: Render) -> None:
    html = render('{% from "components/ui.html" import emblem %}{{ emblem("../../secret") }}')
    assert re.findall(r'href="([^"]+)"', html) == ["/static/img/emblems/stjarna.svg#emblem-stjarna"]


@pytest.mark.parametrize(
    "name",
    [
        "kunskap",
        "innovation",
        "oppenhet",
        "lyssna",
        "lara",
        "leda",
        "stjarna",
        "lov",
        "vag",
        "hand",
    ],
)
def test_emblem_is_drawn_on_the_grid_in_one_stroke(name: str) -> None:
    svg = (ROOT / "static" / "img" / "emblems" / f"{name}.svg").read_text()
    assert 'viewBox="0 0 48 48"' in svg
    assert f'<g id="emblem-{name}" fill="none" stroke="currentColor" stroke-width="2.5"' in svg
    assert len(re.findall("stroke-width", svg)) == 1


def test_hostile_text_is_escaped_in_a_winner(render: Render) -> None:
    html = render(
        '{% from "components/ui.html" import winner %}'
        '{% call winner("<b>A</b>", name, members=[(name, "x")]) %}{{ name }}{% endcall %}',
        name="<script>alert(1)</script>",
    )
    assert "<script" not in html
    assert "<b>" not in html
