"""Stepping out and standing in.

In: seats, conflicts, the rules about how many it takes. Out: who takes part instead of whom, and
where too few are left. Question answered: are there enough who may judge this candidate?
"""
