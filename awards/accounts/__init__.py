"""People, the organisation, roles, and signing in by an e-mailed link.

In: an address. Out: an actor with grants. Question answered: who is this, and what are they here?
"""
