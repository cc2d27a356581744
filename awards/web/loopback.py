"""Telling a request from this very machine; the demo's doors are open to no other."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import current_app, request

from awards.config import Settings

PROXY_HEADERS = (
    "CF-Connecting-IP",
    "Forwarded",
    "True-Client-IP",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-IP",
)


def demo_open() -> bool:
    """Say whether the demo's doors are open to this request.

    Demo mode, no proxy set, an address of this machine as ours, and the request from here: a
    proxy that adds no header at all still has to be told our address, and then it is not this.
    """
    settings: Settings = current_app.extensions["settings"]
    ours = urlsplit(settings.base_url).hostname or ""
    here = ours == "localhost" or _is_loopback(ours)
    return settings.demo and not settings.proxies and here and on_loopback()


def on_loopback() -> bool:
    """Say whether the request comes from this very machine, not through any proxy."""
    if any(name in request.headers for name in PROXY_HEADERS):
        return False
    host = urlsplit(f"//{request.host}").hostname or ""
    here = host == "localhost" or _is_loopback(host)
    return here and _is_loopback(request.remote_addr or "")


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
