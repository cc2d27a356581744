"""A small OpenID provider that misbehaves as it is told to; without orders it is honest."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey


def _key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name}, private=True)


KEY, OTHER_KEY = _key("ours"), _key("ours")
SECRET = "a secret that both sides know, 32+"


@dataclass
class Rogue:
    """Who signs in there, and what is wrong with the answer."""

    subject: str = "subject-1"
    email: str | None = "kim@example.org"
    claims: dict[str, Any] = field(default_factory=dict)
    """Put over the honest claims; None takes one away."""
    key: Any = field(default_factory=lambda: KEY)
    published: Any = field(default_factory=lambda: KEY)
    algorithm: str = "RS256"
    metadata: dict[str, Any] = field(default_factory=dict)
    takes_codes_again: bool = False
    sends_id_token: bool = True
    pause: float = 0
    """Seconds to wait before each answer, as long as the test goes on."""
    over: Event = field(default_factory=Event)
    """Set when nobody waits for its answers any more."""
    fails: frozenset[str] = frozenset()
    """Paths that answer 500."""

    url: str = ""
    asked: dict[str, str] = field(default_factory=dict)
    """The newest authorization request."""
    tokens: list[dict[str, str]] = field(default_factory=list)
    """Every token request."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def authorize(self, location: str) -> str:
        """Do what a browser and its owner do there; return the path the browser is sent back to."""
        self.asked = dict(parse_qsl(urlsplit(location).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = self.asked
        return (
            f"{urlsplit(self.asked['redirect_uri']).path}?code={code}&state={self.asked['state']}"
        )

    def app(self) -> Flask:
        app = Flask("rogue")

        @app.before_request
        def _misbehave() -> ResponseReturnValue | None:
            self.over.wait(self.pause)
            return ("broken", 500) if request.path in self.fails else None

        @app.get("/.well-known/openid-configuration")
        def _discovery() -> ResponseReturnValue:
            return jsonify({**self._metadata(), **self.metadata})

        @app.get("/jwks")
        def _keys() -> ResponseReturnValue:
            return jsonify(KeySet([self.published]).as_dict(private=False))

        @app.post("/token")
        def _token() -> ResponseReturnValue:
            return self._answer(dict(request.form))

        return app

    def _metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "end_session_endpoint": f"{self.url}/logout",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }

    def _answer(self, form: Mapping[str, str]) -> ResponseReturnValue:
        self.tokens.append(dict(form))
        asked = self.codes.get(form["code"])
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
        if asked is None or challenge != asked.get("code_challenge"):
            return jsonify({"error": "invalid_grant"}), 400
        if not self.takes_codes_again:
            del self.codes[form["code"]]
        answer = {"access_token": "opaque", "token_type": "Bearer", "expires_in": 3600}
        if self.sends_id_token:
            answer["id_token"] = self._id_token(asked)
        return jsonify(answer)

    def _id_token(self, asked: Mapping[str, str]) -> str:
        at = int(time.time())
        honest = {
            "iss": self.url,
            "sub": self.subject,
            "aud": "utmarkt",
            "iat": at,
            "exp": at + 300,
            "nonce": asked.get("nonce"),
            "email": self.email,
            "email_verified": True,
        }
        claims = {k: v for k, v in {**honest, **self.claims}.items() if v is not None}
        if self.algorithm == "RS256":
            return jwt.encode({"alg": "RS256", "kid": "ours"}, claims, self.key)
        parts = ({"alg": self.algorithm, "typ": "JWT", "kid": "ours"}, claims)
        signed = ".".join(_in_base64(json.dumps(part).encode()) for part in parts)
        if self.algorithm == "none":
            return f"{signed}."
        return f"{signed}.{_in_base64(hmac.digest(self.key, signed.encode(), 'sha256'))}"


def _in_base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
