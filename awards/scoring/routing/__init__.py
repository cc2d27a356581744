"""Routing as the coordinator uses it: from the database to a problem, from a plan to assignments.

In: panels, statements, facts, sheets. Out: a plan to look at, and, once it is applied, who reads
what. It stands in scoring because sheets decide what may move: finished ones stay.
Question answered: who reads which candidate, and what changes when something happens?
"""
