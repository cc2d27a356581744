"""People and roles of a programme: who is what, in which edition, and guests from outside.

In: a person, or a name and an address. Out: a role, and an invitation that waits in the outbox.
Question answered: who is who here?
"""
