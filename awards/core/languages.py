"""The languages we speak, and how a text in several of them is read."""

from collections.abc import Mapping

LANGUAGES = {"sv": "Svenska", "nb": "Norsk", "en": "English"}
"""Code → its own name, in the order the switch shows them."""

_FALLBACK = ("sv", "nb", "en")


MOMENTS = {"sv": "d MMMM y HH:mm", "nb": "d. MMMM y 'kl.' HH:mm", "en": "d MMMM y HH:mm"}
"""How each language writes a day and a time of day, as a pattern for Babel."""


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a message for translation where it is written; it is translated where it is shown."""
    return message


class Term(str):
    """A message id that stands as a value in another message; translated where it is shown."""

    __slots__ = ()


def in_language(texts: Mapping[str, str] | None, language: str) -> str:
    """Return the text in `language`, else in the first language that has one, else ""."""
    if not texts:
        return ""
    for code in (language, *_FALLBACK):
        if texts.get(code):
            return texts[code]
    return next((text for text in texts.values() if text), "")
