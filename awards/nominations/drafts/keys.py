"""A form's key as its page carries it: signed for the browser that got the page.

A key alone opens nothing: whoever learns one cannot reach another's draft, files or nomination.
"""

from hashlib import sha256

from flask import current_app, session
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature, Signer

from awards.config import Settings
from awards.nominations.drafts import cookie

_FORM = "nomination-form"
_FILE = "nomination-file"


def _signer(*salt: str) -> Signer:
    settings: Settings = current_app.extensions["settings"]
    return Signer(settings.secret_key, salt=":".join(salt), digest_method=sha256)


def _session_secret() -> str:
    """Return what only the asking browser's session cookie and we know; drawn if need be."""
    generate_csrf()
    return str(session["csrf_token"])


def shown(key: str, *, secret: str | None = None) -> str:
    """Return a key for a page of the asking browser, or of the one that gets `secret` now.

    Bound to the cookie of its drafts, which outlives a session; without one to the session.
    """
    whose = secret or cookie.key() or _session_secret()
    return _signer(_FORM, whose).sign(key).decode()


def bare(value: str | None) -> str:
    """Return the key in what a page carries, whoever signed it: to compare, never to open."""
    return (value or "").partition(".")[0]


def own(value: str | None) -> str | None:
    """Return the key that a page of the asking browser carries; none for another's."""
    for whose in (cookie.key(), session.get("csrf_token")):
        if whose and (found := _unsigned(value, _FORM, whose)):
            return found
    return None


def shown_file(attachment_id: str) -> str:
    """Return a file's id as the page of its form carries it: the id is in more than one place."""
    return _signer(_FILE).sign(attachment_id).decode()


def file_id(value: str | None) -> str | None:
    """Return the file that a page of a form names; none when no such page of ours did."""
    return _unsigned(value, _FILE)


def _unsigned(value: str | None, *salt: str) -> str | None:
    try:
        return _signer(*salt).unsign(value or "").decode()
    except (BadSignature, UnicodeError):
        return None
