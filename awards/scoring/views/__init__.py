"""Pages of scoring: a juror's statements, queue and sheets; the coordinator's word on conflicts."""

from awards.scoring.views import closing, conflicts, queue, receipts, sheets, statements
from awards.scoring.views.blueprint import bp

__all__ = ["bp", "closing", "conflicts", "queue", "receipts", "sheets", "statements"]
