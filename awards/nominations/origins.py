"""Where a nomination was sent from, as a digest: alike or not is all that it tells."""

from hmac import digest


def digest_of(address: str | None, *, secret: str) -> str:
    """Return a keyed digest of a network address; without the key nobody can try addresses."""
    if not address:
        return ""
    return digest(secret.encode(), f"nomination-origin:{address}".encode(), "sha256").hex()[:16]
