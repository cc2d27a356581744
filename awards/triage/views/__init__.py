"""Pages of triage: the desk, one nomination, one juror copy, files, twins."""

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
    together,
    twins,
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
    "together",
    "twins",
]
