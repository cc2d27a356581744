"""Reach: how many are nominated in each organisation, against how many work there.

In: an edition's nominations and the directory. Out: a line for each organisation that takes part,
with small numbers hidden. For coordinators, to know whom to remind while there is time.
Question answered: who is never nominated?
"""
