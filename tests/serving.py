"""An app behind a real address, for a browser to visit."""

import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wsgi import ClosingIterator

from tools.machine import HOST

LONGEST = 30.0
"""Seconds that a request takes at the very most."""


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing."""


@dataclass
class _Door:
    """Lets requests in until it is shut: the app may serve another installation after that."""

    shut: bool = False
    inside: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def through(self) -> Iterator[bool]:
        """Count somebody who comes in; False when it is too late."""
        with self.changed:
            let_in = not self.shut
            self.inside += let_in
        try:
            yield let_in
        finally:
            with self.changed:
                self.inside -= let_in
                self.changed.notify_all()

    def close(self) -> None:
        """Let nobody in any more, and wait for those inside."""
        with self.changed:
            self.shut = True
            assert self.changed.wait_for(lambda: not self.inside, timeout=LONGEST)


@contextmanager
def serving(app: Flask, port: int = 0) -> Iterator[str]:
    """Serve the app until the block ends; gives its address. Port 0 takes any free one."""

    door = _Door()

    def whole_answers(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Read each answer to its end first.

        When a browser moves on and drops the connection, werkzeug's server leaves a file it was
        sending open, which warns long after, in whichever test is running then.
        """
        with door.through() as let_in:
            if not let_in:
                start_response("503 Service Unavailable", [])
                return []
            parts = ClosingIterator(app(environ, start_response))
            try:
                return list(parts)
            finally:
                parts.close()

    server = make_server(HOST, port, whole_answers, threaded=True, request_handler=_Quiet)
    ended = threading.Event()

    def let_in() -> None:
        while not ended.is_set():
            server.handle_request()

    thread = threading.Thread(target=let_in, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        ended.set()
        # It sleeps until somebody comes; werkzeug's own loop looks again and again if it is to end.
        socket.create_connection((HOST, server.server_port)).close()
        thread.join()
        door.close()
        server.server_close()
