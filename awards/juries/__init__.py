"""Panels and conflict statements.

In: people with a role, candidates without names. Out: seats, statements, and the one
predicate that decides which candidates a juror may see (`queries.readable`).
Question answered: who reads what, and who must not?
"""
