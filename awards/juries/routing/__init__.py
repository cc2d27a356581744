"""Routing: which juror reads which candidate.

In: who may read what, how many readers each candidate needs, what is read already. Out: a plan, or
what stands in its way. Plain arrays, no database, no names; same input, same plan.
"""

from awards.juries.routing.problem import Plan, Problem
from awards.juries.routing.solve import route

__all__ = ["Plan", "Problem", "route"]
