"""What a signal is, and what it is found in. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class SignalKind(StrEnum):
    """What looks arranged."""

    MANY_FROM_ADDRESS = "many-from-address"
    ONE_NETWORK = "one-network"
    COPIED_TEXT = "copied-text"
    RING = "ring"


@dataclass(frozen=True)
class Sent:
    """A nomination as far as signals look: who wrote what about whom, and from where."""

    id: str
    reference: str
    nominator_name: str
    nominator_email: str
    nominee_name: str
    nominee_email: str = ""
    members: tuple[str, ...] = ()
    text: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Signal:
    """Something to ask about: the other nominations it stands on, and what they have in common."""

    kind: SignalKind
    others: tuple[Sent, ...]
    share: int = 0
    """Of a copied text, how many per cent of this one stand in the other, too."""
    quote: str = ""
    """Of a copied text, the longest piece they share, cut to a line or two."""
