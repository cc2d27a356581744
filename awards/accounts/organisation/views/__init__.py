"""Pages of the organisation: units, people, searching, imports."""

from awards.accounts.organisation.views import imports, search, tree
from awards.accounts.organisation.views.blueprint import bp

__all__ = ["bp", "imports", "search", "tree"]
