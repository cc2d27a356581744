"""Pages of triage: the desk, one nomination, one juror copy, files, twins."""

from awards.triage.views import 
from awards.triage.views.blueprint import bp

__all__ = ["bp"]
