"""Pages of triage: the desk, one nomination, one juror copy, files, twins, moves."""

from awards.triage.views import (
    address,
    bulk,
    copies,
    desk,
    files,
    marks,
    moving,
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
    "address",
    "bp",
    "bulk",
    "copies",
    "desk",
    "files",
    "marks",
    "moving",
    "nominations",
    "notes",
    "reach",
    "saved",
    "signals",
    "steps",
    "together",
    "twins",
]
