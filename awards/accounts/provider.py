"""Talking to an OpenID provider: where to send the browser, and who came back.

Authorization code flow with state, nonce and PKCE (S256). An ID token counts when one of the
provider's published keys signed it and issuer, audience, times and nonce are right.
OpenID Connect Core 1.0, sections 3.1.2 and 3.1.3.7; RFC 7636; RFC 9207.

Takes a while to read in, and most installations do without: `views.loading` imports it late.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from awards.accounts.identity import AccountRefused, Begun, Identity, ProviderDown
from awards.config import Settings

log = logging.getLogger("awards.accounts")

SCOPE = "openid email profile"
SKEW = 120
"""Seconds by which the provider's clock may differ from ours."""
KEEP = 3600
"""Seconds for which discovery and keys are believed."""
PATIENCE = (3.05, 5.0)
"""Seconds to connect, and to wait for an answer."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Only with a key pair: never `none`, and never a secret that is shared."""
TENANT = "{tenantid}"
"""How Entra ID writes the issuer of an address that serves many organisations."""


class OpenIdProvider:
    """One OpenID provider, found by its discovery address."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        """Remember where it is; nothing is asked until somebody signs in."""
        self._url = settings.oidc_url
        self._client = settings.oidc_client
        self._secret = settings.oidc_secret
        self._tenants = settings.oidc_tenants
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, Any]] = {}

    def begin(self, back: str) -> tuple[str, Begun]:
        """Return the address to send the browser to, and what it has to keep meanwhile."""
        found = self._metadata()
        begun = Begun(generate_token(32), generate_token(32), generate_token(64))
        url, _ = self._talk().create_authorization_url(
            found["authorization_endpoint"],
            state=begun.state,
            code_verifier=begun.verifier,
            nonce=begun.nonce,
            redirect_uri=back,
        )
        return url, begun

    def finish(self, begun: Begun, answer: Mapping[str, str], back: str) -> Identity:
        """Return who came back with this answer.

        Raises AccountRefused when it proves nothing, ProviderDown when the provider fails.
        """
        found = self._metadata()
        if answer.get("iss") not in {None, found["issuer"]} and TENANT not in found["issuer"]:
            raise AccountRefused("issuer")
        if answer.get("error"):
            raise AccountRefused("not-completed")
        token = self._exchange(found, begun, answer.get("code", ""), back)
        return self._identity(found, token, begun.nonce)

    def sign_out_url(self, back: str) -> str:
        """Return where one signs out at the provider as well; empty when it offers no such page."""
        try:
            found = self._metadata()
        except ProviderDown:
            return ""
        page = found.get("end_session_endpoint", "")
        if not page or not _is_safe(page):
            return ""
        query = urlencode({"client_id": self._client, "post_logout_redirect_uri": back})
        return f"{page}{'&' if '?' in page else '?'}{query}"

    # — talking —

    def _talk(self) -> OAuth2Session:
        talking = OAuth2Session(
            self._client,
            self._secret,
            scope=SCOPE,
            code_challenge_method="S256",
            default_timeout=PATIENCE,
        )
        talking.max_redirects = 0  # a secret goes where we send it, and nowhere else
        return talking

    def _metadata(self, *, again: bool = False) -> dict[str, Any]:
        """Return the provider's description of itself."""
        found: dict[str, Any] = self._get(self._url, again=again)
        needed = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
        if not all(isinstance(found.get(name), str) for name in needed):
            raise self._down("discovery-incomplete")
        if not all(_is_safe(found[name]) for name in needed[1:]):
            raise self._down("discovery-insecure")
        if not self._is_its_own(found["issuer"]):
            raise self._down("discovery-issuer")
        return found

    def _is_its_own(self, issuer: str) -> bool:
        """Say whether a description found at our address may speak for this issuer."""
        if TENANT in issuer:
            same = urlsplit(issuer).netloc == urlsplit(self._url).netloc
            return bool(self._tenants) and same
        return self._url == f"{issuer.rstrip('/')}/.well-known/openid-configuration"

    def _get(self, url: str, *, again: bool = False) -> dict[str, Any]:
        """Return a document of the provider's, asked for at most once an hour."""
        with self._lock:
            at, kept = self._kept.get(url, (0.0, None))
        if kept is not None and not again and self._clock() - at < KEEP:
            return dict(kept)
        try:
            with self._talk() as talking:
                answer = talking.get(url, withhold_token=True)
            answer.raise_for_status()
            found = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise self._down("no-answer") from error
        if not isinstance(found, dict):
            raise self._down("no-answer")
        with self._lock:
            self._kept[url] = (self._clock(), found)
        return dict(found)

    def _exchange(
        self, found: dict[str, Any], begun: Begun, code: str, back: str
    ) -> dict[str, Any]:
        """Swap the code for tokens; the verifier shows that it was we who asked."""
        if not code:
            raise AccountRefused("code")
        way = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        try:
            with self._talk() as talking:
                if "client_secret_basic" not in way:
                    talking.token_endpoint_auth_method = "client_secret_post"  # noqa: S105
                token = talking.fetch_token(
                    found["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=begun.verifier,
                    redirect_uri=back,
                )
        except AuthlibBaseError as error:
            log.warning("provider.refused", extra={"error": str(error.error)[:60]})
            raise AccountRefused("code") from error
        except (requests.RequestException, ValueError) as error:
            raise self._down("no-token") from error
        return dict(token)

    def _down(self, why: str) -> ProviderDown:
        log.warning("provider.down", extra={"why": why})
        return ProviderDown()

    # — checking —

    def _identity(self, found: dict[str, Any], token: dict[str, Any], nonce: str) -> Identity:
        raw = token.get("id_token")
        if not isinstance(raw, str):
            raise AccountRefused("no-id-token")
        decoded = self._decode(found, raw)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"essential": True, "value": self._issuer_for(found, decoded.claims)},
                "aud": {"essential": True, "value": self._client},
            },
            {
                "nonce": nonce,
                "client_id": self._client,
                "access_token": token.get("access_token"),
            },
        )
        try:
            claims.validate(now=int(self._clock()), leeway=SKEW)
        except (JoseError, AuthlibBaseError, TypeError, ValueError) as error:
            claim = getattr(error, "claim", None) or getattr(error, "error", None) or "claims"
            raise AccountRefused(str(claim)) from error
        subject = claims["sub"]
        if not isinstance(subject, str) or not subject:
            raise AccountRefused("sub")
        return Identity(str(claims["iss"]), subject, _vouched_for(claims))

    def _decode(self, found: dict[str, Any], raw: str) -> jwt.Token:
        """Check the signature; keys that we do not know yet are asked for once more."""
        offered = found.get("id_token_signing_alg_values_supported") or ALGORITHMS
        allowed = [name for name in ALGORITHMS if name in offered]
        registry = JWSRegistry(algorithms=allowed, strict_check_header=False)
        try:
            try:
                return jwt.decode(raw, self._keys(found), registry=registry)
            except InvalidKeyIdError:
                return jwt.decode(raw, self._keys(found, again=True), registry=registry)
        except (JoseError, ValueError) as error:
            raise AccountRefused("signature") from error

    def _keys(self, found: dict[str, Any], *, again: bool = False) -> KeySet:
        published: Any = self._get(found["jwks_uri"], again=again)
        try:
            return KeySet.import_key_set(published)
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise self._down("keys") from error

    def _issuer_for(self, found: dict[str, Any], claims: Mapping[str, Any]) -> str:
        """Return the issuer a token has to name; of many organisations, one that we let in."""
        issuer = str(found["issuer"])
        if TENANT not in issuer:
            return issuer
        tenant = claims.get("tid")
        if tenant not in self._tenants:
            raise AccountRefused("tenant")
        return issuer.replace(TENANT, str(tenant))


def _vouched_for(claims: Mapping[str, Any]) -> str:
    """Return the address the provider has checked, else "".

    Entra ID says so in `xms_edov`; its `preferred_username` and a bare `email` prove nothing,
    because a directory's owner may write anything there.
    """
    yes = {True, "1", "true", "True"}
    sure = any(_is_plain(claims.get(c)) and claims.get(c) in yes for c in _VOUCHING)
    address = claims.get("email")
    return address.strip().lower() if sure and isinstance(address, str) else ""


_VOUCHING = ("email_verified", "xms_edov")


def _is_plain(value: object) -> bool:
    return isinstance(value, bool | int | str)


def _is_safe(url: str) -> bool:
    """Say whether an address may be talked to: over TLS, or on this very machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    )
