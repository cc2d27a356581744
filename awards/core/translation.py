"""Translating without a web request: mails, documents, jobs."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations

CATALOGUES = Path(__file__).parent.parent / "translations"


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the catalogue of a language; English is the source itself."""
    return Translations.load(str(CATALOGUES), [language])


def translator(language: str) -> Callable[..., str]:
    """Return a `_` that translates into `language` and fills in `%(name)s` values."""
    found = catalogue(language)

    def translate(message: str, **values: object) -> str:
        text = found.gettext(message)
        return text % values if values else text

    return translate
