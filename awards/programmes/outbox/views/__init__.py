"""The pages of the outbox: the list, one mail, several at once, the texts."""

from awards.programmes.outbox.views import bulk, listing, mail, texts
from awards.programmes.outbox.views.blueprint import bp

__all__ = ["bp", "bulk", "listing", "mail", "texts"]
