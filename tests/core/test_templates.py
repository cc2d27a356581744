"""Compiled templates are kept for the next process, and never instead of what is written there."""

import sys
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, TemplateSyntaxError, pass_context
from jinja2.runtime import Context

from awards.core.templates import KEPT_IN, Kept


def environment(
    sources: Path, kept: Path, kind: str = "pages", *, trim_blocks: bool = False
) -> Environment:
    return Environment(
        loader=FileSystemLoader(sources),
        bytecode_cache=Kept(kind, kept),
        autoescape=True,
        trim_blocks=trim_blocks,
    )


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "page.html").write_text("Hello {{ name }}")
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "templates" / "__pycache__"


def test_next_process_compiles_nothing(
    sources: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    first = environment(sources, kept).get_template("page.html").render(name="<Ada>")
    monkeypatch.setattr(Environment, "compile", lambda *_args: pytest.fail("compiled again"))
    again = environment(sources, kept).get_template("page.html").render(name="<Ada>")
    assert (first, again) == ("Hello &lt;Ada&gt;",) * 2


def test_changed_template_is_compiled_anew(sources: Path, kept: Path) -> None:
    environment(sources, kept).get_template("page.html")
    (sources / "page.html").write_text("Good day {{ name }}")
    assert environment(sources, kept).get_template("page.html").render(name="Ada") == "Good day Ada"
    (sources / "page.html").write_text("{{ name")
    with pytest.raises(TemplateSyntaxError):
        environment(sources, kept).get_template("page.html")


def test_environments_of_another_kind_keep_their_own(sources: Path, kept: Path) -> None:
    (sources / "page.html").write_text("{% if name %}\nHello\n{% endif %}\n")
    plain = environment(sources, kept).get_template("page.html").render(name="Ada")
    trimmed = environment(sources, kept, "mail", trim_blocks=True).get_template("page.html")
    assert (plain, trimmed.render(name="Ada")) == ("\nHello\n", "Hello\n")


def test_environment_that_reads_otherwise_compiles_anew(sources: Path, kept: Path) -> None:
    (sources / "page.html").write_text("{% if name %}\nHello\n{% endif %}\n")
    plain = environment(sources, kept).get_template("page.html").render(name="Ada")
    trimmed = environment(sources, kept, trim_blocks=True).get_template("page.html")
    assert (plain, trimmed.render(name="Ada")) == ("\nHello\n", "Hello\n")


def test_filter_that_is_asked_otherwise_compiles_anew(
    sources: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (sources / "page.html").write_text("{{ name|greeted }}")

    @pass_context
    def greeted_here(_context: Context, name: str) -> str:
        return f"Good day {name}"

    said = []
    for greeted in ("Hello {}".format, greeted_here):
        pages = environment(sources, kept)
        pages.filters["greeted"] = greeted
        said.append(pages.get_template("page.html").render(name="Ada"))
    assert said == ["Hello Ada", "Good day Ada"]


@pytest.mark.parametrize("bytes_left", [0, 1, 20, 30, 60])
def test_torn_file_is_compiled_anew(
    sources: Path, kept: Path, monkeypatch: pytest.MonkeyPatch, bytes_left: int
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    environment(sources, kept).get_template("page.html")
    (torn,) = kept.iterdir()
    torn.write_bytes(torn.read_bytes()[:bytes_left])
    shown = environment(sources, kept).get_template("page.html").render(name="Ada")
    assert shown == "Hello Ada"


def test_nothing_is_kept_when_python_keeps_nothing(
    sources: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    environment(sources, kept).get_template("page.html")
    assert not kept.exists()


def test_folder_that_cannot_be_made_stops_nobody(
    sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    blocked = sources / "page.html"  # a file is no folder, for root neither
    shown = environment(sources, blocked / "kept").get_template("page.html").render(name="Ada")
    assert shown == "Hello Ada"


def test_they_stand_where_only_who_writes_templates_may_write() -> None:
    assert KEPT_IN.parent == Path(__file__).parents[2] / "templates"
