"""One page for each role that says what waits; and what belongs to no single feature.

In: who asks. Out: the next thing to do. Question answered: what now?
"""
