"""The maps stay true: settings, what each feature is for, the list of audit events."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from awards.audit.events import EVENTS

ROOT = Path(__file__).parents[2]
AWARDS = ROOT / "awards"
FEATURES = sorted(
    path.parent.name for path in AWARDS.glob("*/__init__.py") if path.parent.name != "migrations"
)
SOURCES = [path for path in AWARDS.rglob("*.py") if "migrations" not in path.parts]


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else None
            called = node.func.id if isinstance(node.func, ast.Name) else called
            if called == name:
                yield node


def _texts(node: ast.AST | None) -> set[str]:
    """Return the texts that stand in an expression, the parts of an f-string among them."""
    found = ast.walk(node) if node is not None else ()
    return {n.value for n in found if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def _settings_read() -> set[str]:
    tree = ast.parse((AWARDS / "config.py").read_text(encoding="utf-8"))
    first = [call.args[0] for call in _calls(tree, "get") if call.args]
    return {str(name.value) for name in first if isinstance(name, ast.Constant)}


def test_every_setting_is_described_for_whoever_runs_it() -> None:
    described = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    names = {f"UTMARKT_{name}" for name in _settings_read()}
    assert "UTMARKT_SECRET_KEY" in names
    assert {name for name in names if not re.search(rf"\b{name}\b", described)} == set()


def test_no_setting_is_described_that_nothing_reads() -> None:
    described = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\bUTMARKT_[A-Z_]+\b", described))
    elsewhere = {"UTMARKT_CHROMIUM"}  # tests and pictures only
    assert named - {f"UTMARKT_{name}" for name in _settings_read()} - elsewhere == set()


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_says_what_goes_in_and_out_and_which_question_it_answers(feature: str) -> None:
    tree = ast.parse((AWARDS / feature / "__init__.py").read_text(encoding="utf-8"))
    words = " ".join((ast.get_docstring(tree) or "").split())
    said = (
        bool(re.search(r"\bIn: \S", words)),
        bool(re.search(r"\bOut: \S", words)),
        bool(re.search(r"\bQuestion answered: \S.*\?$", words)),
    )
    assert said == (True, True, True)


def test_the_map_of_the_whole_names_every_feature() -> None:
    whole = ast.get_docstring(ast.parse((AWARDS / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert [name for name in FEATURES if not re.search(rf"\b{name}\b", whole)] == []


_EVENT = re.compile(r"[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*")
_VERB = re.compile(r"[a-z]+(?:-[a-z]+)*")
_KIND = re.compile(r"[a-z]+(?:-[a-z]+)*\.")


@cache
def _recorded_in(tree: ast.AST) -> set[str]:
    """Return the events that a file's `record` calls write.

    A file may keep the kind in one place (`f"nomination.{verb}"`): then verbs are joined to it.
    """
    joined = [node.values[0] for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    kinds = {t for first in joined for t in _texts(first) if _KIND.fullmatch(t)}
    given = {
        text
        for call in chain.from_iterable(
            _calls(tree, name) for name in ("record", "_record", "record_about", "note")
        )
        for arg in call.args[1:]
        for text in _texts(arg)
    }
    whole = {text for text in given if _EVENT.fullmatch(text)}
    return whole | {kind + verb for kind in kinds for verb in given if _VERB.fullmatch(verb)}


_LISTS = {AWARDS / "audit" / "events.py", AWARDS / "audit" / "wording.py"}
"""What names every event there is, written or not."""


@cache
def _trees() -> list[ast.AST]:
    return [ast.parse(p.read_text(encoding="utf-8")) for p in SOURCES if p not in _LISTS]


def test_every_event_that_is_recorded_is_known() -> None:
    recorded = set().union(*(_recorded_in(tree) for tree in _trees()))
    assert recorded - set(EVENTS) == set()
    assert {"sheet.saved", "nomination.withdrawn", "nomination.noted"} <= recorded


def test_every_known_event_is_used() -> None:
    named = set().union(*(_texts(tree) | _recorded_in(tree) for tree in _trees()))
    assert set(EVENTS) - named == set()


def test_events_stand_in_the_alphabet() -> None:
    assert list(EVENTS) == sorted(EVENTS)


def test_every_later_table_that_is_named_as_a_string_stands_in_the_map() -> None:
    named = {}
    for path in SOURCES:
        calls = _calls(ast.parse(path.read_text(encoding="utf-8")), "table")
        tables = {one for call in calls for one in _texts(call.args[0])}
        if tables:
            named[path.relative_to(AWARDS).as_posix()] = tables
    lines = (ROOT / "docs" / "map.md").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|")[1:3] for line in lines if line.startswith("| `") and "/" in line]
    told = {
        place.strip(" `"): set(re.findall(r"`(\w+)`", tables))
        for place, tables in rows
        if place.strip(" `").endswith(".py")
    }
    assert told == named
