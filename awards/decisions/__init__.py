"""Decisions: what the jury proposed, what the deciding body decided, and when it is told.

In: a result run and code names; here they become names for the first time. Out: winners with
their citations, to nobody before the embargo's minute.
Question answered: who won, by whose decision, and may it be known yet?
"""
