"""Pages of scoring: statements, queue and sheets; decisions on conflicts; who reads what."""

from awards.scoring.views import (
    closing,
    conflicts,
    offline,
    queue,
    readers,
    receipts,
    routing,
    sheets,
    statements,
)
from awards.scoring.views.blueprint import bp

__all__ = [
    "bp",
    "closing",
    "conflicts",
    "offline",
    "queue",
    "readers",
    "receipts",
    "routing",
    "sheets",
    "statements",
]
