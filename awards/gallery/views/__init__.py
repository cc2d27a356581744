"""Public pages: what the awards are, and who won."""

from awards.gallery.views import start, winners
from awards.gallery.views.blueprint import bp

__all__ = ["bp", "start", "winners"]
