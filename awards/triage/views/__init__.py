"""Pages of triage: the desk, its steps and views, one nomination, one juror copy."""

from awards.triage.views import (
    copies,
    desk,
    files,
    nominations,
    notes,
    reach,
    saved,
    signals,
    steps,
)
from awards.triage.views.blueprint import bp

__all__ = [
    "bp",
    "copies",
    "desk",
    "files",
    "nominations",
    "notes",
    "reach",
    "saved",
    "signals",
    "steps",
]
