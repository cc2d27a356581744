"""What every template can use."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, request, url_for

from awards.core import text
from awards.core.clock import now
from awards.core.languages import LANGUAGES
from awards.core.templates import Kept
from awards.web.i18n import language
from awards.web.loopback import demo_open
from awards.web.navigation import kept_url, menu


def _language_url(code: str) -> str:
    """Return the address that switches to a language and comes back to this page."""
    back = urlencode({"next": request.full_path.rstrip("?")})
    return f"{kept_url('home.switch_language', code=code)}?{back}"


def _theme_url() -> str | None:
    programme = g.get("programme")
    return None if programme is None else url_for("gallery.theme", slug=programme.slug)


def _url_for(endpoint: str, **values: Any) -> str:
    """Do what Flask's does; thirty of a page never change: see `kept_url`."""
    if not values:
        return kept_url(endpoint)
    if endpoint == "static" and values.keys() == {"filename"}:
        return kept_url(endpoint, **values)
    return url_for(endpoint, **values)


def init_jinja(app: Flask) -> None:
    """Add our filters, and the values that `base.html` shows on every page."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.bytecode_cache = Kept("pages")
    app.jinja_env.globals["url_for"] = _url_for
    app.jinja_env.filters.update(
        paragraphs=text.paragraphs, citation=text.citation, count_words=text.count_words
    )

    @app.context_processor
    def _common() -> dict[str, Any]:
        return {
            "lang": language(),
            "languages": list(LANGUAGES.items()),
            "language_url": _language_url,
            "nav_items": menu(),
            "programme": g.get("programme"),
            "theme_url": _theme_url(),
            "fonts_url": kept_url("home.font_styles"),
            "demo": demo_open(),
            "now": now,
        }
