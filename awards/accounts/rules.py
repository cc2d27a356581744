"""When a sign-in link may be used."""

import re
from datetime import datetime, timedelta

from awards.accounts.models import SignInLink
from awards.core.errors import DomainError, WrongInput
from awards.core.languages import N_

LINK_LIVES = timedelta(minutes=15)


class LinkUnusable(DomainError):
    """A sign-in link that is used, too old, or not ours."""

    status = 409
    message = N_("This link cannot be used. Ask for a new one; it arrives within a minute.")


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
