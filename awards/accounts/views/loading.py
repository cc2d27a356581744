"""Who asks? With every request: the session behind the cookie, and that it was used."""

from flask import Flask, g
from flask_login import LoginManager

from awards.accounts import actions, queries, rules
from awards.accounts.identity import Provider
from awards.accounts.queries import Visit
from awards.config import Settings
from awards.core.clock import now
from awards.web.access import SignedIn
from awards.web.db import get_connection, get_database


class _OurSessions(LoginManager):  # type: ignore[misc]  # Flask-Login has no types
    """Who is signed in, and for how long, is what our own table of sessions says."""

    def __init__(self) -> None:
        """Write no digest of anybody's address and browser into the cookie: nobody reads it."""
        super().__init__()
        self._session_identifier_generator = str

    def _session_protection_failed(self) -> bool:
        """Compare no such digest either: no page asks whether a sign-in is fresh."""
        return False


login_manager = _OurSessions()


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load(key: str) -> SignedIn | None:
    """Return the person behind a session cookie; none when the session is over.

    Looking takes no lock: see `get_look`.
    """
    found = queries.visit_of_key(get_connection(), key)
    if found is None:
        return None
    at = now()
    over = rules.is_over(found.started_at, found.seen_at, found.actor.roles, at)
    if over or at - found.seen_at >= rules.SEEN_EVERY:
        g.visit = (found, over)
    if over:
        return None
    return SignedIn(found.actor, language=found.language, key=key, session_id=found.session_id)


def _note_visit(error: BaseException | None = None) -> None:
    """Write down, after the page is done, that its session was used or is over.

    Afterwards, because a page that reads must not write.
    """
    del error
    noted: tuple[Visit, str] | None = g.pop("visit", None)
    if noted is None:
        return
    actions.note_visit(get_database(), noted[0], over=noted[1], at=now())


def init_sign_in(app: Flask, settings: Settings) -> None:
    """Know who asks. Comes before the database, whose session is then closed when we note."""
    login_manager.init_app(app)
    app.teardown_appcontext(_note_visit)
    app.extensions["provider"] = _provider(settings)


def _provider(settings: Settings) -> Provider | None:
    if not settings.oidc_url:
        return None
    # Reads in Authlib and requests, which only those need who have a provider.
    from awards.accounts.provider import OpenIdProvider

    return OpenIdProvider(settings)
