"""Dress a page as its programme: name on top, accent colour, language for new readers."""

from typing import Protocol

from flask import g

from awards.web.i18n import prefer_language


class Themed(Protocol):
    """What a programme has that the look needs."""

    slug: str
    language: str
    accent: str


def show_programme(programme: Themed) -> None:
    """Let `base.html` show this programme on the current page."""
    g.programme = programme
    prefer_language(programme.language)
