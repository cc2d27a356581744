"""Every template compiles, names its page, and leaves styles, scripts and escaping to the house."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import DictLoader, Environment, TemplateError, nodes

from awards import create_app
from awards.config import Settings
from awards.mail import compose

FOLDER = Path(__file__).parents[2] / "templates"
TEMPLATES = sorted(
    str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.suffix in {".html", ".txt"}
)
MAILS = [name for name in TEMPLATES if name.startswith("mail/")]
PAGES = [name for name in TEMPLATES if not name.startswith("mail/")]

FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an unescaped text": re.compile(r"\|\s*safe\b|\bautoescape\s+false\b", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "a third party": re.compile(r"(?:src|href)=[\"'](?:https?:)?//", re.IGNORECASE),
}
EXCUSED = {
    # A certificate carries its own style sheet: it is a PDF's source, never a page.
    "print/certificate.html": {"a style element"},
    # Eleven thousand figures; the words among them are escaped one by one.
    "results/award.html": {"an unescaped text"},
}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The environment that pages are made with; no database is opened."""
    folder = tmp_path_factory.mktemp("instance")
    app: Flask = create_app(
        Settings(instance=folder, secret_key="x" * 32, database_url="sqlite://")
    )
    return app.jinja_env


def _faults(source: str) -> set[str]:
    return {fault for fault, pattern in FORBIDDEN.items() if pattern.search(source)}


def _wrong(names: Iterable[str], ask: Callable[[str], object]) -> dict[str, object]:
    """Return name → what is wrong, of the templates with which something is.

    One test for each of hundreds of templates costs more than what it asks.
    """
    found = {}
    for name in names:
        try:
            fault = ask(name)
        except TemplateError as error:
            fault = repr(error)
        if fault:
            found[name] = fault
    return found


def _compile(environment: Environment, name: str) -> None:
    environment.get_template(name)


def test_every_template_compiles(environment: Environment) -> None:
    assert _wrong(PAGES, lambda name: _compile(environment, name)) == {}


def test_what_does_not_compile_is_named() -> None:
    templates = {"good": "{{ x }}", "bad": "{% if %}", "gone": "{% extends %}"}
    broken = Environment(loader=DictLoader(templates), autoescape=True)
    assert _wrong(templates, lambda name: _compile(broken, name)).keys() == {"bad", "gone"}


def test_no_filter_is_asked_about_a_constant(environment: Environment) -> None:
    """What it makes of one would be kept with the compiled template, whatever it becomes."""
    asked = {
        name: one.name
        for name in TEMPLATES
        for one in environment.parse((FOLDER / name).read_text()).find_all(nodes.Filter)
        if isinstance(one.node, nodes.Const)
    }
    assert asked == {}


@pytest.mark.parametrize("language", ["sv", "nb", "en"])
def test_every_mail_compiles(language: str) -> None:
    environment = compose._environment(language)
    mails = [name.removeprefix("mail/") for name in MAILS]
    assert _wrong(mails, lambda name: _compile(environment, name)) == {}


def test_every_template_leaves_style_script_and_escaping_to_the_house() -> None:
    def faults(name: str) -> set[str]:
        source = (FOLDER / name).read_text(encoding="utf-8")
        return _faults(source) - EXCUSED.get(name, set())

    assert _wrong(TEMPLATES, faults) == {}


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('<p style="color: red">', "an inline style"),
        ("<style>p {}</style>", "a style element"),
        ("<script>alert(1)</script>", "an inline script"),
        ('<a onclick="go()">', "an event handler"),
        ("{{ text | safe }}", "an unescaped text"),
        ('<a href="javascript:go()">', "a script address"),
        ('<img src="//elsewhere.example/a.png">', "a third party"),
    ],
)
def test_the_look_for_faults_finds(source: str, fault: str) -> None:
    assert _faults(source) == {fault}


def _page_frame(environment: Environment, name: str) -> str:
    """Return the layout a template extends, by any number of steps; "" when none."""
    tree = environment.parse((FOLDER / name).read_text(encoding="utf-8"))
    parents = [node.template for node in tree.find_all(nodes.Extends)]
    if not parents or not isinstance(parents[0], nodes.Const):
        return ""
    parent = str(parents[0].value)
    frame = parent.startswith("layouts/") or parent == "base.html"
    return parent if frame else _page_frame(environment, parent)


def _blocks(environment: Environment, name: str) -> set[str]:
    """Return the blocks that a template, or one it extends below the layouts, fills."""
    tree = environment.parse((FOLDER / name).read_text(encoding="utf-8"))
    parents = [str(node.template.as_const()) for node in tree.find_all(nodes.Extends)]
    own = {block.name for block in tree.find_all(nodes.Block)}
    below = [p for p in parents if not p.startswith("layouts/") and p != "base.html"]
    return own.union(*(_blocks(environment, parent) for parent in below))


def test_every_page_has_a_title_of_its_own(environment: Environment) -> None:
    def faults(name: str) -> set[str]:
        framed = _page_frame(environment, name)
        return {"title"} - _blocks(environment, name) if framed else set()

    pages = [name for name in PAGES if not name.startswith("layouts/") and name != "base.html"]
    assert _wrong(pages, faults) == {}


def test_pages_are_found(environment: Environment) -> None:
    """The test above says nothing about parts and macros; most templates are pages."""
    framed = [name for name in PAGES if _page_frame(environment, name)]
    assert len(framed) > len(PAGES) / 2


def test_every_mail_has_a_subject_of_one_line() -> None:
    def faults(name: str) -> list[str]:
        lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
        good = (lines[0].count("_("), lines[1], bool(lines[2].strip())) == (1, "", True)
        return [] if good else lines[:3]

    assert _wrong(MAILS, faults) == {}


def test_the_table_of_results_escapes_its_words_itself() -> None:
    """Between `autoescape false` and its end, only ready figures stand without the `e` filter."""
    source = (FOLDER / "results/award.html").read_text(encoding="utf-8")
    inside = "".join(re.findall(r"autoescape false %\}(.*?)\{% endautoescape", source, re.DOTALL))
    shown = set(re.findall(r"\{\{ (.*?) \}\}", inside))
    figures = {"place", "mean", "spread", "sheets", "figure", "points"}
    joined = {"figures|join('</td><td class=\"is-number\">')"}
    labels = {
        "in_place",
        "in_mean",
        "in_spread",
        "in_sheets",
        "counts",
        "shortlisted",
        "labels[loop.index0]",
    }  # escaped where they are set
    assert shown == {"code|e"} | figures | joined | labels
