"""Those who prepare an award without judging it.

In: seats in a preparation group, approved copies. Out: the texts without names, to read and not to
score. Question answered: what may somebody read who prepares the jury's work?
"""
