"""Headers, cookies, limits: what protects every page."""

from collections.abc import Callable
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from awards.config import Settings
from awards.core.sign_in import LONGEST_SESSION
from awards.web.line import init_line

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}
_BY_LOWER = tuple((name.lower(), name, value) for name, value in HEADERS.items())
View = TypeVar("View", bound=Callable[..., Any])

BIGGEST_POST = 2 * 1024 * 1024


def network() -> str:
    """Return whose requests are counted together: an address; of IPv6 all that one house has."""
    given = get_remote_address()
    try:
        address = ip_address(given)
    except ValueError:
        return given
    if isinstance(address, IPv4Address):
        return given
    mapped = address.ipv4_mapped
    return str(mapped) if mapped else str(ip_network((address, _ONE_HOUSE), strict=False))


_ONE_HOUSE = 64
limiter = Limiter(network, headers_enabled=False)
csrf = CSRFProtect()

LIMIT_POST = "120 per hour; 20 per minute"
"""For what the public sends us: nominations. A whole office may share one address."""
LIMIT_SIGN_IN = "60 per hour; 10 per minute"
"""For asking for and using sign-in links."""


def takes_up_to(size: int) -> Callable[[View], View]:
    """Let a view take a larger post than others: a file."""

    def mark(view: View) -> View:
        view._room = size  # type: ignore[attr-defined]  # noqa: SLF001
        return view

    return mark


def _make_room() -> None:
    """Allow what the view takes, before anything reads the request; no address has a NUL in it."""
    if "\0" in request.path:
        abort(404)
    view = current_app.view_functions.get(request.endpoint or "")
    room = getattr(view, "_room", None)
    if room is not None:
        request.max_content_length = room


def _add_headers(response: Response) -> Response:
    given = {name.lower() for name, _ in response.headers}
    for lower, name, value in _BY_LOWER:
        if lower not in given:
            response.headers.add(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static" and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def init_security(app: Flask, settings: Settings) -> None:
    """Set cookies, CSRF, size limits, rate limits and headers."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="utmarkt",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        PERMANENT_SESSION_LIFETIME=LONGEST_SESSION,
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=BIGGEST_POST,
        MAX_FORM_MEMORY_SIZE=BIGGEST_POST,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=6 * 3600,
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_STORAGE_URI=settings.limits_url,
    )
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    app.before_request(_make_room)
    init_line(app)
    csrf.init_app(app)
    limiter.init_app(app)
    app.after_request(_add_headers)
