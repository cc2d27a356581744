"""Pages of scoring: statements, queue and sheets; decisions on conflicts; who reads what."""

from awards.scoring.views import (
    calibration,
    calibrations,
    closing,
    conflicts,
    offline,
    paper,
    progress,
    queue,
    readers,
    receipts,
    reopening,
    routing,
    scale,
    sheets,
    statements,
)
from awards.scoring.views.blueprint import bp

__all__ = [
    "bp",
    "calibration",
    "calibrations",
    "closing",
    "conflicts",
    "offline",
    "paper",
    "progress",
    "queue",
    "readers",
    "receipts",
    "reopening",
    "routing",
    "scale",
    "sheets",
    "statements",
]
