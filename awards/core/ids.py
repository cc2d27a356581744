"""Identifiers that tell nothing: no order, no count, no guess."""

import secrets

ALPHABET = "abcdefghjkmnpqrstvwxyz0123456789"
"""Lower case without i, l, o, u: nothing to mix up when it is read aloud."""


def new_id(length: int = 16) -> str:
    """Return a random identifier of `length` characters (5 bits each)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
