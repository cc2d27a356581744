"""Pages as a test sees them: read as browsers read them, checked, with forms to be sent."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.markup import tree_of

_TOKEN = re.compile(r"""<input[^>]*\sname="csrf_token"[^>]*\svalue="([^"]*)\"""")
_CONTROLS = ("input", "textarea", "select")


class Page:
    """One answer. An HTML page is parsed, and checked for what every page of ours has."""

    def __init__(self, response: TestResponse) -> None:
        """Parse and check."""
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.location = response.headers.get("Location", "")
        self.html = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        self.root: Element = tree_of(self.html)
        if self.html and not self.location:
            self._check()

    def _check(self) -> None:
        assert len(self.all("h1")) == 1, f"one h1, not {[text_of(h) for h in self.all('h1')]}"
        assert text_of(self.first("title")).strip(), "a page needs a title"
        assert self.first("html").get("lang") in {"sv", "nb", "en"}
        ids = Counter(e.get("id", "") for e in self.root.iter() if e.get("id"))
        twice = sorted(name for name, times in ids.items() if times > 1)
        assert not twice, f"ids twice: {twice}"
        assert not [e for e in self.root.iter() if e.get("style")], "no inline style"
        assert not [e for e in self.root.iter() if any(k.startswith("on") for k in e.attrib)]
        assert not [s for s in self.all("script") if not s.get("src")], "no inline script"

    def all(self, tag: str, **attrs: str) -> list[Element]:
        """Return the elements with a tag and attribute values (class_ → class)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        return [e for e in self.root.iter(tag) if all(e.get(k) == v for k, v in wanted.items())]

    def first(self, tag: str, **attrs: str) -> Element:
        """Return the first such element; fail when there is none."""
        found = self.all(tag, **attrs)
        assert found, f"no <{tag} {attrs}> in the page"
        return found[0]

    @property
    def h1(self) -> str:
        """The page's heading."""
        return text_of(self.first("h1"))

    @property
    def text(self) -> str:
        """All visible words, one space between."""
        return text_of(self.root)

    @property
    def links(self) -> list[str]:
        """Where the page's links lead."""
        return [a.get("href", "") for a in self.all("a") if a.get("href")]

    def form(self, action: str | None = None) -> dict[str, Any]:
        """Return the fields and values of the form with this action (or the first in main)."""
        forms = self.all("form", action=action) if action else self.first("main").findall(".//form")
        assert forms, f"no form {action or ''} in the page"
        return fields_of(forms[0])


def text_of(element: Element) -> str:
    """Return an element's words, one space between."""
    return " ".join("".join(element.itertext()).split())


def fields_of(form: Element) -> dict[str, Any]:
    """Return what a browser would send for a form as it stands."""
    fields: dict[str, Any] = {}
    for control in (e for e in form.iter() if e.tag in _CONTROLS and e.get("name")):
        name, kind = control.get("name", ""), control.get("type", "text")
        if kind in {"submit", "button", "image", "file"} or control.get("disabled") is not None:
            continue
        if kind in {"checkbox", "radio"} and control.get("checked") is None:
            continue
        value = _value(control)
        fields[name] = [*_listed(fields[name]), value] if name in fields else value
    return fields


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _value(control: Element) -> str:
    if control.tag == "textarea":
        return (control.text or "").removeprefix("\n")
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [o for o in options if o.get("selected") is not None] or options[:1]
        return chosen[0].get("value", text_of(chosen[0])) if chosen else ""
    return control.get("value", "on" if control.get("type") in {"checkbox", "radio"} else "")


class Browser:
    """A client that returns parsed pages and keeps the CSRF token of the last one."""

    def __init__(self, client: FlaskClient) -> None:
        """Wrap a test client."""
        self.client = client
        self.token = ""

    def get(self, url: str, status: int = 200, **options: Any) -> Page:
        """Open a page; fail unless it answers with `status`."""
        return self._seen(self.client.get(url, **options), status)

    def post(
        self, url: str, data: Mapping[str, Any] | None = None, status: int = 302, **options: Any
    ) -> Page:
        """Send a form with the last page's CSRF token (or a fresh one from the sign-in page)."""
        if not self.token:
            found = _TOKEN.search(self.client.get("/sign-in").get_data(as_text=True))
            assert found, "no token on the sign-in page"
            self.token = found[1]
        sent = {"csrf_token": self.token, **(data or {})}
        return self._seen(self.client.post(url, data=sent, **options), status)

    def follow(self, page: Page, status: int = 200) -> Page:
        """Go where a redirect leads."""
        assert page.location, "not a redirect"
        return self.get(page.location, status)

    def _seen(self, response: TestResponse, status: int) -> Page:
        page = Page(response)
        assert page.status == status, f"{page.status} at {response.request.path}: {page.text[:400]}"
        tokens = page.all("input", name="csrf_token")
        self.token = tokens[0].get("value", "") if tokens else self.token
        return page
