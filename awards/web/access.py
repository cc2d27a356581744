"""Who may open which page. No declaration, no answer; a forgotten one stops the start."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import UserMixin, current_user

from awards.core.errors import Forbidden
from awards.core.permissions import PUBLIC, Actor, Permission
from awards.web.keep import keep_typed_text
from awards.web.navigation import ROLE_NAMES

View = TypeVar("View", bound=Callable[..., Any])
SIGN_IN = "accounts.sign_in"
ACTING_AS = "acting_as"
"""Where the session keeps the one role that somebody with several acts in; missing: all."""


@dataclass(frozen=True)
class Access:
    """What a view asks for: a permission, being signed in, or nothing."""

    permission: Permission | None = None
    signed_in: bool = True


OPEN = Access(signed_in=False)


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare the permission a view needs; stands right under its route."""
    return _declare(Access(permission))


def signed_in(view: View) -> View:
    """Declare that everybody who is signed in may open a view."""
    return _declare(Access())(view)


def public(view: View) -> View:
    """Declare that a view is open to the world."""
    return _declare(OPEN)(view)


def _declare(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view._access = access  # type: ignore[attr-defined]  # noqa: SLF001
        return view

    return mark


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """The signed-in person as Flask-Login and templates see them."""

    def __init__(self, actor: Actor, *, language: str, key: str, session_id: str = "") -> None:
        """Wrap an actor; `key` is what the cookie holds, `session_id` the session's row.

        Somebody with several roles may act as one of them: then the others give nothing.
        """
        self.roles = actor.roles
        self.acting_as = next((r for r in actor.roles if r == session.get(ACTING_AS)), None)
        self.actor = actor.acting_as(self.acting_as) if self.acting_as else actor
        self.name = actor.name
        self.language = language
        self.key = key
        self.session_id = session_id

    @property
    def role_names(self) -> list[str]:
        """What the person is here, in the reader's language."""
        return [str(ROLE_NAMES[role]) for role in self.actor.roles]

    @property
    def other_roles(self) -> list[tuple[str, str]]:
        """The roles one may switch to: value and name; all of them together is the empty one."""
        if len(self.roles) < 2:  # noqa: PLR2004 - one role is nothing to choose from
            return []
        every = [] if self.acting_as is None else [("", gettext("All my roles"))]
        others = [role for role in self.roles if role is not self.acting_as]
        return every + [(role.value, str(ROLE_NAMES[role])) for role in others]

    def get_id(self) -> str:
        """Return what the session cookie holds."""
        return self.key


def visitor() -> SignedIn | None:
    """Return the one who is signed in; `current_user` looks for them with each attribute anew."""
    found = current_user._get_current_object()  # noqa: SLF001 - its public way
    return found if found.is_authenticated else None


def current_actor() -> Actor:
    """Return the one who asks; the public when nobody is signed in."""
    person = visitor()
    return person.actor if person else PUBLIC


def access_of(endpoint: str) -> Access | None:
    """Return what the view behind an endpoint declared."""
    if endpoint == "static":
        return OPEN
    return getattr(current_app.view_functions[endpoint], "_access", None)


def check_access() -> ResponseReturnValue | None:
    """Let the request pass, send it to the sign-in page, or refuse it."""
    if request.endpoint is None:
        return None  # the router answers 404 or 405
    access = access_of(request.endpoint)
    if access is None:
        abort(403)
    if access == OPEN:
        return None
    person = visitor()
    if person is None:
        return _ask_to_sign_in()
    if access.permission and not person.actor.may(access.permission):
        raise Forbidden
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for(SIGN_IN, next=request.full_path.rstrip("?")))
    return keep_typed_text("signed-out", 401) or abort(401)


def require_declarations(app: Flask) -> None:
    """Refuse an app in which a view has not said who may open it."""
    with app.app_context():
        silent = [e for e in app.view_functions if access_of(e) is None]
    if silent:
        raise RuntimeError(f"views without declared access: {', '.join(sorted(silent))}")


def init_access(app: Flask) -> None:
    """Check access before every request."""
    app.before_request(check_access)
