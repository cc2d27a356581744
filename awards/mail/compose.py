"""From a template to subject and text, in the reader's language."""

from datetime import datetime
from functools import cache
from pathlib import Path

from babel.dates import format_datetime, get_timezone, get_timezone_name
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from awards.core.clock import to_zone
from awards.core.languages import MOMENTS
from awards.core.templates import Kept
from awards.core.translation import catalogue

TEMPLATES = Path(__file__).parents[2] / "templates" / "mail"


@cache
def _environment(language: str) -> Environment:
    """Make an environment for plain text: nothing is escaped because nothing is HTML."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - plain text, never shown as HTML
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=Kept("mail"),
    )
    found = catalogue(language)
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        found.gettext, found.ngettext, newstyle=True
    )
    return environment


def compose(template: str, *, language: str, **values: object) -> tuple[str, str]:
    """Return subject and body of `templates/mail/<template>.txt`.

    The template's first line is the subject; the rest, after an empty line, the text.
    """
    text = _environment(language).get_template(f"{template}.txt").render(**values)
    subject, _, body = text.strip().partition("\n")
    return " ".join(subject.split()), body.strip() + "\n"


def moment_in_words(moment: datetime, zone: str, language: str) -> str:
    """Return a moment as the language writes it, on the programme's clock."""
    shown = format_datetime(
        to_zone(moment, zone).replace(tzinfo=None), MOMENTS[language], locale=language
    )
    name = get_timezone_name(get_timezone(zone), width="long", locale=language)
    return f"{shown} ({name})"
