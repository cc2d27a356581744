"""The links a nominator gets: signed, so that nobody can make one up.

A link to confirm is bound to the address it was sent to: once the address is corrected,
the link in the wrong mailbox is worth nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2s

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from awards.core.errors import NotFound
from awards.nominations.models import Nomination
from awards.nominations.queries import nomination_of_id

CONFIRM = "nomination-confirm"
EDIT = "nomination-edit"
SENT = "nomination-sent"


@dataclass(frozen=True)
class Links:
    """How a mail finds its pages: whole addresses, made where the web is known."""

    confirm: Callable[[Nomination], str]
    receipt: Callable[[Nomination], str]


def _mark(nomination: Nomination, salt: str) -> str:
    """Return what a link is bound to beside the nomination."""
    if salt != CONFIRM:
        return ""
    return blake2s(nomination.nominator_email.encode(), digest_size=6).hexdigest()


def token_for(nomination: Nomination, salt: str, *, secret: str) -> str:
    """Return the signed token of a link; `salt` says what the link is for."""
    signer = URLSafeSerializer(secret, salt=salt)
    token = signer.dumps([nomination.id, _mark(nomination, salt)])
    return token if isinstance(token, str) else token.decode()


def nomination_of_token(session: Session, token: str, salt: str, *, secret: str) -> Nomination:
    """Return the nomination a link leads to. Raises NotFound for a link that is not ours."""
    try:
        nomination_id, mark = URLSafeSerializer(secret, salt=salt).loads(token)
    except (BadSignature, TypeError, ValueError) as error:
        raise NotFound from error
    nomination = nomination_of_id(session, str(nomination_id))
    if mark != _mark(nomination, salt):
        raise NotFound
    return nomination
