"""Pages of drafts: saved while somebody writes, found again, compared. The cookie is the key."""

from awards.nominations.drafts.views import found, saving, versions
from awards.nominations.drafts.views.blueprint import bp

__all__ = ["bp", "found", "saving", "versions"]
