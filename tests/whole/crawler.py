"""Walks every page that can be reached by links and forms, as a person with time would."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.page import fields_of

Look = Callable[[str, TestResponse], None]

_SAME_FOR_ALL = ("/static/", "/fonts/", "/language/")
"""Nothing here is about a nomination; each is opened once."""

_ADDRESS = re.compile(r"^/[^/\\]")
MOST_PAGES = 2000
"""More than any juror's pages: a walk that does not end is a defect of its own."""


def tidy(base: str, link: str) -> str:
    """Return a link as a path of ours with its query in order; "" when it leads elsewhere."""
    parts = urlsplit(urljoin(f"http://localhost{base}", link))
    if parts.netloc != "localhost" or parts.scheme != "http":
        return ""
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    path = parts.path or "/"
    if path.startswith(_SAME_FOR_ALL):
        query = ""
    return f"{path}?{query}" if query else path


def parsed(answer: TestResponse) -> Element | None:
    """Return the root of an HTML answer; none for any other."""
    if answer.mimetype != "text/html":
        return None
    root: Element = html5lib.parse(answer.get_data(as_text=True), namespaceHTMLElements=False)
    return root


def _links(root: Element) -> Iterator[str]:
    for element in root.iter():
        for name, value in element.attrib.items():
            noted = name.startswith("data-") and _ADDRESS.match(value)
            if value and (noted or name in {"href", "src"}):
                yield value
    for form in _forms(root, "get"):
        yield from _submissions(form)


def _forms(root: Element, method: str) -> list[Element]:
    return [f for f in root.iter("form") if (f.get("method") or "get").lower() == method]


def _submissions(form: Element) -> Iterator[str]:
    """Send a GET form as it stands, and once with each choice of each of its lists."""
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
        answer.close()
        found = [answer.headers.get("Location", "")]
        root = parsed(answer)
        found += _links(root) if root is not None else []
        for link in found:
            there = tidy(url, link) if link else ""
            if there and there not in seen:
                seen[there] = 0
                waiting.append(there)
        assert len(seen) < MOST_PAGES, f"the walk does not end: {sorted(seen)[-20:]}"
    return seen


def guesses(app: Flask, pools: dict[str, list[str]]) -> Iterator[tuple[Rule, str]]:
    """Return an address for each GET route and each id somebody might put into it.

    A route with several ids gets each id of each kind, beside the first of the other kinds.
    """
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        names = sorted(rule.arguments)
        for place, _ in enumerate(names or [""]):
            columns = [
                pools.get(name, ["0"]) if n == place else pools.get(name, ["0"])[:2]
                for n, name in enumerate(names)
            ]
            for values in product(*columns):
                yield rule, _built(app, rule, dict(zip(names, values, strict=True)))


def _built(app: Flask, rule: Rule, values: dict[str, str]) -> str:
    with app.test_request_context():
        parts: dict[str, object] = {n: int(v) if n == "member" else v for n, v in values.items()}
        return app.url_for(rule.endpoint, **parts)  # type: ignore[arg-type]


def post_forms(answer: TestResponse, url: str) -> list[tuple[str, dict[str, object]]]:
    """Return where each POST form of a page leads and what it sends as it stands."""
    root = parsed(answer)
    forms = _forms(root, "post") if root is not None else []
    return [(tidy(url, form.get("action") or url), dict(fields_of(form))) for form in forms]
