"""An app behind a real address, for a browser to visit."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wsgi import ClosingIterator

from tools.machine import HOST


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing."""


@contextmanager
def serving(app: Flask, port: int = 0) -> Iterator[str]:
    """Serve the app until the block ends; gives its address. Port 0 takes any free one."""

    def whole_answers(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Read each answer to its end first.

        When a browser moves on and drops the connection, werkzeug's server leaves a file it was
        sending open, which warns long after, in whichever test is running then.
        """
        parts = ClosingIterator(app(environ, start_response))
        try:
            return list(parts)
        finally:
            parts.close()

    server = make_server(HOST, port, whole_answers, threaded=True, request_handler=_Quiet)
    # It looks this often whether it is to stop; werkzeug's half second each test would wait out.
    often = {"poll_interval": 0.01}
    thread = threading.Thread(target=server.serve_forever, kwargs=often, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
