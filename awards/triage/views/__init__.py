"""Pages of triage: the desk, one nomination, one juror copy."""

from awards.triage.views import copies, desk, files, nominations
from awards.triage.views.blueprint import bp

__all__ = ["bp", "copies", "desk", "files", "nominations"]
