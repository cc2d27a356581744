"""The cookie by which a browser finds its drafts: a random secret, and nothing else."""

from flask import current_app, request
from werkzeug import Response

from awards.accounts.rules import digest_of
from awards.config import Settings
from awards.core.ids import ALPHABET, new_id
from awards.nominations.drafts.rules import IDLE

__all__ = ["digest", "digest_of", "hand_over", "key", "new_key"]

NAME = "utmarkt-draft"
LENGTH = 32
"""Five bits a letter: 160 bits."""


def key() -> str | None:
    """Return the secret of the asking browser; none when it has none of ours."""
    found = request.cookies.get(NAME, "")
    return found if len(found) == LENGTH and set(found) <= set(ALPHABET) else None


def digest() -> str | None:
    """Return what the table knows of the asking browser."""
    found = key()
    return None if found is None else digest_of(found)


def new_key() -> str:
    """Draw a secret for a browser that has none."""
    return new_id(LENGTH)


def hand_over(response: Response, secret: str) -> Response:
    """Let the browser keep a secret. Lax: whoever comes by a link from elsewhere has it too."""
    settings: Settings = current_app.extensions["settings"]
    response.set_cookie(
        NAME,
        secret,
        max_age=IDLE,
        httponly=True,
        samesite="Lax",
        secure=settings.secure,
    )
    return response
