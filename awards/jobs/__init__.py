"""Background work on Huey. Our tables hold the truth; a task only says "look now".

In: a job's name and ids, asked for by an action. Out: the handler run, after the commit.
Question answered: what still has to be done, also after a worker was killed?
"""
