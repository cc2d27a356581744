"""A small HTTP client: keep-alive, cookies, CSRF. Its cost is small, and the same for everybody.

`Connection` sends bytes made beforehand and reads the answer; `Visitor` remembers cookies and
finds the CSRF token in a page, like a browser.
"""

import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Self
from urllib.parse import urlencode

HOST = "127.0.0.1"
SECONDS = 180
_TOKEN = re.compile(r'name="csrf_token"[^>]*?value="([^"]+)"')
_COOKIE = re.compile(r"^set-cookie: *([^=]+)=([^;]*)", re.IGNORECASE | re.MULTILINE)
_FORM = b"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n"
_LENGTH = re.compile(rb"^content-length: *(\d+)", re.IGNORECASE | re.MULTILINE)


class NoAnswerError(RuntimeError):
    """The server hung up, or answered in a way we do not measure."""


@dataclass(frozen=True)
class Answer:
    """What came back; `head` is the status line and the headers."""

    status: int
    head: str
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()


class Connection:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), timeout=SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._socket.close()

    def ask(self, request: bytes) -> Answer:
        """Send a request and read its answer."""
        self._socket.sendall(request)
        head, body = self._read_head()
        found = _LENGTH.search(head)
        if found is None and not head.startswith((b"HTTP/1.1 204", b"HTTP/1.1 304")):
            raise NoAnswerError(f"an answer without a length: {head[:300]!r}")
        return Answer(
            int(head[9:12]),
            head.decode("latin-1"),
            self._read_body(body, int(found[1] if found else 0)),
        )

    def _read_head(self) -> tuple[bytes, bytes]:
        read = b""
        while (end := read.find(b"\r\n\r\n")) < 0:
            read += self._receive()
        return read[:end], read[end + 4 :]

    def _read_body(self, begun: bytes, length: int) -> bytes:
        pieces, missing = [begun], length - len(begun)
        while missing > 0:
            pieces.append(self._receive())
            missing -= len(pieces[-1])
        return b"".join(pieces)

    def _receive(self) -> bytes:
        piece = self._socket.recv(262_144)
        if not piece:
            raise NoAnswerError("the server closed the connection")
        return piece


@dataclass
class Visitor:
    """Somebody with cookies; every question is a new connection, which is not what we measure."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def request(
        self, method: str, path: str, data: Mapping[str, str] | None = None, accept: str = "*/*"
    ) -> bytes:
        """Make the bytes of a request that this visitor would send."""
        head = self.head(method, path, accept)
        return posted(head, urlencode(data).encode()) if data is not None else head + b"\r\n\r\n"

    def head(self, method: str, path: str, accept: str = "*/*") -> bytes:
        """Make what a request of this visitor begins with; it is the same each time."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}:{self.port}", f"Accept: {accept}"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        return "\r\n".join(lines).encode()

    def ask(self, request: bytes, *, wanted: int) -> Answer:
        """Send a request, keep the cookies; raise NoAnswerError unless the status is `wanted`."""
        with Connection(self.port) as connection:
            answer = connection.ask(request)
        if answer.status != wanted:
            raise NoAnswerError(f"{request.splitlines()[0]!r} → {answer.status}, not {wanted}")
        self.remember(answer)
        return answer

    def remember(self, answer: Answer) -> None:
        """Keep the cookies of an answer."""
        self.cookies |= dict(_COOKIE.findall(answer.head))

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self.ask(self.request("GET", path), wanted=200)

    def post(self, path: str, page: Answer, **data: str) -> Answer:
        """Send a form of `page`."""
        data["csrf_token"] = token_in(page)
        return self.ask(self.request("POST", path, data), wanted=302)


def posted(head: bytes, form: bytes) -> bytes:
    """Make the bytes of a request that sends a form, written as a browser writes it."""
    return head + _FORM % len(form) + form


def token_in(page: Answer) -> str:
    """Find the CSRF token in a page."""
    found = _TOKEN.search(page.text)
    if found is None:
        raise NoAnswerError("a page without a form")
    return unescape(found[1])
