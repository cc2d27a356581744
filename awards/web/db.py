"""One session per request; it commits when the answer is below 400, else it rolls back."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, current_app, g, request
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from awards.core.db import Database

READING = frozenset({"GET", "HEAD", "OPTIONS"})
_BAD = 400


def get_database() -> Database:
    """Return the app's database."""
    database: Database = current_app.extensions["database"]
    return database


def get_connection() -> Connection:
    """Return the connection this request looks things up on, without the cost of a session.

    Once the request's own session is open, it is that one's.
    """
    if "session" in g:
        return get_session().connection()
    connection: Connection | None = g.get("connection")
    if connection is None:
        writes = request.method not in READING
        connection = g.connection = get_database().look(before_writing=writes)
    return connection


def get_session() -> Session:
    """Return this request's session: one that refuses to write for GET and HEAD."""
    if "session" not in g:
        g.session = _read() if request.method in READING else _write()
    session: Session = g.session
    return session


def _read() -> Session:
    return get_database().reading(bind=get_connection())


def _write() -> Session:
    _stop_looking()
    return get_database().writing()


@contextmanager
def kept_session() -> Iterator[Session]:
    """Give a session of its own that commits at its end, whatever the page answers.

    For the few things that stay although the page refuses, or only shows something: a try that
    counts, a session that begins when the browser comes back from elsewhere. The page's own
    session is given up first: SQLite lets one write at a time.
    """
    close()
    with get_database().write() as session:
        yield session


def get_look() -> Session:
    """Return a session for looking things up before writing: it takes no lock.

    Twenty people who save at once then wait for each other's writing only. Once this request's
    own session is open, that is the one.
    """
    if request.method in READING or "session" in g:
        return get_session()
    if "look" not in g:
        g.look = _read()
    session: Session = g.look
    return session


def commit_now() -> None:
    """Commit before the answer is made, so that who writes next need not wait for its words.

    For a view that is called by everybody at once, and whose answer can no longer be an error.
    """
    get_session().commit()


def _stop_looking() -> None:
    """Give the connection back, so that a request never holds two."""
    look: Session | None = g.pop("look", None)
    if look is not None:
        look.close()
    connection: Connection | None = g.pop("connection", None)
    if connection is not None:
        connection.close()


def finish(response: Response) -> Response:
    """Commit when all went well; roll back when the answer is an error page.

    What was only read needs neither: `close` gives the connection back.
    """
    session: Session | None = g.get("session")
    if session is not None and session.in_transaction() and request.method not in READING:
        if response.status_code < _BAD:
            session.commit()
        else:
            session.rollback()
    return response


def close(error: BaseException | None = None) -> None:
    """Give the connection back, whatever happened."""
    del error
    session: Session | None = g.pop("session", None)
    try:
        if session is not None:
            session.close()
    finally:
        _stop_looking()


def init_db(app: Flask) -> None:
    """Give every request its session."""
    app.after_request(finish)
    app.teardown_appcontext(close)
