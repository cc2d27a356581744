"""Telling a request from this very machine; the demo's doors are open to no other."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import request


def on_loopback() -> bool:
    """Say whether the request comes from this very machine, not through any proxy."""
    if request.headers.get("X-Forwarded-For") or request.headers.get("Forwarded"):
        return False
    host = urlsplit(f"//{request.host}").hostname or ""
    here = host == "localhost" or _is_loopback(host)
    return here and _is_loopback(request.remote_addr or "")


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
