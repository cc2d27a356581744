"""Pages of nominations: nominate, confirm, receipt. All public; a signed link is the key."""

from awards.nominations.views import closing, confirmation, nominate, receipt
from awards.nominations.views.blueprint import bp

__all__ = ["bp", "closing", "confirmation", "nominate", "receipt"]
