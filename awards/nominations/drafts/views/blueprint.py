"""The blueprint, and what all pages of drafts share."""

from typing import Any

from flask import Blueprint, current_app, url_for

from awards.config import Settings
from awards.nominations.drafts import cookie, queries
from awards.nominations.drafts.emails import DraftLinks, token_for
from awards.nominations.drafts.queries import Held
from awards.programmes import queries as programmes
from awards.programmes.models import Award
from awards.web.db import get_session
from awards.web.theme import show_programme

bp = Blueprint("drafts", __name__)


def settings() -> Settings:
    """Return the app's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def award_at(path: dict[str, str]) -> Award:
    """Return the award an address names, its programme on top of the page. Raises NotFound."""
    award = programmes.public_award(get_session(), **path)
    show_programme(award.edition.programme)
    return award


def award_of(draft: Held) -> Award:
    """Return the award of a draft, its programme on top of the page."""
    award = queries.award_of(get_session(), draft.award_id)
    show_programme(award.edition.programme)
    return award


def draft_here(key: str) -> Held:
    """Return a draft of the asking browser. Raises NotFound."""
    return queries.draft_held(get_session(), cookie.digest(), key)


def path_of(award: Award) -> dict[str, Any]:
    """Return an award's part of an address."""
    edition = award.edition
    return {"programme": edition.programme.slug, "edition": edition.slug, "award": award.slug}


def form_url(award: Award, key: str) -> str:
    """Return where a draft is gone on with."""
    return url_for("nominations.form", draft=key, **path_of(award))


def kept_url(key: str) -> str:
    """Return the page that says a draft is kept, and how to find it again."""
    return url_for("drafts.kept", key=key)


def links() -> DraftLinks:
    """Return how a mail finds our page."""
    base, secret = settings().base_url, settings().secret_key
    return DraftLinks(
        go_on=lambda draft: base + url_for("drafts.link", token=token_for(draft, secret=secret))
    )
