"""Errors become pages in the house's look and the reader's language, each saying what to do."""

import logging

from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import gettext
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from awards.core.db import cannot_be_text, is_out_of_reach
from awards.core.errors import DomainError
from awards.core.languages import Term
from awards.web.db import close
from awards.web.keep import keep_too_large, keep_typed_text

log = logging.getLogger("awards.web")

PAGES = frozenset({400, 403, 404, 409, 410, 413, 422, 429, 500, 503})
_SERVER_FAULT = 500
_NOT_NOW = 503
_SOON = "5"
"""Seconds after which it may be tried again."""
_TOO_LARGE = 413


def error_page(status: int, message: str | None = None) -> Response:
    """Render the page of a status; one without a page of its own borrows 400's or 500's."""
    shown = status if status in PAGES else (400 if status < _SERVER_FAULT else 500)
    page = render_template(f"errors/{shown}.html", message=message, status=status)
    return make_response(page, status)


def words_of(error: DomainError) -> str:
    """Return what an error says, in the reader's language."""
    values = {
        name: gettext(value) if isinstance(value, Term) else str(value)
        for name, value in error.values.items()
    }
    return str(gettext(error.message, **values))


def _domain_error(error: DomainError) -> Response:
    _roll_back()
    return error_page(error.status, words_of(error))


def _http_error(error: HTTPException) -> Response:
    _roll_back()
    if error.response is not None:
        return make_response(error.response)
    status = error.code or _SERVER_FAULT
    kept = keep_too_large() if status == _TOO_LARGE else None
    answer = kept or error_page(status)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def _csrf_error(error: CSRFError) -> Response:
    del error
    _roll_back()
    return keep_typed_text("expired", 400) or error_page(400)


def _crash(error: InternalServerError) -> Response:
    _forget_the_database()
    if is_out_of_reach(error.original_exception):
        log.warning("database.out-of-reach", extra={"endpoint": request.endpoint})
        answer = error_page(_NOT_NOW)
        answer.headers["Retry-After"] = _SOON
        return answer
    if cannot_be_text(error.original_exception):
        return error_page(400)
    log.error("request.crashed", extra={"endpoint": request.endpoint}, exc_info=error)
    return error_page(500)


def _forget_the_database() -> None:
    """Let the page of a crash ask nothing of the database: it may be what broke."""
    close()
    g.pop("programme", None)
    g._login_user = AnonymousUserMixin()  # noqa: SLF001 - where Flask-Login keeps who asks


def _roll_back() -> None:
    """Give up what this request wrote, so that the page itself reads a clean state."""
    session = g.get("session")
    if session is not None:
        session.rollback()


def init_errors(app: Flask) -> None:
    """Register the pages."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(InternalServerError, _crash)
