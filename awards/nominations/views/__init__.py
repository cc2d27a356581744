"""Pages of nominations: nominate, confirm, receipt. Mostly public; a signed link is the key."""

from awards.nominations.views import (
    attachments,
    closing,
    confirmation,
    nominate,
    receipt,
    registering,
    registry,
)
from awards.nominations.views.blueprint import bp

__all__ = [
    "attachments",
    "bp",
    "closing",
    "confirmation",
    "nominate",
    "receipt",
    "registering",
    "registry",
]
