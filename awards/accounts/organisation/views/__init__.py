"""Pages of the organisation: units, people, searching, imports."""

from awards.accounts.organisation.views import search, tree
from awards.accounts.organisation.views.blueprint import bp

__all__ = ["bp", "search", "tree"]
