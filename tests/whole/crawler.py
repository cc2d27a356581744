"""Walks every page that can be reached by links and forms, as a person with time would."""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit
from xml.etree.ElementTree import Element

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.markup import tree_of
from tests.page import fields_of

Look = Callable[[str, TestResponse], None]

_SAME_FOR_ALL = ("/static/", "/fonts/", "/language/")
"""Nothing here is about a nomination; each is opened once."""

_ADDRESS = re.compile(r"/[^/\\]")
_ATTRIBUTE = re.compile(r"""\s(href|src|data-[\w-]+)\s*=\s*["']([^"']+)["']""")
_FORM = re.compile(r"<form\b.*?</form\s*>", re.IGNORECASE | re.DOTALL)
_GET_FORM = re.compile(r"""<form(?![^>]*method=["']?post)""", re.IGNORECASE)
_ACTION = re.compile(r"""<form[^>]*\saction=["']([^"']*)["']""")
_NUMBERS = frozenset({"member", "number", "version"})
"""Parts of addresses that are whole numbers."""
MOST_PAGES = 2000
"""More than any juror's pages: a walk that does not end is a defect of its own."""


def tidy(base: str, link: str) -> str:
    """Return a link as a path of ours with its query in order; "" when it leads elsewhere."""
    # Most are the same on every page, whichever that is.
    return _tidy("/" if link.startswith("/") else base, link)


@lru_cache(65536)
def _tidy(base: str, link: str) -> str:
    parts = urlsplit(urljoin(f"http://localhost{base}", link))
    if parts.netloc != "localhost" or parts.scheme != "http":
        return ""
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    path = parts.path or "/"
    if path.startswith(_SAME_FOR_ALL):
        query = ""
    return f"{path}?{query}" if query else path


def _source(answer: TestResponse) -> str:
    return answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""


def links_in(answer: TestResponse) -> Iterator[str]:
    """Return where an answer leads: redirects, every address in an attribute, GET forms.

    Addresses are read from the source: parsing each page as a browser does takes ten times
    as long, so that is done only with forms.
    """
    yield answer.headers.get("Location", "")
    source = _source(answer)
    for name, value in _ATTRIBUTE.findall(source):
        if name in {"href", "src"} or _ADDRESS.match(value):
            yield html.unescape(value)
    for form in _FORM.findall(source):
        if _GET_FORM.match(form):
            yield from _submissions(form)


@lru_cache(512)
def _form(source: str) -> Element:
    """Return a form out of a page's source; forms never stand in one another."""
    return next(tree_of(source).iter("form"))


@lru_cache(4096)
def _submissions(source: str) -> list[str]:
    """Send a GET form as it stands, and once with each choice of each of its lists."""
    return list(_sent(_form(source)))


def _sent(form: Element) -> Iterator[str]:
    action, fields = form.get("action") or "", fields_of(form)
    yield f"{action}?{urlencode(fields, doseq=True)}"
    for control in form.iter("select"):
        for option in control.iter("option"):
            chosen = {**fields, control.get("name", ""): option.get("value", "")}
            yield f"{action}?{urlencode(chosen, doseq=True)}"


def walk(client: FlaskClient, look: Look, starts: Iterable[str] = ("/home",)) -> dict[str, int]:
    """Open everything that can be reached; return address → status."""
    waiting, seen = list(starts), dict.fromkeys(starts, 0)
    while waiting:
        url = waiting.pop()
        answer = client.get(url)
        seen[url] = answer.status_code
        look(url, answer)
        found = list(links_in(answer))
        answer.close()
        for link in found:
            there = tidy(url, link) if link else ""
            if there and there not in seen:
                seen[there] = 0
                waiting.append(there)
        assert len(seen) < MOST_PAGES, f"the walk does not end: {sorted(seen)[-20:]}"
    return seen


def guesses(app: Flask, pools: dict[str, list[str]]) -> list[tuple[Rule, str]]:
    """Return an address for each GET route and each id somebody might put into it.

    A route with several ids gets each id of each kind, beside the first of the other kinds.
    """
    with app.test_request_context():
        return [
            (rule, app.url_for(rule.endpoint, **parts))
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and rule.endpoint != "static"
            for parts in _parts_of(rule, pools)
        ]


def _parts_of(rule: Rule, pools: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    names = sorted(rule.arguments)
    for place, _ in enumerate(names or [""]):
        columns = [
            pools.get(name, ["0"]) if n == place else pools.get(name, ["0"])[:2]
            for n, name in enumerate(names)
        ]
        for values in product(*columns):
            pairs = zip(names, values, strict=True)
            yield {name: int(value) if name in _NUMBERS else value for name, value in pairs}


def actions_in(answer: TestResponse, url: str) -> set[str]:
    """Return where an answer's forms lead."""
    return {tidy(url, html.unescape(action) or url) for action in _ACTION.findall(_source(answer))}


def post_forms(answer: TestResponse, url: str) -> list[tuple[str, dict[str, object]]]:
    """Return where each POST form of a page leads and what it sends as it stands."""
    forms = [_form(f) for f in _FORM.findall(_source(answer)) if not _GET_FORM.match(f)]
    return [(tidy(url, form.get("action") or url), dict(fields_of(form))) for form in forms]
