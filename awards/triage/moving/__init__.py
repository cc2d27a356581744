"""Moving a candidate, with all its nominations, to an award of the edition that fits better.

In: a candidate or a nomination, the other award, and why. Out: the same words under the other
award, nominators told. Question answered: what if it was sent to the wrong award?
"""
