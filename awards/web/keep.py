"""When a form cannot be taken as it is (signed out, page open too long), keep what was typed.

The answer is a page that holds every field of the form and one button that sends it again.
It is only offered to a post from our own pages: another site must not have its text relayed.
"""

from urllib.parse import urlsplit

from flask import Response, make_response, render_template, request

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


def keep_typed_text(why: str, status: int) -> Response | None:
    """Answer with the typed text in a form that can be sent again; `why` picks the words.

    None when the post did not come from a page of ours, is not a form, or is larger than any
    form of ours.
    """
    if not _from_our_own_page() or request.mimetype == "application/json":
        return None
    kept = [
        (name, value)
        for name, values in request.form.lists()
        if name != "csrf_token"
        for value in values
    ]
    if len(kept) > MOST_FIELDS or sum(len(value) for _, value in kept) > MOST_CHARACTERS:
        return None
    page = render_template("errors/keep.html", why=why, kept=kept, action=request.full_path)
    return make_response(page, status)
