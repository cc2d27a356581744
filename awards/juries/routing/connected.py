"""Whether an award's readings hang together.

Draw a line from each candidate to each of its readers. When every candidate of an award can be
reached from every other along such lines, and only then, a model of "candidate + juror" can tell
a strong candidate from a mild juror: all differences between candidates, and between jurors, are
estimable (Bose 1947; Weeks and Williams 1964, "A note on the determination of connectedness in an
N-way cross classification", Technometrics 6). It says nothing about how surely: that comes with
the number of common readers, which `spread` makes even.
"""

import numpy as np

from awards.juries.routing.problem import Booleans, Integers


def parts_of(reads: Booleans) -> Integers:
    """Return (n,) the number of the part that each candidate hangs in; unread ones stand alone."""
    n = len(reads)
    part = np.full(n, -1)
    number = 0
    for first in range(n):
        if part[first] >= 0:
            continue
        inside, jurors = np.zeros(n, bool), reads[first]
        inside[first] = True
        while True:
            reached = inside | reads[:, jurors].any(axis=1)
            jurors = reads[reached].any(axis=0)
            if (reached == inside).all():
                break
            inside = reached
        part[inside] = number
        number += 1
    return part


def is_connected(reads: Booleans, award: Integers | None) -> bool:
    """Say whether each award hangs together. `reads` is (n, m), `award` (n,) or None for one."""
    awards = np.zeros(len(reads), int) if award is None else award
    return all(parts_of(reads[awards == one]).max(initial=0) == 0 for one in np.unique(awards))
