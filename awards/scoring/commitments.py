"""Commitments: a hash that binds us to one handed-in sheet and tells nobody what is in it. Pure.

The juror keeps the receipt; after scoring has closed all commitments are listed. Whoever has the
opening (sheet, secret, nonce) can compute the hash again and find it in the list, and nobody can
find another sheet with the same hash. The list alone tells nothing: scores are few and could be
tried out one after the other, the nonce and the secret cannot.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from awards.scoring.rules import Marks

FORMAT = "utmarkt-sheet-1"
CODE_LENGTH = 16
"""80 bits: nobody finds a second sheet for a code by trying."""
_SECRET_BYTES = _NONCE_BYTES = 20


def juror_secret(installation: str, person_id: str, edition_id: str) -> str:
    """Return the secret of a juror in an edition: 32 characters, the same for all their sheets.

    A keyed BLAKE2s of both ids under the installation's secret, in base32. It is stored nowhere:
    whoever gets hold of the database alone can open no commitment.
    """
    key = hashlib.sha256(f"receipts\n{installation}".encode()).digest()
    text = f"{person_id}\n{edition_id}".encode()
    digest = hashlib.blake2s(text, key=key, digest_size=_SECRET_BYTES).digest()
    return base64.b32encode(digest).decode()


def new_nonce() -> str:
    """Return 160 random bits in base32: a sheet handed in twice has two commitments."""
    return base64.b32encode(secrets.token_bytes(_NONCE_BYTES)).decode()


@dataclass(frozen=True)
class Opening:
    """All that a commitment is computed from."""

    sheet: str
    marks: Marks
    reason: str
    handed_in_at: datetime
    secret: str
    nonce: str
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Criterion id → reason, where the edition asks for them; the private note is never in it."""

    @property
    def content(self) -> dict[str, Any]:
        """The opening as a file holds it, and as it is hashed."""
        return {
            "format": FORMAT,
            "handed_in_at": self.handed_in_at.astimezone(UTC).isoformat(),
            "nonce": self.nonce,
            "reason": self.reason,
            "reasons": dict(self.reasons),
            "scores": dict(self.marks),
            "secret": self.secret,
            "sheet": self.sheet,
        }

    @property
    def commitment(self) -> str:
        """SHA-256 over canonical JSON of the content, in hexadecimal."""
        canonical = json.dumps(
            self.content, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        return hashlib.sha256(canonical.encode()).hexdigest()


def code_of(commitment: str) -> str:
    """Return the receipt of a commitment: its first 80 bits in base32, A to Z and 2 to 7."""
    return base64.b32encode(bytes.fromhex(commitment)).decode()[:CODE_LENGTH]


def grouped(code: str) -> str:
    """Return a receipt as it is read aloud: in fours."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def read_code(typed: str) -> str:
    """Return a receipt as it is stored, whatever spaces, hyphens and small letters were typed.

    0, 1 and 8 are not in it: they are read as the letters they look like.
    """
    kept = "".join(c for c in typed.upper() if c.isalnum())
    return kept.translate(str.maketrans("018", "OIB"))
