"""Signing in with the organisation's account: a real provider, and one that attacks."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards import create_app, serve
from awards.accounts.models import Person, ProviderAccount
from awards.accounts.provider import OpenIdProvider
from awards.audit.models import AuditLine
from awards.config import Settings
from awards.core.db import Database
from tests.accounts import rogue as rogues
from tests.accounts.rogue import KEY, OTHER_KEY, Rogue
from tests.factories import Make, open_session
from tests.page import Browser
from tests.serving import serving
from tools.machine import HOST, any_free_port

KIM = "kim@example.org"
WELL_KNOWN = "/.well-known/openid-configuration"


@pytest.fixture(scope="module")
def real_provider() -> Iterator[str]:
    """The provider from PyPI in a process of its own."""
    port = any_free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"]
    with subprocess.Popen([*command, "true"], stderr=subprocess.DEVNULL) as process:
        url = f"http://{HOST}:{port}"
        for _ in range(100):
            try:
                requests.get(url + WELL_KNOWN, timeout=1)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield url
        process.terminate()


@pytest.fixture
def rogue() -> Iterator[Rogue]:
    provider = Rogue()
    with serving(provider.app()) as url:
        provider.url = url
        yield provider
        provider.over.set()


def _with_provider(settings: Settings, url: str, **more: Any) -> Settings:
    known = {"oidc_url": url + WELL_KNOWN, "oidc_client": "utmarkt", "oidc_secret": rogues.SECRET}
    return replace(settings, **{**known, **more})


def _app(settings: Settings, database: Database, url: str, **more: Any) -> Flask:
    app = create_app(_with_provider(settings, url, **more), database)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def visit(
    app: Flask, settings: Settings, database: Database, rogue: Rogue
) -> Callable[[], Browser]:
    """Open browsers at an installation whose provider is the rogue."""
    ours = _with_provider(settings, rogue.url)
    serve(app, ours, database)
    app.extensions["provider"] = OpenIdProvider(ours)
    return lambda: _browser(app)


def _browser(app: Flask) -> Browser:
    browser = Browser(app.test_client())
    browser.get("/language/en", 302)
    return browser


def _out(browser: Browser, wanted: str = "") -> str:
    """Go to the provider; return the address it was."""
    return browser.get(f"/sign-in/account?next={wanted}", 302).location


def _whole_way(browser: Browser, rogue: Rogue, wanted: str = "", status: int = 302) -> Any:
    """Go to the provider and come back."""
    return browser.get(rogue.authorize(_out(browser, wanted)), status)


def _refusals(session: Session) -> list[str]:
    wanted = select(AuditLine).where(AuditLine.event == "sign-in.refused")
    found = [line.details["why"] for line in session.scalars(wanted.order_by(AuditLine.number))]
    session.commit()
    return found


def _is_out(browser: Browser) -> bool:
    return browser.get("/home", 302).location.startswith("/sign-in")


# — the real one —


def _at_real(location: str, subject: str, **claims: object) -> str:
    """Sign in at the real provider as somebody; return the path the browser is sent back to."""
    base = "{0.scheme}://{0.netloc}".format(urlsplit(location))
    requests.put(f"{base}/users/{subject}", json=claims, timeout=5).raise_for_status()
    answer = requests.post(location, data={"sub": subject}, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}" == "http://localhost"
    return f"{back.path}?{back.query}"


def test_an_account_signs_in_whose_address_we_know(
    settings: Settings, database: Database, real_provider: str, make: Make, session: Session
) -> None:
    person = make.person("Kim Ek", email=KIM, roles=["auditor"])
    browser = _browser(_app(settings, database, real_provider))
    assert "Sign in with your work account" in browser.get("/sign-in").text
    location = _out(browser, "/audit")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert rogues.SECRET not in location
    back = _at_real(location, "sub-1", email="KIM@example.org", email_verified=True)
    assert browser.get(back, 302).location == "/audit"
    assert "Kim Ek" in browser.get("/home").text
    account = session.scalars(select(ProviderAccount)).one()
    assert (account.person_id, account.issuer, account.subject) == (
        person.id,
        real_provider,
        "sub-1",
    )
    events = session.scalars(select(AuditLine.event).order_by(AuditLine.number)).all()
    assert list(events) == ["account.linked", "sign-in.done"]


def test_a_code_of_the_real_provider_works_once(
    settings: Settings, database: Database, real_provider: str, make: Make, session: Session
) -> None:
    make.person(email=KIM)
    app = _app(settings, database, real_provider)
    first, thief = _browser(app), _browser(app)
    back = _at_real(_out(first), "sub-2", email=KIM, email_verified=True)
    first.get(back, 302)
    own = parse_qs(urlsplit(_out(thief)).query)["state"][0]
    code = parse_qs(urlsplit(back).query)["code"][0]
    page = thief.get(f"/sign-in/account/back?code={code}&state={own}", 400)
    assert "That sign-in could not be completed." in page.text
    assert (_is_out(thief), _refusals(session)) == (True, ["code"])


def test_signing_out_offers_the_real_providers_sign_out(
    settings: Settings, database: Database, real_provider: str, make: Make
) -> None:
    make.person(email=KIM)
    browser = _browser(_app(settings, database, real_provider))
    browser.get(_at_real(_out(browser), "sub-3", email=KIM, email_verified=True), 302)
    browser.get("/home")
    page = browser.follow(browser.post("/sign-out"))
    assert page.h1 == "You are signed out"
    (url,) = [link for link in page.links if link.startswith(real_provider)]
    back = "http%3A%2F%2Flocalhost%2Fsign-in"
    assert url.endswith(f"/end_session?client_id=utmarkt&post_logout_redirect_uri={back}")
    assert requests.get(url, timeout=5).status_code == 200
    assert _is_out(browser)


# — somebody honest —


def test_a_linked_account_is_known_by_its_subject_whatever_its_address(
    visit: Callable[[], Browser], rogue: Rogue, make: Make
) -> None:
    make.person("Kim Ek", email=KIM, roles=["juror"])
    make.person("Ola Nordmann", email="ola@example.org")
    _whole_way(visit(), rogue)
    rogue.email, rogue.claims = "ola@example.org", {"email_verified": True}
    browser = visit()
    _whole_way(browser, rogue)
    assert "Kim Ek" in browser.get("/home").text


def test_roles_stay_ours(visit: Callable[[], Browser], rogue: Rogue, make: Make) -> None:
    make.person(email=KIM, roles=["juror"])
    rogue.claims = {"roles": ["admin", "coordinator"], "groups": ["admin"]}
    browser = visit()
    _whole_way(browser, rogue)
    browser.get("/audit", 403)


@pytest.mark.parametrize("seconds", [-100, 100])
def test_clocks_may_differ_a_little(
    visit: Callable[[], Browser], rogue: Rogue, make: Make, seconds: int
) -> None:
    make.person(email=KIM)
    at = int(time.time())
    rogue.claims = {"exp": at + min(seconds, 0), "iat": at + max(seconds, 0)}
    assert _whole_way(visit(), rogue).location == "/home"


def test_new_keys_are_asked_for_when_the_provider_has_changed_them(
    visit: Callable[[], Browser], rogue: Rogue, make: Make
) -> None:
    make.person(email=KIM)
    rogue.published = rogues._key("last year's")
    rogue_browser = visit()
    _whole_way(rogue_browser, rogue, status=400)
    rogue.published = KEY
    assert _whole_way(rogue_browser, rogue).location == "/home"


def test_somebody_nobody_knows_is_told_whom_to_ask(
    visit: Callable[[], Browser], rogue: Rogue, make: Make, session: Session
) -> None:
    make.programme(organisation="Lunds kommun", contact_email="priser@example.org")
    page = _whole_way(visit(), rogue, status=403)
    assert "Your account is fine, but you have no role in the awards yet." in page.text
    assert "Lunds kommun: write to priser@example.org" in page.text
    assert session.scalars(select(Person)).all() == []
    assert _refusals(session) == ["unknown-person"]


def test_somebody_who_has_left_is_not_let_in(
    visit: Callable[[], Browser], rogue: Rogue, make: Make, session: Session
) -> None:
    person = make.person(email=KIM)
    _whole_way(visit(), rogue)
    session.refresh(person)
    person.active = False
    session.commit()
    browser = visit()
    _whole_way(browser, rogue, status=403)
    assert _is_out(browser)


def test_somebody_who_changes_their_mind_there_comes_back_to_our_page(
    visit: Callable[[], Browser], rogue: Rogue, session: Session
) -> None:
    browser = visit()
    _out(browser)
    rogue.authorize(_out(browser))
    page = browser.get(
        f"/sign-in/account/back?error=access_denied&state={rogue.asked['state']}", 400
    )
    assert "Start again from this page." in page.text
    assert _refusals(session) == ["not-completed"]


def test_an_account_can_be_changed_over(
    settings: Settings, database: Database, rogue: Rogue, make: Make
) -> None:
    make.person(email=KIM)
    app = _app(settings, database, rogue.url)
    _whole_way(_browser(app), rogue)
    rogue.subject = "their new account"
    _whole_way(_browser(app), rogue, status=403)
    run = app.test_cli_runner().invoke
    assert run(args=["awards", "unlink-account", KIM]).exit_code == 0
    assert _whole_way(_browser(app), rogue).location == "/home"
    assert run(args=["awards", "unlink-account", "nobody@example.org"]).exit_code == 1


# — attacks on the token —

HOUR = 3600
FORGED: dict[str, tuple[dict[str, Any], str]] = {
    "another nonce": ({"claims": {"nonce": "of another sign-in"}}, "nonce"),
    "no nonce": ({"claims": {"nonce": None}}, "nonce"),
    "another issuer": ({"claims": {"iss": "https://evil.example"}}, "iss"),
    "no issuer": ({"claims": {"iss": None}}, "iss"),
    "another audience": ({"claims": {"aud": "another-app"}}, "aud"),
    "no audience": ({"claims": {"aud": None}}, "aud"),
    "made for others, too": ({"claims": {"aud": ["utmarkt", "another-app"]}}, "azp"),
    "made out to another": ({"claims": {"azp": "another-app"}}, "azp"),
    "expired": ({"claims": {"exp": int(time.time()) - HOUR}}, "exp"),
    "never expiring": ({"claims": {"exp": None}}, "exp"),
    "not yet issued": ({"claims": {"iat": int(time.time()) + HOUR}}, "iat"),
    "not yet valid": ({"claims": {"nbf": int(time.time()) + HOUR}}, "nbf"),
    "without a subject": ({"claims": {"sub": None}}, "sub"),
    "with an empty subject": ({"claims": {"sub": ""}}, "sub"),
    "a subject that is no text": ({"claims": {"sub": 17}}, "sub"),
    "another access token": ({"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}}, "at_hash"),
    "signed by somebody else": ({"key": OTHER_KEY}, "signature"),
    "not signed": ({"algorithm": "none"}, "signature"),
    "signed with our own secret": (
        {"algorithm": "HS256", "key": rogues.SECRET.encode()},
        "signature",
    ),
    "signed with the public key": (
        {"algorithm": "HS256", "key": KEY.as_pem(private=False)},
        "signature",
    ),
    "no token at all": ({"sends_id_token": False}, "no-id-token"),
}


@pytest.mark.parametrize("attack", FORGED)
def test_a_forged_token_lets_nobody_in(
    visit: Callable[[], Browser], rogue: Rogue, make: Make, session: Session, attack: str
) -> None:
    make.person(email=KIM)
    wrong, why = FORGED[attack]
    for name, value in wrong.items():
        setattr(rogue, name, value)
    browser = visit()
    page = _whole_way(browser, rogue, status=400)
    assert "That sign-in could not be completed." in page.text
    assert (_is_out(browser), _refusals(session)) == (True, [why])
    assert session.scalars(select(ProviderAccount)).all() == []


def test_the_same_sign_in_without_a_forged_token_lets_in(
    visit: Callable[[], Browser], rogue: Rogue, make: Make
) -> None:
    make.person(email=KIM)
    assert _whole_way(visit(), rogue).location == "/home"


# — attacks on the way there and back —


def test_a_code_from_another_browser_is_not_taken(
    visit: Callable[[], Browser], rogue: Rogue, make: Make, session: Session
) -> None:
    """Login CSRF: an answer that this browser did not ask for signs it in as nobody."""
    make.person(email=KIM)
    back = rogue.authorize(_out(visit()))
    victim = visit()
    victim.get(back, 400)
    _out(victim)
    victim.get(back, 400)
    assert (_is_out(victim), _refusals(session)) == (True, ["state", "state"])
    assert rogue.tokens == []


def test_a_stolen_code_is_worth_nothing_without_its_verifier(
    visit: Callable[[], Browser], rogue: Rogue, make: Make, session: Session
) -> None:
    """PKCE: the code of one browser, put into the answer to another."""
    make.person(email=KIM)
    owner, thief = visit(), visit()
    stolen = parse_qs(urlsplit(rogue.authorize(_out(owner))).query)["code"][0]
    own = parse_qs(urlsplit(_out(thief)).query)["state"][0]
    thief.get(f"/sign-in/account/back?code={stolen}&state={own}", 400)
    assert (_is_out(thief), _refusals(session)) == (True, ["code"])
    assert len(rogue.tokens[0]["code_verifier"]) >= 43


def test_an_answer_is_taken_once(
    visit: Callable[[], Browser], rogue: Rogue, make: Make, session: Session
) -> None:
    make.person(email=KIM)
    browser = visit()
    back = rogue.authorize(_out(browser))
    browser.get(back, 302)
    browser.get(back, 400)
    assert _refusals(session) == ["state"]


def test_an_answer_is_taken_once_even_with_a_copied_cookie_and_a_careless_provider(
    visit: Callable[[], Browser], rogue: Rogue, make: Make, session: Session
) -> None:
    make.person(email=KIM)
    rogue.takes_codes_again = True
    browser, copied = visit(), visit()
    back = rogue.authorize(_out(browser))
    cookie = browser.client.get_cookie("utmarkt")
    assert cookie
    copied.client.set_cookie("utmarkt", cookie.value)
    browser.get(back, 302)
    copied.get(back, 409)
    assert (_is_out(copied), _refusals(session)) == (True, ["replayed"])


def test_an_answer_that_comes_after_a_quarter_of_an_hour_is_too_late(
    visit: Callable[[], Browser], rogue: Rogue, make: Make, session: Session
) -> None:
    make.person(email=KIM)
    browser = visit()
    back = rogue.authorize(_out(browser))
    with browser.client.session_transaction() as cookie:
        cookie["begun"]["at"] -= 901
        cookie.modified = True
    browser.get(back, 400)
    assert _refusals(session) == ["state-old"]


def test_an_answer_in_the_name_of_another_issuer_is_refused(
    visit: Callable[[], Browser], rogue: Rogue, make: Make, session: Session
) -> None:
    """Mix-up: RFC 9207's issuer in the answer is not the one we asked."""
    make.person(email=KIM)
    browser = visit()
    browser.get(rogue.authorize(_out(browser)) + "&iss=https://evil.example", 400)
    assert (rogue.tokens, _refusals(session)) == ([], ["issuer"])


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/%5Cevil.example", "/%09/evil.example"]
)
def test_an_account_never_leads_to_another_site(
    visit: Callable[[], Browser], rogue: Rogue, make: Make, wanted: str
) -> None:
    make.person(email=KIM)
    assert _whole_way(visit(), rogue, wanted).location == "/home"


def test_signing_in_with_an_account_begins_a_fresh_session(
    visit: Callable[[], Browser], rogue: Rogue, make: Make, database: Database
) -> None:
    """Session fixation: a planted session is not the one that is signed in."""
    make.person("Kim Ek", email=KIM)
    planted = open_session(database, make.person("Eva Evil"))
    browser = visit()
    with browser.client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"], cookie["planted"] = planted, True, "yes"
    _whole_way(browser, rogue)
    with browser.client.session_transaction() as cookie:
        assert (cookie["_user_id"] == planted, "planted" in cookie) == (False, False)
    assert "Kim Ek" in browser.get("/home").text


# — attacks on the address —

UNSURE: dict[str, dict[str, Any]] = {
    "said to be unverified": {"email_verified": False},
    "not said": {"email_verified": None},
    "said in words": {"email_verified": "yes, surely"},
    "said as a list": {"email_verified": [True]},
    "no address": {"email": None},
    "an address that is none": {"email": ["kim@example.org"]},
    "only a user name": {"email": None, "preferred_username": KIM, "upn": KIM},
    "Entra ID: domain owner not verified": {"email_verified": None, "xms_edov": False},
}


@pytest.mark.parametrize("address", UNSURE)
def test_an_address_nobody_vouches_for_finds_nobody(
    visit: Callable[[], Browser], rogue: Rogue, make: Make, session: Session, address: str
) -> None:
    make.person(email=KIM)
    rogue.claims = UNSURE[address]
    browser = visit()
    page = _whole_way(browser, rogue, status=403)
    assert "does not tell us an e-mail address that has been checked" in page.text
    assert page.form("/sign-in")["email"] == ""
    assert (_is_out(browser), _refusals(session)) == (True, ["unverified-address"])


@pytest.mark.parametrize("sure", [True, 1, "1", "true"])
def test_entra_id_vouches_in_a_claim_of_its_own(
    visit: Callable[[], Browser], rogue: Rogue, make: Make, sure: object
) -> None:
    make.person(email=KIM)
    rogue.claims = {"email_verified": None, "xms_edov": sure}
    assert _whole_way(visit(), rogue).location == "/home"


def test_whoever_gets_somebodys_address_does_not_get_their_place(
    visit: Callable[[], Browser], rogue: Rogue, make: Make, session: Session
) -> None:
    """Taking over: an address is given to another account, verified and all."""
    make.person(email=KIM, roles=["coordinator"])
    _whole_way(visit(), rogue)
    rogue.subject = "somebody else"
    thief = visit()
    page = _whole_way(thief, rogue, status=403)
    assert "signs in with another account" in page.text
    assert (_is_out(thief), _refusals(session)) == (True, ["other-account"])


# — many organisations behind one address —


@pytest.mark.parametrize(
    ("tenant", "tenants", "expected"),
    [
        ("lund", ("lund", "sandnes"), "in"),
        ("evil", ("lund", "sandnes"), "tenant"),
        (None, ("lund",), "tenant"),
        ("lund", (), "down"),
    ],
)
def test_only_the_organisations_we_name_come_in(
    settings: Settings,
    database: Database,
    rogue: Rogue,
    make: Make,
    session: Session,
    tenant: str | None,
    tenants: tuple[str, ...],
    expected: str,
) -> None:
    make.person(email=KIM)
    rogue.metadata = {"issuer": f"{rogue.url}/{{tenantid}}/v2.0"}
    rogue.claims = {"iss": f"{rogue.url}/{tenant}/v2.0", "tid": tenant}
    browser = _browser(_app(settings, database, rogue.url, oidc_tenants=tenants))
    if expected == "down":
        browser.get("/sign-in/account", 503)
        return
    _whole_way(browser, rogue, status=302 if expected == "in" else 400)
    assert _refusals(session) == ([] if expected == "in" else [expected])


def test_a_tenant_cannot_speak_for_another(
    settings: Settings, database: Database, rogue: Rogue, make: Make, session: Session
) -> None:
    make.person(email=KIM)
    rogue.metadata = {"issuer": f"{rogue.url}/{{tenantid}}/v2.0"}
    rogue.claims = {"iss": f"{rogue.url}/evil/v2.0", "tid": "lund"}
    browser = _browser(_app(settings, database, rogue.url, oidc_tenants=("lund",)))
    _whole_way(browser, rogue, status=400)
    assert _refusals(session) == ["iss"]


# — a provider in trouble —

TROUBLE: dict[str, dict[str, Any]] = {
    "its description is broken": {"fails": frozenset({WELL_KNOWN})},
    "it speaks for somebody else": {"metadata": {"issuer": "https://evil.example"}},
    "its description is incomplete": {"metadata": {"jwks_uri": None}},
    "it would have us talk in the clear": {"metadata": {"token_endpoint": "http://lund.example/"}},
    "it is slow": {"pause": 1.5},
}


@pytest.mark.parametrize("trouble", TROUBLE)
def test_a_provider_in_trouble_leaves_the_way_by_mail(
    visit: Callable[[], Browser], rogue: Rogue, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    monkeypatch.setattr("awards.accounts.provider.PATIENCE", (0.5, 0.5))
    for name, value in TROUBLE[trouble].items():
        setattr(rogue, name, value)
    begun = time.monotonic()
    page = visit().get("/sign-in/account", 503)
    assert time.monotonic() - begun < 1.4
    assert "does not answer right now. Have a link mailed to you instead" in page.text
    assert page.form("/sign-in")["email"] == ""


@pytest.mark.parametrize("path", ["/token", "/jwks"])
def test_a_provider_that_breaks_half_way_leaves_the_way_by_mail(
    visit: Callable[[], Browser], rogue: Rogue, make: Make, path: str
) -> None:
    make.person(email=KIM)
    browser = visit()
    rogue.fails = frozenset({path})
    page = _whole_way(browser, rogue, status=503)
    assert "Have a link mailed to you instead" in page.text
    assert _is_out(browser)


def test_a_provider_that_is_not_there_leaves_the_way_by_mail(
    settings: Settings, database: Database
) -> None:
    browser = _browser(_app(settings, database, f"http://{HOST}:{any_free_port()}"))
    browser.get("/sign-in")
    browser.get("/sign-in/account", 503)
    browser.get("/signed-out")


def test_the_provider_describes_itself_once_an_hour(
    settings: Settings, rogue: Rogue, database: Database
) -> None:
    at = [time.time()]
    url = rogue.url + WELL_KNOWN
    known = replace(settings, oidc_url=url, oidc_client="utmarkt", oidc_secret="s")
    provider = OpenIdProvider(known, clock=lambda: at[0])
    assert provider.begin("http://localhost/back")[0].startswith(f"{rogue.url}/authorize?")
    rogue.fails = frozenset({WELL_KNOWN})
    provider.begin("http://localhost/back")
    at[0] += 3601
    assert provider.sign_out_url("http://localhost/sign-in") == ""


def test_without_a_provider_there_is_no_way_to_one(client: Any) -> None:
    assert "work account" not in client.get("/sign-in").text
    assert client.get("/sign-in/account").status_code == 404
    assert client.get("/sign-in/account/back").status_code == 404
