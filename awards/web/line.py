"""Views that everybody calls at once are worked off one by one in each process.

Python runs one thread of a process at a time. Several requests that each take milliseconds of it,
and let go of it for every statement, mostly wait for each other to give it back, the one that holds
the database's only write lock among them. In line, each is done in one go, while the line of the
other process stores. On PostgreSQL, whose writers wait for each other only at the trail, a save
then costs the processor a fifth less. Other pages do not stand in line.
"""

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue

from awards.core.turns import LONGEST_WAIT

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

_line = threading.Lock()
_HELD = "utmarkt.in-line"


def one_by_one(view: View) -> View:
    """Declare that requests to this view are worked off one by one."""
    view._in_line = True  # type: ignore[attr-defined]  # noqa: SLF001
    return view


def stand_in_line() -> None:
    """Wait until it is this request's turn, if its view asks for that.

    What was sent is read first: a slow sender keeps nobody waiting. After the longest wait it is
    done beside the others, as it would be without a line.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "_in_line", False):
        request.form  # noqa: B018 - reads it
        request.environ[_HELD] = _line.acquire(timeout=LONGEST_WAIT)


def init_line(app: Flask) -> None:
    """Let requests stand in line. It comes after the bound on their size."""
    app.before_request(stand_in_line)
    inner = app.wsgi_app

    def served(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        try:
            return inner(environ, start_response)
        finally:  # whatever failed, the next one is let in
            if environ.pop(_HELD, False):
                _line.release()

    app.wsgi_app = served  # type: ignore[method-assign]
