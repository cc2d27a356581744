"""Nominations: what people write about their colleagues, names and all.

In: a text from anybody, without an account. Out: a confirmed nomination with a reference.
Question answered: who was lifted up, by whom, in what words, and did it arrive in time?
"""
