"""Keeps the Swedish and Norwegian texts complete.

    python -m tools.translations check        is every text translated? (part of `make check`)
    python -m tools.translations update       bring the .po files up to date with code and templates
    python -m tools.translations compile      make the .mo files that the app reads
    python -m tools.translations merge DIR    fill what is untranslated from a translator's JSON

A translator's JSON: {"English text": {"sv": "…", "nb": "…"}}, and for a text with a plural
{"singular": {"plural": "plural", "sv": ["en", "flera"], "nb": ["en", "flere"]}}.
"""

import argparse
import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LANGUAGES = ("sv", "nb")
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "_l", "N_", "gettext", "lazy_gettext")),
    **dict.fromkeys(("ngettext", "lazy_ngettext"), (1, 2)),
    **dict.fromkeys(("pgettext", "lazy_pgettext"), ((1, "c"), 2)),
}
TEMPLATE_PATTERNS = ("**.html", "**.txt", "**.svg", "**.xml")
SOURCES = {
    "awards": [("**.py", "python")],
    "templates": [(pattern, "jinja2") for pattern in TEMPLATE_PATTERNS],
}
# Silent, the extractor leaves out a template that does not parse, without a word.
JINJA_OPTIONS = {"silent": "false", "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols"}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
DATED = ('"POT-Creation-Date:', '"PO-Revision-Date:', '"Last-Translator:', '"Generated-By:')

Key = tuple[str, str | None]
Fragment = dict[str, dict[str, Any]]


# — what the code says, what the translations say —


def extract(root: Path) -> Catalog:
    """All texts in the code and templates under `root`, untranslated."""
    catalog = Catalog()
    options = dict.fromkeys(TEMPLATE_PATTERNS, JINJA_OPTIONS)
    for folder, methods in SOURCES.items():
        found = extract_from_dir(root / folder, methods, options, keywords=KEYWORDS)
        for _file, _line, text, _comments, context in found:
            catalog.add(text, context=context)
    return catalog


def po_path(root: Path, language: str) -> Path:
    """Where the translations into one language lie."""
    return root / "awards/translations" / language / "LC_MESSAGES/messages.po"


def load(root: Path, language: str) -> Catalog:
    """Read the translations into one language; an empty catalogue when there is no file yet."""
    path = po_path(root, language)
    if not path.exists():
        return Catalog(locale=language)
    return read_po(io.BytesIO(path.read_bytes()), locale=language, abort_invalid=True)


def save(root: Path, language: str, catalog: Catalog) -> None:
    """Write one .po file: sorted, without line numbers and dates, so that diffs are texts."""
    buffer = io.BytesIO()
    catalog.header_comment = f"# Utmärkt, language {language}. The msgid is the English text."
    catalog.fuzzy = False
    write_po(buffer, catalog, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    path = po_path(root, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line for line in lines if not line.startswith(DATED)), encoding="utf-8")


def messages(catalog: Catalog) -> dict[Key, Message]:
    """Index the catalogue's entries by English text and context, without its header."""
    return {(singular(entry), entry.context): entry for entry in catalog if entry.id}


def singular(entry: Message) -> str:
    """Return the English text of an entry, in the singular when it has two."""
    return entry.id if isinstance(entry.id, str) else entry.id[0]


def forms(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    """One text or its plural forms, as a list."""
    return [text or ""] if text is None or isinstance(text, str) else list(text)


# — check —


def faults(root: Path) -> list[str]:
    """List what is wrong with the translations, one line each."""
    wanted = messages(extract(root))
    return [
        f"{language}: {fault}"
        for language in LANGUAGES
        for fault in faults_in(wanted, load(root, language))
    ]


def faults_in(wanted: dict[Key, Message], catalog: Catalog) -> Iterator[str]:
    """List what is wrong in one language: texts missing, bad, no longer used."""
    present = messages(catalog)
    for key, source in wanted.items():
        fault = "missing" if key not in present else fault_of(source, present[key])
        if fault:
            yield f"{fault}: {key[0]!r}"
    unused = [key[0] for key in present if key not in wanted]
    unused += [singular(entry) for entry in catalog.obsolete.values()]
    yield from (f"no longer used: {text!r}" for text in unused)


def fault_of(source: Message, translation: Message) -> str | None:
    """Say what is wrong with one translation, or nothing."""
    strings = forms(translation.string)
    if not all(strings) or (source.pluralizable and len(strings) == 1):
        return "untranslated"
    if translation.fuzzy:
        return "marked fuzzy"
    if forms(source.id) != forms(translation.id):
        return "has another plural"
    return None if placeholders_agree(forms(source.id), strings) else "other placeholders"


def placeholders_agree(english: list[str], strings: list[str]) -> bool:
    """Whether the last form has the English placeholders; "one" may leave out its number."""
    known = [set(PLACEHOLDER.findall(text)) for text in english]
    used = [set(PLACEHOLDER.findall(text)) for text in strings]
    return used[-1] == known[-1] and all(some <= set().union(*known) for some in used)


def check(root: Path) -> int:
    """Print the faults; 1 when there are any."""
    found = faults(root)
    for fault in found:
        print(fault)
    print(
        f"Faults in the translations: {len(found)}" if found else "The translations are complete."
    )
    return 1 if found else 0


# — update, compile, merge —


def update(root: Path) -> int:
    """Add new texts, untranslated, to each .po file and take out those that are no longer used."""
    template = extract(root)
    for language in LANGUAGES:
        catalog = load(root, language)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        save(root, language, catalog)
        empty = sum(not all(forms(entry.string)) for entry in messages(catalog).values())
        print(f"{language}: {len(messages(catalog))} texts, {empty} untranslated")
    return 0


def compile_all(root: Path) -> int:
    """Write the .mo file beside each .po file that is newer."""
    for path in sorted(root.glob("awards/translations/*/LC_MESSAGES/messages.po")):
        language = path.parts[-3]
        buffer = io.BytesIO()
        write_mo(buffer, load(root, language))
        # Renamed into place: a running server never reads half a file.
        half = path.with_suffix(".mo.new")
        half.write_bytes(buffer.getvalue())
        half.replace(path.with_suffix(".mo"))
    return 0


def merge(root: Path, folder: Path) -> int:
    """Update, then fill untranslated texts from JSON files; say what does not fit."""
    update(root)
    fragments = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
    for language in LANGUAGES:
        catalog = load(root, language)
        for (text, _context), entry in messages(catalog).items():
            fill(entry, [fragment[text] for fragment in fragments if text in fragment], language)
        save(root, language, catalog)
    unknown = {text for fragment in fragments for text in fragment} - {
        key[0] for key in messages(extract(root))
    }
    for text in sorted(unknown):
        print(f"not used in code or templates: {text!r}")
    return check(root)


def fill(entry: Message, offers: list[dict[str, Any]], language: str) -> None:
    """Take the first fitting translation for an entry that has none."""
    if all(forms(entry.string)):
        return
    for offer in offers:
        strings = forms(offer.get(language))
        if all(strings) and len(strings) == len(forms(entry.id)):
            entry.string = tuple(strings) if entry.pluralizable else strings[0]
            return


COMMANDS: dict[str, Callable[[Path], int]] = {
    "check": check,
    "update": update,
    "compile": compile_all,
}


def main() -> int:
    """Run one command in the current folder; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.translations", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("command", choices=[*COMMANDS, "merge"])
    parser.add_argument("folder", type=Path, nargs="?", help="for merge: where the JSON files are")
    arguments = parser.parse_args()
    if arguments.command != "merge":
        return COMMANDS[arguments.command](Path())
    if arguments.folder is None:
        parser.error("merge needs the folder with the JSON files")
    return merge(Path(), arguments.folder)


if __name__ == "__main__":
    sys.exit(main())
