"""Certificates: one for each winner and each member of a team, one by one or all as a ZIP.

In: decided outcomes, and the worker's time. Out: PDF files, their rows, and a ZIP.
Question answered: what can be framed, and is every certificate made exactly once?
"""
