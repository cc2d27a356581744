"""The links a nominator gets: signed, so that nobody can make one up.

A link to confirm is bound to the address it was sent to: once the address is corrected,
the link in the wrong mailbox is worth nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2s

from itsdangerous import BadSignature, URLSafeSerializer

from awards.core.errors import NotFound
from awards.nominations.models import Nomination
from awards.programmes.models import Edition

CONFIRM = "nomination-confirm"
EDIT = "nomination-edit"
SENT = "nomination-sent"


@dataclass(frozen=True)
class Links:
    """How a mail finds its pages: whole addresses, made where the web is known."""

    confirm: Callable[[Nomination], str]
    receipt: Callable[[Nomination], str]
    edition: Callable[[Edition], str]
    """Where everybody reads about an edition."""


def links_at(base_url: str, *, secret: str) -> Links:
    """Return the addresses of an installation: also a job can write them, without a request."""

    def under(path: str, salt: str, nomination: Nomination) -> str:
        return f"{base_url}{path}{token_for(nomination, salt, secret=secret)}"

    return Links(
        confirm=lambda nomination: under("/nominations/confirm/", CONFIRM, nomination),
        receipt=lambda nomination: under("/nominations/", EDIT, nomination) + "/",
        edition=lambda one: f"{base_url}/awards/{one.programme.slug}/{one.slug}/",
    )


def mark_of(nomination: Nomination, salt: str) -> str:
    """Return what a link is bound to beside the nomination."""
    if salt != CONFIRM:
        return ""
    return blake2s(nomination.nominator_email.encode(), digest_size=6).hexdigest()


def token_for(nomination: Nomination, salt: str, *, secret: str) -> str:
    """Return the signed token of a link; `salt` says what the link is for."""
    signer = URLSafeSerializer(secret, salt=salt)
    token = signer.dumps([nomination.id, mark_of(nomination, salt)])
    return token if isinstance(token, str) else token.decode()


def read_token(token: str, salt: str, *, secret: str) -> tuple[str, str]:
    """Return (nomination id, mark) of a link. Raises NotFound when it is not ours."""
    try:
        nomination_id, mark = URLSafeSerializer(secret, salt=salt).loads(token)
    except (BadSignature, TypeError, ValueError) as error:
        raise NotFound from error
    return str(nomination_id), str(mark)
