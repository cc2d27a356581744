"""Settings: read once from the environment, checked, frozen.

Every setting is an environment variable with the prefix UTMARKT_; docs/operating.md lists them.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict
from urllib.parse import urlsplit


class ConfigError(RuntimeError):
    """A setting is missing or wrong; the message says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """All that differs between two installations."""

    instance: Path
    secret_key: str
    database_url: str
    base_url: str = "http://127.0.0.1:8000"
    smtp_url: str = ""
    """smtp://user:password@host:port (smtps:// for TLS from the start); empty: .eml files."""
    mail_from: str = "no-reply@example.org"
    demo: bool = False
    development: bool = False
    proxies: int = 0
    """How many proxies in front of us set X-Forwarded-*."""
    rate_limits: bool = True
    limits_url: str = "memory://"
    oidc_url: str = ""
    """The OpenID provider's discovery address; empty: sign-in is by e-mail only."""
    oidc_client: str = ""
    oidc_secret: str = field(default="", repr=False)
    oidc_tenants: tuple[str, ...] = ()
    """Entra ID serving many organisations: the ids of those whose people may come in."""

    @property
    def secure(self) -> bool:
        """Whether browsers reach us over HTTPS."""
        return self.base_url.startswith("https://")

    @classmethod
    def from_environment(cls, env: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings; raise ConfigError with one clear sentence when one is wrong."""
        values = os.environ if env is None else env

        def get(name: str, default: str = "") -> str:
            return values.get(f"UTMARKT_{name}", default).strip()

        instance = Path(get("INSTANCE") or "instance").resolve()
        database_url = get("DATABASE_URL") or f"sqlite:///{instance / 'utmarkt.db'}"
        _require_scheme("DATABASE_URL", database_url, "sqlite", "postgresql+psycopg")
        _require_scheme("SMTP_URL", get("SMTP_URL"), "", "smtp", "smtps")
        _require_scheme("BASE_URL", get("BASE_URL"), "", "http", "https")
        return cls(
            instance=instance,
            secret_key=_long_enough(get("SECRET_KEY"), "UTMARKT_SECRET_KEY")
            or _stored_secret(instance),
            database_url=database_url,
            base_url=(get("BASE_URL") or "http://127.0.0.1:8000").rstrip("/"),
            smtp_url=get("SMTP_URL"),
            mail_from=get("MAIL_FROM") or "no-reply@example.org",
            demo=_flag("DEMO", get("DEMO")),
            development=_flag("DEVELOPMENT", get("DEVELOPMENT")),
            proxies=_count("PROXIES", get("PROXIES")),
            rate_limits=_flag("RATE_LIMITS", get("RATE_LIMITS", "1")),
            limits_url=get("LIMITS_URL") or "memory://",
            **_provider(get),
        )


class _OpenId(TypedDict):
    oidc_url: str
    oidc_client: str
    oidc_secret: str
    oidc_tenants: tuple[str, ...]


def _provider(get: Callable[[str], str]) -> _OpenId:
    """Read the OpenID provider: all of it, or none of it."""
    found = {
        "OIDC_URL": get("OIDC_URL"),
        "OIDC_CLIENT": get("OIDC_CLIENT"),
        "OIDC_SECRET": get("OIDC_SECRET"),
    }
    missing = ", ".join(f"UTMARKT_{name}" for name, value in found.items() if not value)
    if missing and (any(found.values()) or get("OIDC_TENANTS")):
        raise ConfigError(f"Sign-in by OpenID Connect is half set up: {missing} is empty.")
    _require_discovery(found["OIDC_URL"])
    return {
        "oidc_url": found["OIDC_URL"],
        "oidc_client": found["OIDC_CLIENT"],
        "oidc_secret": found["OIDC_SECRET"],
        "oidc_tenants": tuple(get("OIDC_TENANTS").replace(",", " ").split()),
    }


def _require_discovery(url: str) -> None:
    """Refuse a discovery address that could be read or changed on its way."""
    parts = urlsplit(url)
    here = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if url and not (parts.scheme == "https" or here):
        raise ConfigError(f"UTMARKT_OIDC_URL is {url!r}: it begins with https:")
    if url and not url.endswith("/.well-known/openid-configuration"):
        raise ConfigError(
            f"UTMARKT_OIDC_URL is {url!r}: it ends with /.well-known/openid-configuration"
        )


def _stored_secret(instance: Path) -> str:
    """Read the secret that `make run` wrote, or say how to get one."""
    path = instance / "secret"
    if not path.is_file():
        raise ConfigError(
            "There is no secret: set UTMARKT_SECRET_KEY, "
            f"or start with `make run`, which writes {path}."
        )
    return _long_enough(path.read_text().strip() or "?", str(path))


def _long_enough(secret: str, where: str) -> str:
    """Return the secret; refuse one that could be guessed."""
    if secret and len(secret) < 32:  # noqa: PLR2004 - 128 bits in hexadecimal
        raise ConfigError(f"The secret in {where} is too short: use at least 32 characters.")
    return secret


def _require_scheme(name: str, url: str, *known: str) -> None:
    """Refuse an address of a kind we cannot use."""
    if url.partition(":")[0] not in known:
        kinds = ", ".join(f"{scheme}:" for scheme in known if scheme)
        raise ConfigError(f"UTMARKT_{name} is {url!r}: it begins with one of {kinds}")


def write_secret(instance: Path) -> None:
    """Write a fresh secret into `instance` unless there is one; readable by us alone."""
    path = instance / "secret"
    if path.exists():
        return
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))


def _flag(name: str, text: str) -> bool:
    known = {"": False, "0": False, "no": False, "false": False}
    known |= {"1": True, "yes": True, "true": True}
    if text.lower() not in known:
        raise ConfigError(f"UTMARKT_{name} is {text!r}: write 1 or 0.")
    return known[text.lower()]


def _count(name: str, text: str) -> int:
    if text and not text.isdecimal():
        raise ConfigError(f"UTMARKT_{name} is {text!r}: write a whole number, 0 or more.")
    return int(text or 0)
