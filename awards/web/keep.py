"""When a form cannot be taken as it is (signed out, page open too long), keep what was typed.

The answer is a page that holds every field of the form and one button that sends it again.
It is only offered to a post from our own pages: another site must not have its text relayed.
"""

from urllib.parse import urlsplit

from flask import Response, make_response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

MOST_FIELDS = 300
MOST_CHARACTERS = 200_000
_OWN = frozenset({"same-origin", "none"})


def _from_our_own_page() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in _OWN
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        return urlsplit(origin).netloc == request.host
    except ValueError:  # "http://[" is no address at all
        return False


def fields_before_files() -> list[tuple[str, str]]:
    """Return the fields of a form that is too large to be read, up to its first file.

    Of a file that is not read nothing can be kept; what was typed above it can.
    """
    boundary = request.mimetype_params.get("boundary", "")
    if request.mimetype != "multipart/form-data" or not boundary or not request.content_length:
        return []
    decoder = MultipartDecoder(boundary.encode("latin-1", "replace"), MOST_CHARACTERS)
    found: list[tuple[str, str]] = []
    name, text = "", b""
    for _ in range(MOST_CHARACTERS // _CHUNK + 1):
        decoder.receive_data(request.environ["wsgi.input"].read(_CHUNK) or None)
        while not isinstance(event := decoder.next_event(), NeedData):
            if isinstance(event, File | Epilogue):
                return found
            if isinstance(event, Field):
                name, text = event.name or "", b""
            elif isinstance(event, Data):
                text += event.data
                if not event.more_data:
                    found.append((name, text.decode(errors="replace")))
    return found


_CHUNK = 16 * 1024


def keep_too_large() -> Response | None:
    """Answer a form whose files are too large with what was typed above them."""
    try:
        fields = fields_before_files()
    except (ValueError, OSError, HTTPException):
        return None  # no form of ours
    written = any(value for name, value in fields if name not in _OURS)
    return keep_typed_text("too-large", 413, fields) if written else None


_OURS = frozenset({"csrf_token", "form_key", "version", "draft_version", "opened"})


def keep_typed_text(
    why: str, status: int, fields: list[tuple[str, str]] | None = None
) -> Response | None:
    """Answer with the typed text in a form that can be sent again; `why` picks the words.

    None when the post did not come from a page of ours, is not a form, or is larger than any
    form of ours.
    """
    if not _from_our_own_page() or request.mimetype == "application/json":
        return None
    if fields is None:
        fields = list(request.form.items(multi=True))
    kept = [(name, value) for name, value in fields if name != "csrf_token"]
    if len(kept) > MOST_FIELDS or sum(len(value) for _, value in kept) > MOST_CHARACTERS:
        return None
    page = render_template("errors/keep.html", why=why, kept=kept, action=request.full_path)
    return make_response(page, status)
