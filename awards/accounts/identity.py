"""Who comes back from an OpenID provider, and what can go wrong there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from awards.accounts.rules import SignInRefused
from awards.core.errors import DomainError
from awards.core.languages import N_


class ProviderDown(DomainError):
    """The provider does not answer, or not sensibly."""

    status = 503
    message = N_(
        "The sign-in of your organisation does not answer right now. "
        "Have a link mailed to you instead, or try again in a few minutes."
    )


class AccountRefused(SignInRefused):
    """What came back from the provider does not prove who somebody is."""

    status = 400
    message = N_("That sign-in could not be completed. Start again from this page.")

    def __init__(self, why: str) -> None:
        """Take a code for the trail; the reader is told no details."""
        super().__init__()
        self.why = why


@dataclass(frozen=True)
class Begun:
    """A sign-in that has been started; the browser keeps it until it comes back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Identity:
    """Who came back. The address is empty unless the provider vouches for it."""

    issuer: str
    subject: str
    address: str


class Provider(Protocol):
    """What our pages ask of a provider; `awards.accounts.provider` talks to a real one."""

    def begin(self, back: str) -> tuple[str, Begun]:
        """Return the address to send the browser to, and what it has to keep meanwhile."""

    def finish(self, begun: Begun, answer: Mapping[str, str], back: str) -> Identity:
        """Return who came back with this answer."""

    def sign_out_url(self, back: str) -> str:
        """Return where one signs out at the provider as well; empty when it offers no such page."""
