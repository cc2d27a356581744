"""Which edition a page at the desk is about, and the links to the others."""

from collections.abc import Sequence
from typing import Any

from flask import request, url_for

from awards.core.errors import NotFound
from awards.programmes.models import Edition
from awards.web.i18n import translated
from awards.web.theme import show_programme


def asked_edition(editions: Sequence[Edition]) -> Edition:
    """Return the edition in the address, else the newest, its programme on top of the page.

    Raises NotFound for one that is not among those the reader may work with.
    """
    asked = request.args.get("edition") or None
    for edition in editions:
        if asked in {None, edition.id}:
            show_programme(edition.programme)
            return edition
    raise NotFound


def edition_links(
    editions: Sequence[Edition], here: Edition, endpoint: str
) -> list[dict[str, Any]]:
    """Return a link for each edition, for the bar above the page."""
    return [
        {
            "label": translated(edition.name),
            "url": url_for(endpoint, edition=edition.id),
            "current": edition is here,
        }
        for edition in editions
    ]
