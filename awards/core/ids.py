"""Identifiers that tell nothing: no order, no count, no guess."""

import secrets

ALPHABET = "abcdefghjkmnpqrstvwxyz0123456789"
"""Lower case without i, l, o, u: nothing to mix up when it is read aloud."""

_OF_A_BYTE = "".join(ALPHABET[byte % len(ALPHABET)] for byte in range(256)).encode()
"""32 letters divide 256 evenly, so each is as likely as the next."""


def new_id(length: int = 16) -> str:
    """Return a random identifier of `length` characters (5 bits each)."""
    return secrets.token_bytes(length).translate(_OF_A_BYTE).decode()


def new_ids(count: int, length: int = 16) -> list[str]:
    """Return so many of them at once: asking for chance once is what makes thousands quick."""
    letters = secrets.token_bytes(length * count).translate(_OF_A_BYTE).decode()
    return [letters[begin : begin + length] for begin in range(0, length * count, length)]
