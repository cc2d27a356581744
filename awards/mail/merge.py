"""Putting values into a text that a coordinator wrote: `{{name}}`, and nothing else.

There is no logic on purpose. A text from the browser that went through Jinja, even a
sandboxed one, would be a programme of the writer's: loops that never end, attributes of
whatever object is handed in, and holes that are found every other year. Here a text can
only name a field from a fixed list, and a value is never read as a text again.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from awards.core.languages import N_
from awards.core.text import tidy

_FIELD = re.compile(r"\{\{[ \t]*([^{}\n]*?)[ \t]*\}\}")
_LOGIC = re.compile(r"\{[%#]|[%#]\}")
_SINGLE = re.compile(r"(?<!\{)\{[ \t]*(\w+)[ \t]*\}(?!\})")
_OPEN = re.compile(r"\{\{")
_CLOSE = re.compile(r"\}\}")

UNKNOWN = N_("Line %(line)s: there is no merge field called “%(word)s”.")
EMPTY = N_("Line %(line)s: write the name of a merge field between {{ and }}.")
UNCLOSED = N_("Line %(line)s: a merge field begins with {{ but does not end with }}.")
UNOPENED = N_("Line %(line)s: }} stands alone. A merge field begins with {{.")
LOGIC = N_("Line %(line)s: only merge fields such as {{name}} work here, no other commands.")
SINGLE = N_("Line %(line)s: write %(word)s with two braces on each side: {{%(word)s}}.")
FILLED = N_("Line %(line)s: this mail goes to one person. Write the word itself, not {{ and }}.")


@dataclass(frozen=True)
class Problem:
    """What is wrong with a text: a sentence to be translated, the line, and the word."""

    message: str
    line: int
    word: str = ""


def problems_of(text: str, fields: Collection[str]) -> list[Problem]:
    """Return what is wrong with a text that may use these merge fields; none when it is fine."""
    found: list[Problem] = []
    for number, line in enumerate(text.split("\n"), start=1):
        found += _problems_of_line(line, number, fields)
    return found


def _problems_of_line(line: str, number: int, fields: Collection[str]) -> list[Problem]:
    found = []
    for word in _FIELD.findall(line):
        if not word:
            found.append(Problem(EMPTY, number))
        elif word not in fields:
            found.append(Problem(UNKNOWN, number, word))
    rest = _FIELD.sub("", line)
    if _LOGIC.search(rest):
        found.append(Problem(LOGIC, number))
    if _OPEN.search(rest):
        found.append(Problem(UNCLOSED, number))
    if _CLOSE.search(rest):
        found.append(Problem(UNOPENED, number))
    single = (word for word in _SINGLE.findall(rest) if word in fields)
    return found + [Problem(SINGLE, number, word) for word in single]


def leftovers_of(text: str) -> list[Problem]:
    """Return where a mail to one person still has merge fields: it goes out as it stands."""
    lines = enumerate(text.split("\n"), start=1)
    return [Problem(FILLED, number) for number, line in lines if "{{" in line or "}}" in line]


def fields_in(text: str) -> set[str]:
    """Return the merge fields that a text uses."""
    return set(_FIELD.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values into a text without problems. A value is never looked at again.

    Raises KeyError for a field without a value.
    """
    return _FIELD.sub(lambda found: tidy(values[found.group(1)]), text)
