"""Pages of decisions: the overview, the jury's proposal, the decision, the announcement."""

from awards.decisions.views import announcement, decision, overview, proposal
from awards.decisions.views.blueprint import bp

__all__ = ["announcement", "bp", "decision", "overview", "proposal"]
