"""When a link, a code or an account lets somebody in, and when a session is over."""

import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from awards.accounts.models import SignInLink
from awards.core.errors import Conflict, DomainError, WrongInput
from awards.core.ids import ALPHABET
from awards.core.languages import N_
from awards.core.permissions import Role
from awards.core.sign_in import LONGEST_SESSION, idle_after

NEEDED = frozenset({Role.ADMIN, Role.COORDINATOR})
"""Roles that somebody has to hold: without them nobody could give them back."""
LINK_LIVES = timedelta(minutes=15)
MOST_LINKS = 5
"""So many links an address is sent while one of them lives. All of them work, so nobody can lock
somebody else out by asking for more."""
MOST_ATTEMPTS = 5
"""So many codes may be tried for a link."""
CODE_LENGTH = 8
SEEN_EVERY = timedelta(minutes=5)
"""How exactly we know when a session was last used: writing it with every page would cost more."""


class SignInRefused(DomainError):
    """Somebody is not let in; `why` is the code in the audit trail."""

    status = 409
    why = "link"


class LinkUnusable(SignInRefused):
    """A sign-in link that is used, too old, or not ours."""

    message = N_("This link cannot be used. Ask for a new one; it arrives within a minute.")


class WrongCode(SignInRefused):
    """Not the code in the mail: the page is shown again."""

    status = 422
    why = "code"
    message = N_("That is not the code in the newest mail. Look again and write all of it.")


class CodesSpent(SignInRefused):
    """Too many codes were tried for one link."""

    why = "codes-spent"
    message = N_("That code has been tried too often. Ask for a new mail; it has a new code.")


class Replayed(SignInRefused):
    """Something that lets somebody in once came a second time."""

    why = "replayed"
    message = N_("That sign-in has been used already. Start again from this page.")


class TooManyLinks(DomainError):
    """An address has been sent enough links for now."""

    status = 429
    message = N_(
        "Several mails have been asked for already. Use one of them, or wait a quarter of an hour."
    )


_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def require_address(text: str) -> str:
    """Return an e-mail address as we keep it; raise WrongInput when it is none."""
    address = text.strip().lower()
    if not _ADDRESS.fullmatch(address):
        raise WrongInput(N_("Write an e-mail address like name@example.com."))
    return address


def require_usable(link: SignInLink | None, at: datetime) -> SignInLink:
    """Return the link when it may be used now; else raise LinkUnusable saying why."""
    if link is None:
        raise LinkUnusable
    if link.used_at is not None:
        raise LinkUnusable(
            N_("The link has already been used. Ask for a new one; it arrives within a minute.")
        )
    if at >= link.expires_at:
        raise LinkUnusable(
            N_("The link is older than 15 minutes. Ask for a new one; it arrives within a minute.")
        )
    return link


class LastOne(Conflict):
    """The last one with a role that somebody has to hold."""

    message = N_("This is the last one with this role. Give it to somebody else first.")


def digest_of(text: str, *, secret: str = "") -> str:
    """Return a digest to know a text again by; with a secret, nobody else can make it."""
    if not secret:
        return hashlib.sha256(text.encode()).hexdigest()
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def code_of(link_id: str, *, secret: str) -> str:
    """Return the code that goes with a link: 40 bits, never stored, eight characters."""
    found = hmac.new(secret.encode(), f"sign-in-code:{link_id}".encode(), hashlib.sha256).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in found[:CODE_LENGTH])


def shown(code: str) -> str:
    """Return a code as people read it: two groups, capitals."""
    return f"{code[:4]} {code[4:]}".upper()


_MISREAD = str.maketrans({"i": "1", "l": "1", "o": "0", "u": "v"})


def is_code(typed: str, code: str) -> bool:
    """Say whether this is the code, however it was grouped and whatever was misread."""
    plain = re.sub(r"[\W_]", "", typed).lower().translate(_MISREAD)
    return hmac.compare_digest(plain.encode(), code.encode())


def is_over(started_at: datetime, seen_at: datetime, roles: Iterable[Role], at: datetime) -> str:
    """Return why a session is over ("age" or "idle"), or "" while it is not."""
    if at >= started_at + LONGEST_SESSION:
        return "age"
    return "idle" if at >= seen_at + idle_after(roles) else ""
