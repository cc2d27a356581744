"""The tool behind "translations complete" finds every fault and fills what a translator sent."""

import json
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from jinja2 import TemplateSyntaxError

from tools import translations

TEMPLATE = """
{{ _('Save') }}
{% trans count=number %}{{ count }} score{% pluralize %}{{ count }} scores{% endtrans %}
"""
SENT = {
    "Hello %(name)s": {"sv": "Hej %(name)s", "nb": "Hei %(name)s"},
    "Save": {"sv": "Spara", "nb": "Lagre"},
    "%(count)s score": {
        "plural": "%(count)s scores",
        "sv": ["en poäng", "%(count)s poäng"],
        "nb": ["ett poeng", "%(count)s poeng"],
    },
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree with two texts in a template and one in code, and what a translator sent in `sent`."""
    for folder in ("awards", "templates/home", "sent"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "awards/views.py").write_text('flash(_("Hello %(name)s", name=name))\n')
    (tmp_path / "templates/home/page.html").write_text(TEMPLATE)
    (tmp_path / "sent/a.json").write_text(json.dumps(SENT), encoding="utf-8")
    return tmp_path


@pytest.fixture
def translated(root: Path) -> Path:
    """The same tree, fully translated."""
    assert translations.merge(root, root / "sent") == 0
    return root


def replace(root: Path, old: str, new: str) -> None:
    """Change something in the Swedish file."""
    path = translations.po_path(root, "sv")
    assert old in path.read_text("utf-8")
    path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")


def test_complete_translations_have_no_fault(translated: Path) -> None:
    assert translations.faults(translated) == []


def test_without_files_every_text_is_missing_in_every_language(root: Path) -> None:
    texts = ("Hello %(name)s", "Save", "%(count)s score")
    expected = [f"{language}: missing: {text!r}" for language in ("sv", "nb") for text in texts]
    assert sorted(translations.faults(root)) == sorted(expected)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"Spara"', '""', "untranslated: 'Save'"),
        ('"%(count)s poäng"', '""', "untranslated: '%(count)s score'"),
        ('msgid "Save"', '#, fuzzy\nmsgid "Save"', "marked fuzzy: 'Save'"),
        ("Hej %(name)s", "Hej %(namn)s", "other placeholders: 'Hello %(name)s'"),
        ("Hej %(name)s", "Hej", "other placeholders: 'Hello %(name)s'"),
        ("%(count)s poäng", "flera poäng", "other placeholders: '%(count)s score'"),
        ('"%(count)s scores"', '"%(count)s points"', "has another plural: '%(count)s score'"),
        (
            'msgid "Save"',
            'msgid "Send"\nmsgstr "Skicka"\n\nmsgid "Save"',
            "no longer used: 'Send'",
        ),
        (
            'msgid "Save"',
            '#~ msgid "Old"\n#~ msgstr "Gammal"\n\nmsgid "Save"',
            "no longer used: 'Old'",
        ),
    ],
)
def test_fault_is_found(translated: Path, old: str, new: str, fault: str) -> None:
    replace(translated, old, new)
    assert translations.faults(translated) == [f"sv: {fault}"]


def test_check_fails_when_there_is_a_fault(
    translated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace(translated, '"Spara"', '""')
    capsys.readouterr()
    assert translations.check(translated) == 1
    assert capsys.readouterr().out == "sv: untranslated: 'Save'\nFaults in the translations: 1\n"


def test_template_that_does_not_parse_is_an_error_not_a_gap(root: Path) -> None:
    (root / "templates/home/broken.html").write_text("{% trans %}Never closed")
    with pytest.raises(TemplateSyntaxError, match="unclosed"):
        translations.extract(root)


def test_update_keeps_translations_and_drops_what_is_unused(translated: Path) -> None:
    (translated / "awards/views.py").write_text('flash(_("Goodbye"))\n')
    translations.update(translated)
    catalog = translations.load(translated, "sv")
    found = {key[0]: entry.string for key, entry in translations.messages(catalog).items()}
    assert found == {
        "Goodbye": "",
        "Save": "Spara",
        "%(count)s score": ("en poäng", "%(count)s poäng"),
    }


def test_updating_twice_changes_nothing(translated: Path) -> None:
    before = translations.po_path(translated, "nb").read_bytes()
    translations.update(translated)
    assert translations.po_path(translated, "nb").read_bytes() == before


def test_merge_does_not_touch_what_is_translated(translated: Path) -> None:
    replace(translated, '"Spara"', '"Spara nu"')
    translations.merge(translated, translated / "sent")
    assert '"Spara nu"' in translations.po_path(translated, "sv").read_text("utf-8")


def test_merge_names_what_nobody_uses(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "sent/b.json").write_text('{"Unknown": {"sv": "Okänd", "nb": "Ukjent"}}', "utf-8")
    translations.merge(root, root / "sent")
    assert "not used in code or templates: 'Unknown'\n" in capsys.readouterr().out


def test_compiled_file_holds_the_translations(translated: Path) -> None:
    translations.compile_all(translated)
    with translations.po_path(translated, "sv").with_suffix(".mo").open("rb") as file:
        assert read_mo(file)["Save"].string == "Spara"
