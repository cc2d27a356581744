"""What surrounds every page: headers, expired forms, errors in the reader's language."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_limiter.util import get_qualified_name

from awards import create_app
from awards.config import Settings
from awards.core.db import Database
from awards.web.access import OPEN, access_of, require_declarations
from awards.web.security import limiter, network
from tests.factories import Make
from tests.page import Browser, Page, text_of

Browse = Callable[..., Browser]
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
WAIT = "Wait a minute and try again; what you wrote is still on the page before this one."


def words_of(page: Page) -> list[str]:
    """Return what the content of an error page says, piece by piece."""
    return [text_of(e) for e in page.first("main").iter() if e.tag in {"h1", "p", "a"}]


def test_every_page_carries_the_security_headers(client: FlaskClient) -> None:
    headers = client.get("/accessibility").headers
    assert "'unsafe-inline'" not in headers["Content-Security-Policy"]
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")
    assert headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/theme/%00.css", "/drafts/%00", "/files/arms/%00"])
def test_an_address_with_a_nul_leads_nowhere(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_form_that_was_open_too_long_keeps_the_text(client: FlaskClient) -> None:
    data = {"email": "kim@example.org", "why": "en lång text " * 20, "csrf_token": "old"}
    page = Page(client.post("/sign-in", data=data, headers=SAME_SITE))
    kept = page.form("/sign-in?")
    assert page.status == 400
    assert (kept["email"], kept["why"]) == (data["email"], data["why"])
    assert kept["csrf_token"] != "old"


def test_another_site_cannot_have_its_text_relayed(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    page = Page(client.post("/sign-in", data={"email": "x@evil.example"}, headers=headers))
    assert (page.status, "x@evil.example" in page.html) == (400, False)


def test_somebody_signed_out_while_writing_keeps_the_text(browse: Browse) -> None:
    browser = browse()
    browser.get("/sign-in")
    page = browser.post("/sign-out", {"why": "min text"}, status=401, headers=SAME_SITE)
    assert "signed out while you were writing" in page.text
    assert page.form("/sign-out?")["why"] == "min text"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sv", "Här finns ingen sida"),
        ("nb", "Her er det ingen side"),
        ("en", "There is no page here"),
    ],
)
def test_a_missing_page_is_explained_in_the_readers_language(
    browse: Browse, language: str, words: str
) -> None:
    page = browse(language=language).get("/no-such-page", 404)
    assert page.first("html").get("lang") == language
    assert words.split(maxsplit=1)[0] in page.h1


def test_a_post_that_is_too_large_is_refused_clearly(browse: Browse) -> None:
    browser = browse()
    browser.get("/sign-in")
    page = browser.post("/sign-in", {"email": "x" * 3_000_000}, status=413)
    assert words_of(page) == [
        "413",
        "That was too much at once",
        (
            "Go back, shorten the text or choose smaller files, and send again. "
            "What you wrote is usually still there."
        ),
        "Go to the start page",
    ]


def test_a_crash_says_sorry_and_rolls_back(app: Flask, make: Make, browse: Browse) -> None:
    person = make.person()

    def crash() -> str:
        raise RuntimeError("boom")

    app.view_functions["home.overview"] = crash
    crash._access = None  # type: ignore[attr-defined]
    from awards.web.access import OPEN

    crash._access = OPEN  # type: ignore[attr-defined]
    page = browse(person).get("/home", 500)
    assert "boom" not in page.html


def test_an_app_with_a_silent_view_does_not_start(settings: Settings, database: Database) -> None:
    app = create_app(settings, database)
    app.add_url_rule("/silent", "silent", lambda: "open to all")
    with pytest.raises(RuntimeError, match="silent"):
        require_declarations(app)


def test_too_many_links_asked_for_are_slowed_down(settings: Settings, database: Database) -> None:
    from dataclasses import replace

    app = create_app(replace(settings, rate_limits=True), database)
    app.testing = True
    browser = Browser(app.test_client())
    browser.get("/language/en", 302)
    browser.get("/sign-in")
    for number in range(10):
        browser.post("/sign-in", {"email": f"kim{number}@example.org"})
    page = browser.post("/sign-in", {"email": "kim@example.org"}, status=429)
    assert words_of(page) == [
        "429",
        "That was a little too fast",
        f"There have been many attempts in a short time. {WAIT}",
        "Go to the start page",
    ]
    assert Browser(app.test_client()).get("/sign-in").status == 200  # reading is not slowed down


UNLIMITED = {
    "demo.move": "404 unless it is the demo, asked for from this very machine",
    "accounts.demo_sign_in": "404 unless it is the demo, asked for from this very machine",
}
"""Public views that take posts without a limit, and why none is needed."""


def test_whatever_the_public_can_send_is_limited(app: Flask) -> None:
    with app.app_context():
        sent = {
            rule.endpoint
            for rule in app.url_map.iter_rules()
            if "POST" in (rule.methods or ()) and access_of(rule.endpoint) == OPEN
        }
    limited = {e for e in sent if limits_of(app, e)}
    assert {"accounts.send_link", "accounts.use_link", "nominations.send"} < limited
    assert sent - limited == UNLIMITED.keys()


def limits_of(app: Flask, endpoint: str) -> list[str]:
    """Return the rate limits that stand on a view."""
    name = get_qualified_name(app.view_functions[endpoint])
    return [str(limit.limit) for limit in limiter.limit_manager.decorated_limits(name)]


def test_a_limit_holds_for_the_minute_and_for_the_hour(app: Flask) -> None:
    assert sorted(limits_of(app, "accounts.send_link")) == ["10 per 1 minute", "60 per 1 hour"]
    assert sorted(limits_of(app, "nominations.send")) == ["120 per 1 hour", "20 per 1 minute"]


def test_the_language_switch_comes_back_to_the_page(browse: Browse) -> None:
    browser = browse()
    page = browser.get("/language/nb?next=/accessibility", 302)
    assert page.location == "/accessibility"
    assert browser.follow(page).first("html").get("lang") == "nb"


@pytest.mark.parametrize(
    "away",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/%09/evil.example", "/%0a/evil"],
)
def test_the_language_switch_never_leads_away(browse: Browse, away: str) -> None:
    assert browse().get(f"/language/sv?next={away}", 302).location == "/"


def test_secure_cookies_behind_https(settings: Settings, database: Database) -> None:
    from dataclasses import replace

    app = create_app(replace(settings, base_url="https://awards.example", proxies=1), database)
    answer = app.test_client().get(
        "/sign-in", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "awards.example"}
    )
    cookie = answer.headers["Set-Cookie"]
    assert ("Secure" in cookie, "HttpOnly" in cookie, "SameSite=Lax" in cookie) == (True,) * 3
    assert "max-age" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("nowhere", "nowhere"),
    ],
)
def test_a_house_with_many_addresses_is_counted_once(
    app: Flask, address: str, counted: str
) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert network() == counted
