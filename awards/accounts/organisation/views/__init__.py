"""Pages of the organisation: units, people, searching, imports."""

from awards.accounts.organisation.views import exports, imports, people, search, tree, units
from awards.accounts.organisation.views.blueprint import bp

__all__ = ["bp", "exports", "imports", "people", "search", "tree", "units"]
